import type { InputPath } from '../base/input.js';

/**
 * A name in an object, and its path. It names another object, or an attribute with the values that the object expects or gives. Or a piece
 * of SQL, which may contain names without a path of their own.
 */
export type Mention<To extends string> = { readonly path: InputPath } & (
  | { readonly to: To; readonly name: string }
  | { readonly attribute: string; readonly values: readonly string[] }
  | { readonly sql: string }
);

/** The names in a list. */
export const mentionsOf = <To extends string>(
  to: To,
  names: readonly string[] | undefined,
  path: InputPath,
): readonly Mention<To>[] => (names ?? []).map((name, index) => ({ to, name, path: [...path, index] }));
