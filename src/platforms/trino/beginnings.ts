import { groupBy } from '../../base/group-by.js';
import { afterAllThatBeginWith } from '../../base/text-order.js';
import type { DataType, Expression } from '../../sql/ast.js';
import { and, boolean, call, compare, inList, integer, or, string } from '../../sql/build.js';
import { trinoText } from './canonical-text.js';

/**
 * Whether a text begins with one of some prefixes. Ranges are a domain of the column, which Trino evaluates before every other condition
 * and can push down to the source. A char has no ranges, because its padding is not part of its value.
 */
export function beginsWithOneOf(
  value: Expression,
  type: DataType,
  beginnings: readonly string[],
): Expression {
  const widest = outermost(beginnings);
  if (widest.length === 0) return boolean(false);
  return isVarchar(type) && widest.length <= mostRanges
    ? or(...widest.map((beginning) => rangeOf(value, beginning)))
    : lookUp(trinoText(value, type), widest);
}

/** The prefixes that do not begin with another one. */
const outermost = (beginnings: readonly string[]): readonly string[] => {
  const all = new Set(beginnings);
  return [...all].filter((text) => {
    const points = [...text];
    return !points.some((_, length) => length > 0 && all.has(points.slice(0, length).join('')));
  });
};

const isVarchar = (type: DataType): boolean => type.kind === 'NamedType' && type.name === 'varchar';

/**
 * Maximum number of ranges of one filter. Trino 476 can compile 300 in a query over its memory connector, but not 500; the filters of other
 * policies and the reader's own conditions are compiled with them.
 */
const mostRanges = 100;

/** The values with a prefix as a range: Trino compares text by code points. */
function rangeOf(value: Expression, beginning: string): Expression {
  const from = compare(value, '>=', string(beginning));
  const end = afterAllThatBeginWith(beginning);
  return end === undefined ? from : and(from, compare(value, '<', string(end)));
}

/**
 * One look-up for each length of prefix, in characters. A condition for each prefix would be simpler, but Trino's planner fails with a few
 * hundred of them (`npm run bench -- values`).
 */
const lookUp = (text: Expression, beginnings: readonly string[]): Expression =>
  or(
    ...[...groupBy(beginnings, (beginning) => [...beginning].length)].map(([length, alike]) =>
      alike.length === 1
        ? call('starts_with', text, ...alike.map(string))
        : inList(call('substr', text, integer(1), integer(length)), alike.map(string)),
    ),
  );
