import type { DataType, DateTimeType, Expression, NamedType } from '../sql/ast.js';
import { call, cast, dateTimeType, string, type } from '../sql/build.js';
import type { Showing } from './showing.js';

const kept = (shown: DataType): Showing => ({ kind: 'kept', shown });

const plainCast = (shown: DataType, loss: string): Showing => ({
  kind: 'cast',
  shown,
  show: (value) => cast(value, shown),
  loss,
  castInside: true,
});

const expressed = (shown: DataType, show: (value: Expression) => Expression, loss: string): Showing => ({
  kind: 'cast',
  shown,
  show,
  loss,
  castInside: false,
});

const hidden = (reason: string): Showing => ({ kind: 'hidden', reason });

const varchar = type('varchar');
const varbinary = type('varbinary');

/** Number of fractional digits of a second in Iceberg. */
const microseconds = 6;

const sketch = plainCast(varbinary, '');

const number = (value: NamedType['parameters'][number] | undefined, otherwise: number): number =>
  typeof value === 'number' ? value : otherwise;

const decimal: Decide = ([precision, scale]) =>
  kept(type('decimal', number(precision, 38), number(scale, 0)));

const integer = kept(type('integer'));

type Decide = (parameters: NamedType['parameters']) => Showing;

/**
 * Trino 476's types by name. Each line was tested on a Trino 476: a view of that form loads and returns the value.
 * Types that are not shown have no conversion to a type of Iceberg.
 */
const byName: Readonly<Record<string, Showing | Decide>> = {
  boolean: kept(type('boolean')),
  tinyint: integer,
  smallint: integer,
  integer,
  int: integer,
  bigint: kept(type('bigint')),
  real: kept(type('real')),
  double: kept(type('double')),
  decimal,
  numeric: decimal,
  dec: decimal,
  varchar: kept(varchar),
  char: {
    kind: 'cast',
    shown: varchar,
    // Only blanks: rtrim without its second argument would also remove tabs and line ends, which belong to the value.
    show: (value) => call('rtrim', cast(value, varchar), string(' ')),
    loss: 'the blanks at the end; comparisons of char ignore them',
    castInside: true,
    lossInside: '',
  },
  varbinary: kept(varbinary),
  date: kept(type('date')),
  uuid: kept(type('uuid')),
  unknown: kept(varchar),
  json: expressed(varchar, (value) => call('json_format', value), 'the type; json_parse restores it'),
  ipaddress: plainCast(varchar, 'the type; CAST restores it'),
  objectid: plainCast(varchar, 'the type; ObjectId restores it'),
  hyperloglog: sketch,
  setdigest: sketch,
  qdigest: sketch,
  tdigest: sketch,
  p4hyperloglog: expressed(varbinary, (value) => cast(cast(value, type('hyperloglog')), varbinary), ''),
  geometry: expressed(varchar, (value) => call('st_astext', value), 'the SRID'),
  sphericalgeography: expressed(varchar, (value) => call('st_astext', call('to_geometry', value)), ''),
  bingtile: expressed(varchar, (value) => call('bing_tile_quadkey', value), ''),
  ...Object.fromEntries(
    [
      'kdbtree',
      'color',
      'jsonpath',
      'json2016',
      'codepoints',
      'joniregexp',
      're2jregexp',
      'likepattern',
      'regressor',
      'classifier',
      'model',
      'function',
    ].map((name) => [name, hidden('Trino has no conversion to a type that a view can have')]),
  ),
};

const rounded = 'digits after the sixth, by rounding';

/** The conversion of a time or timestamp. */
export function dateTimeDecision({ name, precision = 3, withTimeZone }: DateTimeType): Showing {
  if (name === 'time' && withTimeZone) return plainCast(varchar, 'the type; CAST restores it');
  const shown = dateTimeType(name, microseconds, withTimeZone);
  if (precision <= microseconds) return kept(shown);
  const wraps = name === 'time' ? '; a time that rounds to the end of the day becomes 00:00:00' : '';
  return plainCast(shown, `${rounded}${wraps}`);
}

/** The conversion of an interval. */
export const intervalDecision = plainCast(varchar, 'the type');

/** The conversion of a value, by the name of its type. */
export function namedDecision({ name, parameters }: NamedType): Showing {
  const found = Object.hasOwn(byName, name.toLowerCase()) ? byName[name.toLowerCase()] : undefined;
  if (found === undefined) return hidden('scrim does not know this type of Trino 476');
  return typeof found === 'function' ? found(parameters) : found;
}
