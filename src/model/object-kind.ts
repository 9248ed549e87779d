import type { z } from 'zod';

import type { InputPath } from '../base/input.js';
import type { Keeping } from './keeping.js';
import type { ListFilters } from './list-filter.js';
import type { Mention } from './mention.js';
import type { ObjectCriteria } from './object-criteria.js';
import type { Owning, Rights } from './rights.js';

/** How the API serves the objects of a kind, under the name of their section. */
export interface Served<T> {
  /** What one is called in summaries, such as `a data source`. */
  readonly one: string;
  /** The part of an object's path that is its key, by name; or several parts, and how they become a key; none for an only object. */
  readonly path?:
    | string
    | {
        readonly parts: readonly string[];
        readonly keyOf: (parts: readonly string[]) => string;
        readonly partsOf: (object: T) => readonly string[];
      };
  readonly filters?: ListFilters;
}

/** What people do by themselves, and world files do not have: `apply --prune` leaves it while the files have all that it names. */
export interface ByPeople<T> {
  /** Whether an object is one that people made; by default each is. */
  readonly isOne?: (object: T) => boolean;
  /** Set where it stays although the files have objects of its kind. */
  readonly besideOthers?: true;
  /** Set where it stays even if exactly what is in the files is to be left. */
  readonly always?: true;
}

/** What becomes of an object with a user or a group that it names. */
export interface Following<T> {
  /** When they are removed: it is removed, too; it stays, and they stay with nothing in them; or it matters to neither. */
  readonly removed: 'goes' | 'holds' | 'nothing';
  /** The object, when they are called otherwise. */
  readonly renamed: (object: T, from: string, to: Principal) => T;
}
type Principal = { readonly user: string } | { readonly group: string };

/**
 * What is declared of a kind of object, once, in the file of its schema. World files, checks, the API and the documents follow from the
 * table of all kinds in `world.ts`.
 */
export interface ObjectKind<T, To extends string> {
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
  /** Its resource of the API; by default it has none. */
  readonly served?: Served<T>;
  /** What each role may do. */
  readonly rights: Rights;
  /** Whose an object is, for those who may do something to their own only; by default nobody's. */
  readonly own?: Owning<T>;
  /** What stays closed, where a writer says less of an object than before; by default nothing. */
  readonly keeping?: Keeping<T>;
  /** Set for a kind of which people make objects by themselves. */
  readonly byPeople?: ByPeople<T>;
  /** Set for what goes along with the users and groups that it names; by default it names them, and they cannot be called otherwise. */
  readonly following?: Following<T>;
  /** What an object names; by default nothing. */
  readonly mentions?: (object: T) => readonly Mention<NoInfer<To>>[];
  /** The kinds of objects that it names, each with where to look for the objects that name the one of a key. */
  readonly refersTo?: { readonly [K in To]?: (key: string) => ObjectCriteria };
  /** Whether its objects have attributes, or expect others to have them; by default neither. */
  readonly attributes?: 'held' | 'expected';
  /** For a kind of which a world has one object: what it is before anybody writes it. */
  readonly initial?: T;
}

/** Declares a kind of object. */
export const objectKind = <const Section extends string, Schema extends z.ZodType, To extends string = never>(
  declared: ObjectKind<z.output<Schema>, To> & { readonly section: Section; readonly schema: Schema },
): typeof declared => declared;
