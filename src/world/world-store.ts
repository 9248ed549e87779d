import type { Kind, ObjectOf } from '../model/world.js';
import type { Block } from '../model/block.js';
import type { DataSource } from '../model/data-source.js';
import type { OperationRule } from '../model/operation-rule.js';
import type { LookupTable } from '../model/raw-tables.js';
import type { Policy } from '../model/policy.js';
import type { Group, Principal, User } from '../model/principals.js';
import type { Project, WorkingProject } from '../model/project.js';
import type { Acknowledgement, Purpose } from '../model/purpose.js';
import type { Settings } from '../model/settings.js';
import type { Subscription } from '../model/subscription.js';
import type { SubscriptionPolicy } from '../model/subscription-policy.js';
import type { Directory, DirectoryEditor } from './directory.js';
import type { People } from './people.js';
import type { Finder } from './stored-objects.js';

/** The world is never read whole. A request reads only the entries that it needs. `undefined` means that the object does not exist. */
export type Entry =
  | { readonly entry: 'settings' }
  | { readonly entry: 'policies' }
  | { readonly entry: 'subscriptionPolicies' }
  | { readonly entry: 'lookupTables' }
  | { readonly entry: 'operationRules' }
  | { readonly entry: 'user'; readonly name: string }
  | { readonly entry: 'group'; readonly name: string }
  | { readonly entry: 'attributeKnown'; readonly name: string }
  | { readonly entry: 'attributeNames' }
  | { readonly entry: 'dataSource'; readonly name: string }
  | { readonly entry: 'subscriptions'; readonly dataSource: string }
  | { readonly entry: 'blocks' }
  | { readonly entry: 'blocksOf'; readonly principal: Principal }
  | { readonly entry: 'dataSourcesOf'; readonly principal: Principal }
  | { readonly entry: 'dataSourcesIn'; readonly schema: string }
  | { readonly entry: 'dataSourcesTagged'; readonly tag: string }
  | { readonly entry: 'dataSourcesOver'; readonly table: string }
  | { readonly entry: 'tablesRead' }
  | { readonly entry: 'sharedTables' }
  | { readonly entry: 'purpose'; readonly name: string }
  | { readonly entry: 'acknowledgements'; readonly user: string }
  | { readonly entry: 'project'; readonly name: string }
  | { readonly entry: 'workingProject'; readonly user: string }
  | { readonly entry: 'projectsAtWork' }
  | { readonly entry: 'projectsWith'; readonly dataSource: string };

/** The value of each entry. */
export interface EntryValue {
  readonly settings: Settings;
  /** All policies, by name. */
  readonly policies: readonly Policy[];
  /** All subscription policies, by name. */
  readonly subscriptionPolicies: readonly SubscriptionPolicy[];
  /** All lookup tables, by name. */
  readonly lookupTables: readonly LookupTable[];
  /** All operation rules, by name. */
  readonly operationRules: readonly OperationRule[];
  readonly user: User | undefined;
  readonly group: Group | undefined;
  /** Whether any user or group has the attribute, with any value. */
  readonly attributeKnown: boolean;
  /** The attributes that any user or group has, sorted. */
  readonly attributeNames: readonly string[];
  readonly dataSource: DataSource | undefined;
  /** All subscriptions to this data source, whatever their status. */
  readonly subscriptions: readonly Subscription[];
  /** All blocks, by key, including those that have ended. */
  readonly blocks: readonly Block[];
  /** The blocks of exactly this user or group, by key, including those that have ended. */
  readonly blocksOf: readonly Block[];
  /** Names of the data sources that the principal owns or has a subscription to, whatever its status; sorted. */
  readonly dataSourcesOf: readonly string[];
  /** Names of the data sources in a schema; sorted. */
  readonly dataSourcesIn: readonly string[];
  /** Names of the data sources with the tag or one below it, on the data source or on a column; sorted. */
  readonly dataSourcesTagged: readonly string[];
  /** Names of the data sources with a raw table, in the world's spelling of that table; sorted. */
  readonly dataSourcesOver: readonly string[];
  /** Names of the raw tables that queries of data sources read, as these data sources spell them; sorted. */
  readonly tablesRead: readonly string[];
  /** For each raw table that several data sources have: the names of these data sources, sorted. */
  readonly sharedTables: readonly (readonly string[])[];
  readonly purpose: Purpose | undefined;
  /** What the user acknowledged, by purpose. */
  readonly acknowledgements: readonly Acknowledgement[];
  readonly project: Project | undefined;
  readonly workingProject: WorkingProject | undefined;
  /** Names of the projects to which any user has switched, sorted. */
  readonly projectsAtWork: readonly string[];
  /** Names of the projects that contain the data source, sorted. */
  readonly projectsWith: readonly string[];
}

