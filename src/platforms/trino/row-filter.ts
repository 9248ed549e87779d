import type { Duration } from '../../model/duration.js';
import type { RowCondition, RowDecision } from '../../policy/shown.js';
import { literalsOf } from '../../policy/literal.js';
import { hasCanonicalText, textOf } from '../../policy/masks/text-of.js';
import { typeOf } from '../../policy/native-type.js';
import type { DataType, Expression, IntervalUnit } from '../../sql/ast.js';
import {
  binary,
  boolean,
  call,
  cast,
  column as columnOf,
  compare,
  equals,
  inList,
  integer,
  not,
  or,
  string,
  type as namedType,
} from '../../sql/build.js';
import { beginsWithOneOf } from './beginnings.js';

/** The condition that keeps the rows which a decision lets through. */
export function rowFilter({ guard, ...condition }: RowCondition & Pick<RowDecision, 'guard'>): Expression {
  const kept = keptBy(condition);
  return guard === undefined ? kept : or(not(call('coalesce', guard.expression, boolean(true))), kept);
}

function keptBy(condition: RowCondition): Expression {
  if (condition.type === 'custom') return condition.expression;
  if (condition.type === 'none') return boolean(false);
  const value = columnOf(condition.column.name);
  const type = typeOf(condition.column, 'trino');
  if (type === undefined) return boolean(false);
  switch (condition.type) {
    case 'values':
      return among(value, type, condition);
    case 'time':
      return around(value, type, condition);
    case 'sample':
      return sampled(value, type, condition.hundredths);
  }
}

/** Values that the column's type does not have match nothing. */
function among(
  value: Expression,
  type: DataType,
  { values, match }: Extract<RowCondition, { type: 'values' }>,
): Expression {
  const make = literalsOf(type);
  // Every text begins with an empty one, which nobody means by an attribute without a value.
  const meant = match === 'equal' ? values : values.filter((text) => text !== '');
  const literals = meant.map((text) => make?.(text)).filter((literal) => literal !== undefined);
  const distinct = [...new Map(literals.map((literal) => [JSON.stringify(literal), literal])).values()];
  const texts = distinct.flatMap((literal) => (literal.kind === 'StringLiteral' ? [literal.value] : []));
  const beginsWith = (beginnings: readonly string[]): Expression =>
    beginsWithOneOf(
      value,
      type,
      // Nothing begins with what is longer than the type holds; and no bound may be, since Trino would cast the column to its length.
      beginnings.filter((beginning) => make?.(beginning) !== undefined),
    );
  switch (match) {
    case 'equal':
      return oneOf(value, distinct);
    case 'prefix':
      return beginsWith(texts);
    case 'hierarchy': {
      const tops = outermostIn(texts);
      const itself = oneOf(value, tops.map(string));
      const beneath = beginsWith(tops.map((above) => `${above}.`));
      return isFalse(beneath) ? itself : or(itself, beneath);
    }
  }
}

/** The texts that lie beneath no other one: `EU`, and not `EU.West` too. */
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

/**
 * The start of the query, of which a person's time zone makes nothing else; a timestamp without a zone is taken as UTC.
 */
const now: Expression = { kind: 'CurrentValue', name: 'CURRENT_TIMESTAMP' };
const nowInUtc: Expression = { kind: 'AtTimeZone', value: now, zone: string('UTC') };

function around(
  value: Expression,
  type: DataType,
  { keep, than }: Extract<RowCondition, { type: 'time' }>,
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

/** Digits of a hash that choose rows; they give a number that every platform can hold. */
const digits = 8;

function sampled(value: Expression, type: DataType, hundredths: number): Expression {
  if (!hasCanonicalText(type)) return boolean(false);
  const hash = call('to_hex', call('sha256', call('to_utf8', textOf(value, type))));
  const number = call('from_base', call('substr', hash, integer(1), integer(digits)), integer(16));
  return compare(call('mod', number, cast(integer(10_000), namedType('bigint'))), '<', integer(hundredths));
}
