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

/** Digits after the second that Iceberg keeps. */
const microseconds = 6;

const sketch = plainCast(varbinary, '');

const number = (value: NamedType['parameters'][number] | undefined, otherwise: number): number =>
  typeof value === 'number' ? value : otherwise;

const decimal: Decide = ([precision, scale]) =>
  kept(type('decimal', number(precision, 38), number(scale, 0)));

const integer = kept(type('integer'));

type Decide = (parameters: NamedType['parameters']) => Showing;

/**
 * Trino 476's types by name. Each line was tried on a Trino 476: a view of that form loads, and gives the value.
 * What is not shown has no conversion there to anything that Iceberg has.
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
    // Only blanks: rtrim without its second argument would take tabs and line ends too, which belong to the value.
    show: (value) => call('rtrim', cast(value, varchar), string(' ')),
    loss: 'the blanks at the end, which a char ignores in comparisons',
    castInside: true,
    lossInside: '',
  },
  varbinary: kept(varbinary),
  date: kept(type('date')),
  uuid: kept(type('uuid')),
  unknown: kept(varchar),
  json: expressed(varchar, (value) => call('json_format', value), 'the type; json_parse gives it back'),
  ipaddress: plainCast(varchar, 'the type; CAST gives it back'),
  objectid: plainCast(varchar, 'the type; ObjectId gives it back'),
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
    ].map((name) => [name, hidden('Trino converts it to nothing that a view can hold')]),
  ),
};

const rounded = 'digits after the sixth, by rounding';

/** What becomes of a time or timestamp. */
export function dateTimeDecision({ name, precision = 3, withTimeZone }: DateTimeType): Showing {
  if (name === 'time' && withTimeZone) return plainCast(varchar, 'the type; CAST gives it back');
  const shown = dateTimeType(name, microseconds, withTimeZone);
  if (precision <= microseconds) return kept(shown);
  const wraps = name === 'time' ? '; what rounds to the end of the day becomes 00:00:00' : '';
  return plainCast(shown, `${rounded}${wraps}`);
}

/** What becomes of an interval, of either kind. */
export const intervalDecision = plainCast(varchar, 'the type');

/** What becomes of a value whose type is written by name. */
export function namedDecision({ name, parameters }: NamedType): Showing {
  const found = Object.hasOwn(byName, name.toLowerCase()) ? byName[name.toLowerCase()] : undefined;
  if (found === undefined) return hidden('it is no type of Trino 476 that scrim knows');
  return typeof found === 'function' ? found(parameters) : found;
}
