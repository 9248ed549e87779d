import type { InputPath } from '../base/input.js';

/** Whether a writer gave any value at a path of an object. */
export type Says = (path: InputPath) => boolean;

/** An object as it will be written, and which of its omitted parts stay closed. */
export interface Kept<T> {
  readonly object: T;
  readonly kept: readonly { readonly path: InputPath; readonly message: string }[];
}

/** Decides which omitted values stay as they were before. */
export type Keeper<T> = (before: T, after: T, says: Says) => Kept<T>;

/** What stays closed in objects of a kind, depending on how they are written. */
export interface Keeping<T> {
  /** What a stored object must contain for any of it to stay closed: others need not be read. By default each may. */
  readonly closed?: object;
  /** For the API and imports: an omitted value stays as it is if its default would open something. By default nothing stays. */
  readonly unsaid?: Keeper<T>;
  /** For world files: also what people decided since the file was last applied with the same content. By default the same as `unsaid`. */
  readonly decided?: Keeper<T>;
}

/** The object to write, with what stays closed in it. */
export const kept = <T>(
  object: T,
  ...list: readonly (readonly [path: InputPath, message: string])[]
): Kept<T> => ({ object, kept: list.map(([path, message]) => ({ path, message })) });
