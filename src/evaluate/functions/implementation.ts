import type { Type } from '../../sql/types/type.js';
import type { Value } from '../value.js';

/** A function for arguments of certain types. */
export interface Implementation {
  /**
   * @param types the types to which the arguments are converted
   * @param returns the type of the result
   * @returns what computes the result; it may raise a QueryFailure, as Trino does
   * @throws NotEvaluated for types for which it is not known
   */
  readonly make: (types: readonly Type[], returns: Type) => (args: readonly Value[]) => Value;
  /** Whether the result is NULL if an argument is, without a call. */
  readonly strict: boolean;
}

/** Functions by their names. */
export type Functions = Readonly<Record<string, Implementation>>;

/** A function whose result does not depend on the types, and is NULL if an argument is. */
export const plain = (compute: (args: readonly Value[]) => Value): Implementation => ({
  make: () => compute,
  strict: true,
});

/** A function whose result depends on the types, and is NULL if an argument is. */
export const typed = (make: Implementation['make']): Implementation => ({ make, strict: true });

/** A function that is called with NULL too. */
export const lenient = (make: Implementation['make']): Implementation => ({ make, strict: false });
