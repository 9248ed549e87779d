import type { DataType, Expression } from '../sql/ast.js';

/** What becomes of a value in a view. */
export type Showing =
  | { readonly kind: 'kept'; readonly shown: DataType }
  | {
      readonly kind: 'cast';
      readonly shown: DataType;
      readonly show: (value: Expression) => Expression;
      /** What the shown value no longer tells; empty when nothing is lost. */
      readonly loss: string;
      /** Whether a CAST to the shown type says the same, so that it also works inside arrays, maps and rows. */
      readonly castInside: boolean;
      /** What that CAST loses, where it is something else. */
      readonly lossInside?: string;
    }
  | { readonly kind: 'hidden'; readonly reason: string };
