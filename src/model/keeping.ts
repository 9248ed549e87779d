import type { InputPath } from '../base/input.js';

/** Whether what was sent or written of an object says something at a path, whatever it says. */
export type Says = (path: InputPath) => boolean;

/** An object as it is to be written, and what stays closed of it although the writer did not say so. */
export interface Kept<T> {
  readonly object: T;
  readonly kept: readonly { readonly path: InputPath; readonly message: string }[];
}

/** What of an object stays as it was before, where a writer says less of it. */
export type Keeper<T> = (before: T, after: T, says: Says) => Kept<T>;

/** What of the objects of a kind stays closed, by who writes them. */
export interface Keeping<T> {
  /** What a call of the API or an import leaves out stays as it is, where its default would open something; by default nothing does. */
  readonly unsaid?: Keeper<T>;
  /** What people decided stays, where a world file says no more than it said before; by default what is unsaid. */
  readonly decided?: Keeper<T>;
}

/** The object that is written, with what stays closed of it. */
export const kept = <T>(
  object: T,
  ...list: readonly (readonly [path: InputPath, message: string])[]
): Kept<T> => ({ object, kept: list.map(([path, message]) => ({ path, message })) });
