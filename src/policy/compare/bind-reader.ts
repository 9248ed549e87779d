import type { Expression } from '../../sql/ast.js';
import { string } from '../../sql/build.js';
import { transform } from '../../sql/transform.js';
import { callerSlot } from '../caller-slot.js';
import type { ColumnDecision, MaskLayer, RowDecision, SettledExpression, Shown } from '../shown.js';

/** What is shown to somebody, with their name wherever conditions and masks compare with the name of who reads. */
export function bindReader({ columns, rows, sources }: Shown, name: string): Shown {
  const bind = <T extends SettledExpression>(settled: T): T => ({
    ...settled,
    expression: transform(settled.expression, {
      Slot: (slot) => (slot.name === callerSlot ? string(name) : slot),
    }) as Expression,
  });
  const ofRow = (row: RowDecision): RowDecision => ({
    ...(row.type === 'custom' ? bind(row) : row),
    ...(row.guard && { guard: bind(row.guard) }),
  });
  const ofLayer = (layer: MaskLayer): MaskLayer => ({
    ...layer,
    mask: layer.mask.type === 'custom' ? bind(layer.mask) : layer.mask,
    ...(layer.where && { where: bind(layer.where) }),
  });
  const ofColumn = (decision: ColumnDecision): ColumnDecision => ({
    ...decision,
    masks: decision.masks.map(ofLayer),
    ...(decision.beneath && { beneath: decision.beneath.map(ofLayer) }),
  });
  return {
    columns: columns.map(ofColumn),
    rows: rows.map(ofRow),
    ...(sources && {
      sources: sources.map(({ source, shown }) => ({ source, shown: bindReader(shown, name) })),
    }),
  };
}
