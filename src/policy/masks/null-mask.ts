import { cast, nullLiteral } from '../../sql/build.js';
import type { MaskKind } from './mask-kind.js';

/** Every cell becomes NULL; takes every type. */
export const nullMask: MaskKind<'null'> = {
  problem: () => undefined,
  settle: () => ({ type: 'null' }),
  express: (_mask, _value, type) => ({ expression: cast(nullLiteral, type), type }),
};
