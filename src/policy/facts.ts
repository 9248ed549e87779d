import type { DataSource } from '../model/data-source.js';
import type { Policy } from '../model/policy.js';
import type { Settings } from '../model/settings.js';
import type { Subscription } from '../model/subscription.js';

/** What is known of a person: their groups, and the union of their own attributes and those of their groups. */
export interface Person {
  readonly name: string;
  readonly groups: ReadonlySet<string>;
  /** Attribute name to its values, each list sorted and without repetition. */
  readonly attributes: ReadonlyMap<string, readonly string[]>;
}

/** All that decides on whether a data source exists for a person. */
export interface AccessFacts {
  readonly at: Date;
  readonly userName: string;
  /** Undefined for a name that the world does not know. */
  readonly person: Person | undefined;
  readonly dataSourceName: string;
  readonly dataSource: DataSource | undefined;
  readonly subscriptions: readonly Subscription[];
}

/** All that a decision about one person and one data source is made from. A plain value: deciding does no I/O. */
export interface Facts extends AccessFacts {
  readonly policies: readonly Policy[];
  /** The groups that exist, among those that conditions name. */
  readonly knownGroups: ReadonlySet<string>;
  readonly settings: Settings;
}
