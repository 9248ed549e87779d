import type { z } from 'zod';

import type { InputPath } from '../base/input.js';
import type { Keeping } from './keeping.js';
import type { ListFilters } from './list-filter.js';
import type { Mention } from './mention.js';
import type { ObjectCriteria } from './object-criteria.js';
import type { Owning, Rights } from './rights.js';

/** The API resource of a kind. The name of its section is the path of its list. */
export interface Served<T> {
  /** One object, for summaries: `a data source`. */
  readonly one: string;
  /**
   * The path of one object, after that of the list. One parameter name: the parameter is the key. Several parameters: also how they become a
   * key. The only object of its kind has no path of its own.
   */
  readonly path?:
    | string
    | {
        readonly parts: readonly string[];
        readonly keyOf: (parts: readonly string[]) => string;
        readonly partsOf: (object: T) => readonly string[];
      };
  /** The filters of the list, by query parameter. */
  readonly filters?: ListFilters;
}

/**
 * Objects that people create through their actions, such as requests. `apply --prune` spares them as long as the files contain everything
 * that they name.
 */
interface ByPeople<T> {
  /** Whether people created this object; by default true. */
  readonly isOne?: (object: T) => boolean;
  /** Set if the object is spared even where the files contain other objects of its kind. */
  readonly besideOthers?: true;
  /** Set if the object is spared even when everything else that is not in the files is removed. */
  readonly always?: true;
}

/** What SCIM does to an object when it removes or renames a user or group that the object names. */
interface Following<T> {
  /**
   * `remove`: the object is removed too. `keep`: it stays, so the user or group stays too, with no attributes or groups. `ignore`: it stays,
   * and does not count. A function: the object without the user or group, or `remove` if nothing is left of it.
   */
  readonly onRemoval: 'remove' | 'keep' | 'ignore' | ((object: T, removed: Principal) => T | 'remove');
  /** The object with the new name. */
  readonly renamed: (object: T, from: string, to: Principal) => T;
}
type Principal = { readonly user: string } | { readonly group: string };

/**
 * Everything that is declared of a kind of object, in the file of its schema. World files, checks, the API, SCIM, webhooks and the generated docs
 * read it from the table in `world.ts`.
 */
export interface ObjectKind<T, To extends string> {
  readonly schema: z.ZodType<T>;
  /** The section of world files that contains the objects. */
  readonly section: string;
  /** The key of an object: unique within its kind. */
  readonly key: (object: T) => string;
  /** Where an object contains its key; empty if several values are the key. */
  readonly keyAt: InputPath;
  /** The kind in words: `data source`. */
  readonly words: string;
  /** An object in words: `data source 'sales.customer'`. */
  readonly title: (object: T) => string;
  /** What an error suggests for a name that does not exist; by default to declare it in the section. */
  readonly remedy?: string;
  /** Its API resource; by default none. */
  readonly served?: Served<T>;
  /** What each role may do. */
  readonly rights: Rights;
  /** Which objects are a person's own, for roles that may do something to their own objects only; by default none. */
  readonly own?: Owning<T>;
  /** What stays closed if a writer omits it; by default nothing. */
  readonly keeping?: Keeping<T>;
  /** Set for kinds of which people create objects through their actions, such as requests. */
  readonly byPeople?: ByPeople<T>;
  /** By default an object keeps the users and groups that it names from being removed or renamed by SCIM. */
  readonly following?: Following<T>;
  /** The names in an object; by default none. The compiler checks that `refersTo` has their kinds. */
  readonly mentions?: (object: T) => readonly Mention<NoInfer<To>>[];
  /** The kinds that objects mention, and the query for the objects that mention the one with a given key. */
  readonly refersTo?: { readonly [K in To]?: (key: string) => ObjectCriteria };
  /** `held`: objects of this kind have attributes. `expected`: they name attributes that others have. By default neither. */
  readonly attributes?: 'held' | 'expected';
  /** The value before anybody writes it, for a kind of which a world has exactly one object. */
  readonly initial?: T;
}

/** Declares a kind of object. */
export const objectKind = <const Section extends string, Schema extends z.ZodType, To extends string = never>(
  declared: ObjectKind<z.output<Schema>, To> & { readonly section: Section; readonly schema: Schema },
): typeof declared => declared;
