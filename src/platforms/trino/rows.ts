import type { Duration } from '../../model/duration.js';
import type { RowCondition } from '../../policy/shown.js';
import { literalsOf } from '../../policy/literal.js';
import { hasCanonicalText } from '../../policy/canonical-text.js';
import type { DataType, Expression, IntervalUnit } from '../../sql/ast.js';
import {
  binary,
  boolean,
  call,
  cast,
  compare,
  equals,
  inList,
  integer,
  or,
  string,
  type as namedType,
} from '../../sql/build.js';
import type { Rows } from '../platform.js';
import { beginsWithOneOf } from './beginnings.js';
import { trinoText } from './canonical-text.js';

/** The conditions on one column, in the SQL of Trino. */
export const trinoRows: Rows = { values, time, sample };

/** Values that are not valid for the column's type match nothing. */
function values(
  { values: texts, match }: Extract<RowCondition, { type: 'values' }>,
  value: Expression,
  type: DataType,
): Expression {
  const make = literalsOf(type);
  // Every text begins with an empty text, but nobody intends that with an attribute without a value.
  const meant = match === 'equal' ? texts : texts.filter((text) => text !== '');
  const literals = meant.map((text) => make?.(text)).filter((literal) => literal !== undefined);
  const distinct = [...new Map(literals.map((literal) => [JSON.stringify(literal), literal])).values()];
  const beginnings = distinct.flatMap((literal) => (literal.kind === 'StringLiteral' ? [literal.value] : []));
  const beginsWith = (some: readonly string[]): Expression =>
    beginsWithOneOf(
      value,
      type,
      // No value begins with a text longer than the type allows. No bound may be longer either, because Trino would cast the column to its
      // length.
      some.filter((beginning) => make?.(beginning) !== undefined),
    );
  switch (match) {
    case 'equal':
      return oneOf(value, distinct);
    case 'prefix':
      return beginsWith(beginnings);
    case 'hierarchy': {
      const tops = outermostIn(beginnings);
      const itself = oneOf(value, tops.map(string));
      const beneath = beginsWith(tops.map((above) => `${above}.`));
      return isFalse(beneath) ? itself : or(itself, beneath);
    }
  }
}

/** The texts that are not below another one: `EU`, without `EU.West`. */
const outermostIn = (texts: readonly string[]): readonly string[] => {
  const all = new Set(texts);
  return [...all].filter(
    (text) =>
      ![...text].some((character, at) => character === '.' && all.has([...text].slice(0, at).join(''))),
  );
};

const isFalse = (condition: Expression): boolean => condition.kind === 'BooleanLiteral' && !condition.value;

const oneOf = (value: Expression, literals: readonly Expression[]): Expression => {
  const [first, ...rest] = literals;
  if (first === undefined) return boolean(false);
  return rest.length === 0 ? equals(value, first) : inList(value, literals);
};

/** The start time of the query, independent of the person's time zone; a timestamp without a zone is read as UTC. */
const now: Expression = { kind: 'CurrentValue', name: 'CURRENT_TIMESTAMP' };
const nowInUtc: Expression = { kind: 'AtTimeZone', value: now, zone: string('UTC') };

function time(
  { keep, than }: Extract<RowCondition, { type: 'time' }>,
  value: Expression,
  type: DataType,
): Expression {
  const zoned = type.kind === 'DateTimeType' && type.withTimeZone;
  const plain: DataType =
    type.kind === 'DateTimeType' ? { kind: 'DateTimeType', name: 'timestamp', withTimeZone: false } : type;
  const start = zoned ? now : cast(nowInUtc, plain);
  return compare(value, keep === 'newer' ? '>=' : '<', back(start, than));
}

const back = (from: Expression, { months, days, seconds }: Duration): Expression =>
  (
    [
      [months, 'MONTH'],
      [days, 'DAY'],
      [seconds, 'SECOND'],
    ] as const satisfies readonly (readonly [number, IntervalUnit])[]
  )
    .filter(([count]) => count > 0)
    .reduce<Expression>(
      (point, [count, unit]) =>
        binary(point, '-', { kind: 'IntervalLiteral', negative: false, value: String(count), from: unit }),
      from,
    );

/** Number of digits of a hash that select rows; they give a number that every platform supports. */
const digits = 8;

function sample(
  { hundredths }: Extract<RowCondition, { type: 'sample' }>,
  value: Expression,
  type: DataType,
): Expression {
  if (!hasCanonicalText(type)) return boolean(false);
  const hash = call('to_hex', call('sha256', call('to_utf8', trinoText(value, type))));
  const number = call('from_base', call('substr', hash, integer(1), integer(digits)), integer(16));
  return compare(call('mod', number, cast(integer(10_000), namedType('bigint'))), '<', integer(hundredths));
}
