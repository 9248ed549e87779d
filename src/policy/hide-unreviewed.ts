import type { MaskLayer } from './shown.js';
import type { MaskCandidate, meetMasks } from './meet-masks.js';

/** The policy name of a mask that no policy requires. */
export const unreviewedPolicy = '(not reviewed)';

const nothing: MaskLayer = { mask: { type: 'null' }, policy: unreviewedPolicy };

/**
 * Makes columns null that nobody has reviewed, whatever policies ask for: none of them was written with such a column in mind.
 * Rows are filtered, and other columns masked, by its raw values all the same: that is what governors said.
 */
export function hideUnreviewed(
  { columns, verdicts }: ReturnType<typeof meetMasks>,
  candidates: readonly MaskCandidate[],
): ReturnType<typeof meetMasks> {
  const hidden = new Set(columns.filter(({ column }) => column.unreviewed).map(({ column }) => column.name));
  if (hidden.size === 0) return { columns, verdicts };
  const lost = candidates.filter(({ column }) => hidden.has(column.name));
  return {
    columns: columns.map((decision) =>
      hidden.has(decision.column.name) ? { ...decision, masks: [nothing] } : decision,
    ),
    verdicts: new Map([
      ...verdicts,
      ...lost.map((candidate) => [candidate, 'nobody has reviewed the column'] as const),
    ]),
  };
}
