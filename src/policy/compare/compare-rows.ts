import type { RowDecision } from '../shown.js';
import { changeOf } from './change.js';
import type { Change } from './change.js';
import { opposite } from './formula.js';
import { isImpossible } from './refute.js';
import { keepsRow } from './row-truth.js';
import { keyOf } from './truth.js';
import type { Compared } from './compared.js';

/**
 * Compares the rows that are kept after a change with those that were kept before it. All filters of one side hold together.
 * @param compared what column names mean; the same table, or the result of the same query, on both sides
 */
export const compareRows = (
  before: readonly RowDecision[],
  after: readonly RowDecision[],
  compared: Compared,
): Change =>
  changeOf(
    rowsGained(before, after, compared).length === 0,
    rowsGained(after, before, compared).length === 0,
  );

/** The filters from before a change that may keep rows from being shown which those after it do not. */
function rowsGained(
  before: readonly RowDecision[],
  after: readonly RowDecision[],
  compared: Compared,
): readonly RowDecision[] {
  const kept = new Set(after.map(textOf));
  const lost = before.filter((filter) => !kept.has(textOf(filter)));
  if (lost.length === 0) return [];
  const now = after.map((filter) => keepsRow(filter, compared));
  return lost.filter((filter) => !isImpossible(...now, opposite(keepsRow(filter, compared))));
}

/** A filter without what does not change it: its policy, its reasons, and the comment and tags of its column. */
function textOf({ guard, ...filter }: RowDecision): string {
  const by = guard && keyOf(guard.expression);
  switch (filter.type) {
    case 'custom':
      return JSON.stringify([by, keyOf(filter.expression)]);
    case 'none':
      return JSON.stringify([by, 'none']);
    default:
      return JSON.stringify([
        by,
        filter.column.name,
        filter.column.type,
        { ...filter, policy: '', from: '', column: '' },
      ]);
  }
}
