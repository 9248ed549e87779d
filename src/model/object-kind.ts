import type { z } from 'zod';

import type { InputPath } from '../base/input.js';

/**
 * What is declared of a kind of object, once, in the file of its schema. World files, checks, the API and the documents follow from the
 * table of all kinds in `world.ts`.
 */
export interface ObjectKind<T> {
  readonly schema: z.ZodType<T>;
  /** The section of a world file that holds its objects. */
  readonly section: string;
  /** What tells one object of the kind from another. */
  readonly key: (object: T) => string;
  /** Where in an object its key is written; the object itself, where it is written in several places. */
  readonly keyAt: InputPath;
  /** The kind in words, such as `data source`. */
  readonly words: string;
  /** An object in words, such as `data source 'sales.customer'`. */
  readonly title: (object: T) => string;
  /** What to do about a name that no object has; by default to declare it in the section. */
  readonly remedy?: string;
  /** For a kind of which a world has one object: what it is before anybody writes it. */
  readonly initial?: T;
}

/** Declares a kind of object. */
export const objectKind = <const Section extends string, Schema extends z.ZodType>(
  declared: ObjectKind<z.output<Schema>> & { readonly section: Section; readonly schema: Schema },
): typeof declared => declared;
