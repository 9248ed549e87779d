import type { MaskLayer } from '../shown.js';
import { strictnessOf } from '../strictness-of.js';

/**
 * Joins the masks that a data source asks for with those that one above it asks for, where neither may weaken the other: of
 * each cell the strictest that is for it, whatever is closer; at equal strictness the one of the source.
 */
export function strictest(own: readonly MaskLayer[], above: readonly MaskLayer[]): readonly MaskLayer[] {
  if (own.length === 0 || above.length === 0) return own.length === 0 ? above : own;
  const ordered = [...own, ...above].toSorted((a, b) => strictnessOf(a.mask) - strictnessOf(b.mask));
  const end = ordered.findIndex(({ where }) => where === undefined);
  return end < 0 ? ordered : ordered.slice(0, end + 1);
}
