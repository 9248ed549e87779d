import type { AppliedMask, MaskLayer } from './shown.js';

/** A mask with its text in place of SQL: for reports. */
export type MaskSummary = Summary<AppliedMask>;
type Summary<M> = M extends { readonly expression: unknown } ? Omit<M, 'expression'> : M;

/** A mask over the cells of a column, as reports show it. */
export interface LayerSummary {
  readonly mask: MaskSummary;
  readonly policy: string;
  /** Which cells it applies to, as the governor wrote it; without it, every cell. */
  readonly where?: string;
}

/** @see MaskSummary */
export const summarizeMask = (mask: AppliedMask): MaskSummary =>
  mask.type === 'custom' ? { type: mask.type, text: mask.text } : mask;

/** @see LayerSummary */
export const summarizeLayer = ({ mask, policy, where }: MaskLayer): LayerSummary => ({
  mask: summarizeMask(mask),
  policy,
  ...(where === undefined ? {} : { where: where.text }),
});

/** Says what a mask does: `hash in domain 'sales.customer'`. */
export function describeMask(mask: MaskSummary): string {
  switch (mask.type) {
    case 'null':
      return 'null';
    case 'constant':
      return `constant ${JSON.stringify(mask.value)}`;
    case 'hash':
      return `hash in domain '${mask.domain}'`;
    case 'bucket':
      return `bucket of ${mask.boundaries.join(', ')}`;
    case 'round':
      return 'unit' in mask ? `round down to the ${mask.unit}` : `round to a step of ${mask.step}`;
    case 'partial':
      return `partial, first ${mask.first} and last ${mask.last} kept`;
    case 'regex':
      return `regex ${JSON.stringify(mask.pattern)} replaced by ${JSON.stringify(mask.replacement)}`;
    case 'custom':
      return `custom ${mask.text}`;
  }
}
