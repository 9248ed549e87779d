import { groupBy } from '../base/group-by.js';
import type { Duration } from '../model/duration.js';
import type { RowCondition, RowDecision } from '../policy/decision.js';
import { literalsOf } from '../policy/literal.js';
import { hasCanonicalText, textOf } from '../policy/masks/text-of.js';
import { typeOf } from '../policy/native-type.js';
import type { DataType, Expression, IntervalUnit } from '../sql/ast.js';
import {
  and,
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
} from '../sql/build.js';

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
 * Whether a text begins with one of some beginnings. Ranges are a domain of the column, which Trino evaluates before every other condition
 * and a source can take; a char has none, since the blanks that fill it are not part of its value.
 */
function beginsWithOneOf(value: Expression, type: DataType, beginnings: readonly string[]): Expression {
  const widest = outermost(beginnings);
  if (widest.length === 0) return boolean(false);
  return isVarchar(type) && widest.length <= mostRanges
    ? or(...widest.map((beginning) => rangeOf(value, beginning)))
    : lookUp(textOf(value, type), widest);
}

/** The beginnings that begin with no other one. */
const outermost = (beginnings: readonly string[]): readonly string[] => {
  const all = new Set(beginnings);
  return [...all].filter((text) => {
    const points = [...text];
    return !points.some((_, length) => length > 0 && all.has(points.slice(0, length).join('')));
  });
};

const isVarchar = (type: DataType): boolean => type.kind === 'NamedType' && type.name === 'varchar';

/**
 * The most ranges of one filter. Trino 476 compiles 300 in a query over its memory connector, 500 no more; the filters of other policies
 * and the reader's own conditions are compiled with them.
 */
const mostRanges = 100;

/** What begins with a text, as a range: Trino compares text by code points. */
function rangeOf(value: Expression, beginning: string): Expression {
  const from = compare(value, '>=', string(beginning));
  const end = afterAllThatBeginWith(beginning);
  return end === undefined ? from : and(from, compare(value, '<', string(end)));
}

const lastCodePoint = 0x10ffff;
const surrogates = { first: 0xd800, last: 0xdfff };

/** The least text after all that begin with another; undefined where there is none. */
function afterAllThatBeginWith(beginning: string): string | undefined {
  const points = [...beginning].map((character) => character.codePointAt(0) ?? 0);
  while (points.at(-1) === lastCodePoint) points.pop();
  const last = points.pop();
  if (last === undefined) return undefined;
  // No text holds half a surrogate pair.
  const next = last + 1 === surrogates.first ? surrogates.last + 1 : last + 1;
  return String.fromCodePoint(...points, next);
}

/**
 * One look-up for each length, in characters, that the beginnings have. A condition for each beginning would be what it says, but
 * Trino's planner gives up at some hundred of them (`npm run bench -- values`).
 */
const lookUp = (text: Expression, beginnings: readonly string[]): Expression =>
  or(
    ...[...groupBy(beginnings, (beginning) => [...beginning].length)].map(([length, alike]) =>
      alike.length === 1
        ? call('starts_with', text, ...alike.map(string))
        : inList(call('substr', text, integer(1), integer(length)), alike.map(string)),
    ),
  );

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
