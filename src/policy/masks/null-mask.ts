import type { MaskKind } from './mask-kind.js';

/** Every cell becomes NULL; takes every type. */
export const nullMask: MaskKind<'null'> = {
  problem: () => undefined,
  settle: () => ({ type: 'null' }),
};
