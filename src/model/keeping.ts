import type { InputPath } from '../base/input.js';

/** Whether a writer gave any value at a path of an object. */
export type Says = (path: InputPath) => boolean;

/** An object as it will be written, and what stays closed in it although the writer left that out. */
export interface Kept<T> {
  readonly object: T;
  readonly kept: readonly { readonly path: InputPath; readonly message: string }[];
}

/** Decides what stays as it was before where a writer leaves it out. */
export type Keeper<T> = (before: T, after: T, says: Says) => Kept<T>;

/** What stays closed in objects of a kind, by the way in which they are written. */
export interface Keeping<T> {
  /** For the API and imports: what they leave out stays as it is if its default would open something. By default nothing does. */
  readonly unsaid?: Keeper<T>;
  /** For world files: also what people decided since the file last said the same. By default like `unsaid`. */
  readonly decided?: Keeper<T>;
}

/** The object to write, with what stays closed in it. */
export const kept = <T>(
  object: T,
  ...list: readonly (readonly [path: InputPath, message: string])[]
): Kept<T> => ({ object, kept: list.map(([path, message]) => ({ path, message })) });