/** @see EntryValue */
export type ValueOf<E extends Entry> = EntryValue[E['entry']];

/** What a change did to one object. */
export interface Changed {
  readonly kind: Kind;
  readonly key: string;
  readonly before: unknown;
  readonly after: unknown;
}

/** One consistent read of the store. */
export interface Reading {
  /** The revision that was read. */
  readonly revision: number;
  /** What changed after the requested revision, or `all` if the list would be too long. */
  readonly changed: readonly Changed[] | 'all';
  /** The values of the requested entries, in their order. */
  readonly values: readonly EntryValue[Entry['entry']][];
}

/** Reads the world at one revision. `snapshot` passes it to its work. */
export interface Reader extends Finder {
  /** One object; undefined if it does not exist. */
  get<K extends Kind>(kind: K, key: string): Promise<ObjectOf[K] | undefined>;
  /** The value of an entry. */
  read<E extends Entry>(entry: E): Promise<ValueOf<E>>;
  /** All objects of a kind, by key. */
  all<K extends Kind>(kind: K): Promise<readonly ObjectOf[K][]>;
  /** All objects of a kind, some at a time, by key in the order of code units: for kinds of which there may be more than memory holds. */
  pages<K extends Kind>(kind: K): AsyncIterable<readonly ObjectOf[K][]>;
  /** The keys of all objects of a kind, in the order of code units. */
  keys(kind: Kind): Promise<readonly string[]>;
}

/** Reads and edits the objects of a world inside one transaction, and sees its own edits. `change` passes it to its work. */
export interface Editor extends Reader {
  /** The revision of the world before the change. */
  readonly revision: number;
  /** Creates or replaces an object; an equal object stays unchanged. */
  put<K extends Kind>(kind: K, objects: readonly ObjectOf[K][]): Promise<void>;
  /** Whether this transaction has changed nothing so far. */
  isUnchanged(): boolean;
  /** Removes an object; a missing key is not an error. */
  remove(kind: Kind, keys: readonly string[]): Promise<void>;
  readonly directory: Pick<Directory, 'members'>;
}

/** An editor of a stored world, which also has what identity providers sent. */
export interface StoredEditor extends Editor {
  /** Users and groups as identity providers see them. */
  readonly directory: DirectoryEditor;
}

/** What a change did to one object, without its versions. */
export interface ChangedObject {
  readonly kind: Kind;
  readonly key: string;
  /** What people call it, such as `user 'ann'`. */
  readonly object: string;
  readonly change: 'created' | 'changed' | 'removed';
}

/** The result of a change. */
interface ChangeResult<T> {
  /** The revision from which on every request sees the change; the previous revision if nothing changed. */
  readonly revision: number;
  readonly changed: readonly ChangedObject[];
  readonly result: T;
}

/** What was read at one revision. */
interface Snapshot<T> {
  readonly revision: number;
  readonly result: T;
}

/** A world that can be read and changed: the stored one, or one in memory. */
export interface World extends People {
  /** Revision of the last change that returned to its writer. */
  revision(): Promise<number>;
  /** Reads entries and what changed since a revision (-1: everything), in one snapshot. */
  read(since: number, wanted: readonly Entry[]): Promise<Reading>;
  /**
   * Runs `work` on the world of one revision, at least as new as every change that returned before this call. It does not wait for changes,
   * and changes do not wait for it.
   */
  snapshot<T>(work: (reader: Reader) => Promise<T>): Promise<Snapshot<T>>;
  /** Runs `work` in one transaction: all of it is committed when this returns, and nothing when it throws. */
  change<T>(actor: string, work: (editor: Editor) => Promise<T>): Promise<ChangeResult<T>>;
  /** A secret that all replicas share. `make` creates it at the first request. */
  secret(name: string, make: () => string): Promise<string>;
}

/** Stores the world. Implemented by `store/`. */
export interface WorldStore extends World {
  /** @see World.change */
  change<T>(actor: string, work: (editor: StoredEditor) => Promise<T>): Promise<ChangeResult<T>>;
  close(): Promise<void>;
}
