import type { DataType, Expression } from '../sql/ast.js';

/** The conversion of a value in a view. */
export type Showing =
  | { readonly kind: 'kept'; readonly shown: DataType }
  | {
      readonly kind: 'cast';
      readonly shown: DataType;
      readonly show: (value: Expression) => Expression;
      /** The information that the shown value loses; empty if nothing is lost. */
      readonly loss: string;
      /** Whether a CAST to the shown type gives the same value, so that it also works inside arrays, maps and rows. */
      readonly castInside: boolean;
      /** What that CAST loses, if that differs. */
      readonly lossInside?: string;
    }
  | { readonly kind: 'hidden'; readonly reason: string };
