import { textProblem } from '../canonical-text.js';
import type { MaskKind } from './mask-kind.js';

/** Keeps the first and last characters. A value without any others is covered whole, or it would be shown as it is. */
export const partialMask: MaskKind<'partial'> = {
  problem: (_mask, column, { platform }) => textProblem(column, platform, 'partial'),
  settle: ({ first, last, cover }) => ({ type: 'partial', first, last, cover }),
};
