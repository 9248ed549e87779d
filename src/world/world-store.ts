import type { Kind, ObjectOf } from '../model/world.js';
import type { Block } from '../model/block.js';
import type { DataSource } from '../model/data-source.js';
import type { LookupTable } from '../model/raw-tables.js';
import type { Policy } from '../model/policy.js';
import type { Group, Principal, User } from '../model/principals.js';
import type { Project, WorkingProject } from '../model/project.js';
import type { Acknowledgement, Purpose } from '../model/purpose.js';
import type { Settings } from '../model/settings.js';
import type { Subscription } from '../model/subscription.js';
import type { SubscriptionPolicy } from '../model/subscription-policy.js';
import type { DirectoryEditor } from './directory.js';
import type { People } from './people.js';
import type { Finder } from './stored-objects.js';

/**
 * The pieces in which the world is read: never whole, only what a question needs. `undefined` stands for an object
 * that does not exist.
 */
export type Entry =
  | { readonly entry: 'settings' }
  | { readonly entry: 'policies' }
  | { readonly entry: 'subscriptionPolicies' }
  | { readonly entry: 'lookupTables' }
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
  | { readonly entry: 'sharedTables' }
  | { readonly entry: 'purpose'; readonly name: string }
  | { readonly entry: 'acknowledgements'; readonly user: string }
  | { readonly entry: 'project'; readonly name: string }
  | { readonly entry: 'workingProject'; readonly user: string }
  | { readonly entry: 'projectsAtWork' }
  | { readonly entry: 'projectsWith'; readonly dataSource: string };

/** What each entry holds. */
export interface EntryValue {
  readonly settings: Settings;
  /** All policies, by name. */
  readonly policies: readonly Policy[];
  /** All subscription policies, by name. */
  readonly subscriptionPolicies: readonly SubscriptionPolicy[];
  /** All lookup tables, by name. */
  readonly lookupTables: readonly LookupTable[];
  readonly user: User | undefined;
  readonly group: Group | undefined;
  /** Whether any user or group has the attribute, with any value. */
  readonly attributeKnown: boolean;
  /** The attributes that any user or group has, sorted. */
  readonly attributeNames: readonly string[];
  readonly dataSource: DataSource | undefined;
  /** All subscriptions to this data source, whatever their status. */
  readonly subscriptions: readonly Subscription[];
  /** All blocks, by key, also those that have ended. */
  readonly blocks: readonly Block[];
  /** The blocks of this very user or group, by key, also those that have ended. */
  readonly blocksOf: readonly Block[];
  /** Names of the data sources that the principal owns or has a subscription to, whatever its status; sorted. */
  readonly dataSourcesOf: readonly string[];
  /** Names of the data sources in a schema; sorted. */
  readonly dataSourcesIn: readonly string[];
  /** Names of the data sources that carry, or have a column that carries, the tag or one beneath it; sorted. */
  readonly dataSourcesTagged: readonly string[];
  /** Names of the data sources that stand for a raw table, which is spelt as the world spells it; sorted. */
  readonly dataSourcesOver: readonly string[];
  /** The names of data sources that stand for one raw table, of each such table; each list sorted. */
  readonly sharedTables: readonly (readonly string[])[];
  readonly purpose: Purpose | undefined;
  /** What the user acknowledged, by purpose. */
  readonly acknowledgements: readonly Acknowledgement[];
  readonly project: Project | undefined;
  readonly workingProject: WorkingProject | undefined;
  /** Names of the projects to which any user has switched, sorted. */
  readonly projectsAtWork: readonly string[];
  /** Names of the projects that hold the data source, sorted. */
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

/** One consistent look at the store. */
export interface Reading {
  /** The revision at which all of this was true. */
  readonly revision: number;
  /** What changed after the asked-for revision, or `all` when too much did to be listed. */
  readonly changed: readonly Changed[] | 'all';
  /** The values of the wanted entries, in their order. */
  readonly values: readonly EntryValue[Entry['entry']][];
}

/** Reads the world at one revision: what `snapshot` hands to its work. */
export interface Reader extends Finder {
  /** One object; undefined when it does not exist. */
  get<K extends Kind>(kind: K, key: string): Promise<ObjectOf[K] | undefined>;
  /** The value of an entry. */
  read<E extends Entry>(entry: E): Promise<ValueOf<E>>;
  /** All objects of a kind, by key. */
  all<K extends Kind>(kind: K): Promise<readonly ObjectOf[K][]>;
}

/** Reads and edits the world inside one transaction, whose own edits it sees: what `change` hands to its work. */
export interface Editor extends Reader {
  /** Creates or replaces; an equal object is left alone. */
  put<K extends Kind>(kind: K, objects: readonly ObjectOf[K][]): Promise<void>;
  /** Removes what is there; a missing key is no error. */
  remove(kind: Kind, keys: readonly string[]): Promise<void>;
  /** Users and groups as identity providers know them. */
  readonly directory: DirectoryEditor;
}

/** What a change did. */
interface ChangeResult<T> {
  /** The revision from which on every question sees the change; unchanged when nothing was. */
  readonly revision: number;
  readonly changed: readonly Changed[];
  readonly result: T;
}

/** What was read at one revision. */
interface Snapshot<T> {
  readonly revision: number;
  readonly result: T;
}

/** Where the world is kept. Implemented by `store/`. */
export interface WorldStore extends People {
  /** Revision of the last change that returned to its writer. */
  revision(): Promise<number>;
  /** Reads entries and what changed since a revision (-1: everything), in one snapshot. */
  read(since: number, wanted: readonly Entry[]): Promise<Reading>;
  /**
   * Runs `work` on the world of one revision, at least as new as every change that returned before this call. Neither does it wait
   * for changes, nor they for it.
   */
  snapshot<T>(work: (reader: Reader) => Promise<T>): Promise<Snapshot<T>>;
  /** Runs `work` in one transaction: all of it holds when this returns, none of it when it throws. */
  change<T>(actor: string, work: (editor: Editor) => Promise<T>): Promise<ChangeResult<T>>;
  /** A secret that all replicas share, made by `make` when first asked for. */
  secret(name: string, make: () => string): Promise<string>;
  close(): Promise<void>;
}
