import type { InputPath } from '../base/input.js';

/**
 * What an object names, at a path inside it: another object; an attribute, with the values that it expects or gives; or whatever a piece
 * of SQL names, which has no places of its own.
 */
export type Mention<To extends string> = { readonly path: InputPath } & (
  | { readonly to: To; readonly name: string }
  | { readonly attribute: string; readonly values: readonly string[] }
  | { readonly sql: string }
);

/** Each name in a list of them. */
export const mentionsOf = <To extends string>(
  to: To,
  names: readonly string[] | undefined,
  path: InputPath,
): readonly Mention<To>[] => (names ?? []).map((name, index) => ({ to, name, path: [...path, index] }));
