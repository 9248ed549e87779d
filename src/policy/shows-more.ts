import { strictness } from '../model/mask.js';
import type { ColumnDecision, MaskLayer, RowDecision, Shown } from './shown.js';

/**
 * What is shown to somebody after a change that was not shown before, one line each; none where it is certain that nobody sees more.
 * Conservative: what is not recognized as narrower or equal counts as more. Both are decisions for an open reader, where what
 * depends on the person stands as an expression.
 */
export function showsMore(before: Shown, after: Shown): readonly string[] {
  const kept = new Set(after.rows.map(rowText));
  const rows = before.rows
    .filter((row) => !kept.has(rowText(row)))
    .map(({ policy }) => `rows that policy '${policy}' filters`);
  const columns = after.columns.flatMap(({ column: { name }, masks }) => {
    const was = before.columns.find(({ column }) => column.name === name);
    return was !== undefined && isAsStrict(was.masks, masks) ? [] : [`column '${name}'${maskedBy(was)}`];
  });
  const sources = (before.sources ?? []).flatMap(({ source, shown }) => {
    const now = (after.sources ?? []).find((one) => one.source.key === source.key);
    return now === undefined
      ? [`rows of ${source.parts.join('.')}`]
      : showsMore(shown, now.shown).map((what) => `${what} of ${source.parts.join('.')}`);
  });
  const missing = (after.sources ?? []).filter(
    ({ source }) => !(before.sources ?? []).some((one) => one.source.key === source.key),
  );
  return [
    ...rows,
    ...columns,
    ...sources,
    ...missing.map(({ source }) => `rows of ${source.parts.join('.')}`),
  ];
}

const maskedBy = (was: ColumnDecision | undefined): string =>
  was?.masks[0] === undefined ? '' : `, masked by policy '${was.masks[0].policy}'`;

/** A filter without what does not change it: its policy's name, and the comment and tags of its column. */
const rowText = ({ policy: _policy, ...row }: RowDecision): string =>
  JSON.stringify('column' in row ? { ...row, column: row.column.name } : row);
const maskText = ({ mask, where }: MaskLayer): string => JSON.stringify([mask, where?.expression]);

/**
 * Whether the masks after a change hide of every cell at least what those before it hide. Of each cell the first mask that is for it
 * holds, so a mask may come in before others where it is stricter than each of them.
 */
function isAsStrict(before: readonly MaskLayer[], after: readonly MaskLayer[]): boolean {
  const [first, ...rest] = after;
  if (before.length === 0) return true;
  if (first === undefined) return false;
  const [was, ...others] = before;
  if (was !== undefined && maskText(was) === maskText(first)) return isAsStrict(others, rest);
  if (!before.every((layer) => isStricter(first, layer))) return false;
  return first.where === undefined || isAsStrict(before, rest);
}

const isStricter = ({ mask }: MaskLayer, { mask: other }: MaskLayer): boolean =>
  strictness[mask.type] < strictness[other.type] || JSON.stringify(mask) === JSON.stringify(other);
