import type { Block } from '../model/block.js';
import type { DataSource, Platform } from '../model/data-source.js';
import type { LookupTable } from '../model/raw-tables.js';
import type { Policy } from '../model/policy.js';
import type { Principal } from '../model/principals.js';
import type { Project } from '../model/project.js';
import type { Settings } from '../model/settings.js';
import type { Subscription } from '../model/subscription.js';
import type { SubscriptionPolicy } from '../model/subscription-policy.js';
import type { PlatformTraits } from './platform-traits.js';

/** Groups, and attributes: name to values, each list sorted and without repetition. */
export interface Held {
  readonly groups: ReadonlySet<string>;
  readonly attributes: ReadonlyMap<string, readonly string[]>;
}

/**
 * What is known of a person: their groups, and the union of their own attributes and those of their groups.
 *
 * `equalized` marks facts that several people share. There is no name to bind then, and a fact that is not among them is no
 * fact to the contrary: one that some of these people may hold is unknown, so that neither it nor its negation opens anything.
 */
export interface Person extends Held {
  /** Empty for several people. */
  readonly name: string;
  readonly equalized?: true;
  /** The identity provider that they came from, where it is known. */
  readonly iam?: string;
  /** What at least one of the people holds; `anything` where a group stands for people who may hold whatever else. */
  readonly possible?: Held | 'anything';
}

/** A member of an equalized project: a user with all that is known of them, or a group with what every member of it holds. */
export interface Member {
  readonly principal: Principal;
  /** Undefined for a name that the world does not know, and for a user who is inactive. */
  readonly person: Person | undefined;
  /** Set for a user that the world knows, and to whom nothing is open. */
  readonly inactive?: true | undefined;
  /**
   * Blocks of the user and of their groups. For a group: its own, those of users in it, and those of every other group, whose members
   * may be in it too. Those that have ended are among them.
   */
  readonly blocks: readonly Block[];
}

/** In which project a person works, and what follows from it. */
export interface Work {
  /** None: the person sees whatever they are subscribed to, and acts under no purpose. */
  readonly project: Project | undefined;
  /** Why it is this project or none. */
  readonly because: string;
  /** The purposes under which the person acts. */
  readonly purposes: readonly string[];
  /** Purposes of the project that do not count, and why. */
  readonly withheld: readonly { readonly purpose: string; readonly because: string }[];
  /** Set when every member sees what the least privileged member may see. */
  readonly equalized?: {
    readonly members: readonly Member[];
    /** What the project demands of a member and this person lacks: they see none of its data sources. */
    readonly lacks: readonly string[];
  };
}

/** Who reads what is decided. */
export type Reader =
  /** One person, who asks by this name. */
  | {
      readonly kind: 'known';
      readonly name: string;
      /** Compares the name, where it is recorded on what a decision depends. @see isNamed */
      readonly compare?: (name: string) => boolean;
    }
  /**
   * Any person who comes to read it: the decision is for one view that many people share. What depends on the reader is then in
   * it as policy functions, which are answered where the view is read.
   */
  | { readonly kind: 'open' };

/** Whether a reader has a name. */
export const isNamed = (reader: Extract<Reader, { kind: 'known' }>, name: string): boolean =>
  reader.compare === undefined ? reader.name === name : reader.compare(name);

/** What is known about the reader, independent of the data source. */
export interface ReaderFacts {
  readonly reader: Reader;
  /** All that is known of the reader, also where a project is equalized; undefined for a name that the world does not know, or that is inactive. */
  readonly self: Person | undefined;
  /** Set for a user that the world knows, and to whom nothing is open. */
  readonly inactive?: true | undefined;
  /** Blocks of the reader and of their groups, also those that have ended. */
  readonly blocks: readonly Block[];
  readonly work: Work;
  /** Whose facts policies are about: the reader's, or, in an equalized project, what all of its members share. */
  readonly person: Person | undefined;
}

/** What is known about access to a data source, independent of the reader. */
export interface AccessSource {
  readonly dataSourceName: string;
  readonly dataSource: DataSource | undefined;
  /** The other data sources that stand for the same raw table. */
  readonly sharedWith: readonly DataSource[];
  readonly subscriptions: readonly Subscription[];
  /** The subscription policies about the data source; others may be among them, and change nothing. */
  readonly subscriptionPolicies: readonly SubscriptionPolicy[];
  /** The groups that exist, among those that conditions name. */
  readonly knownGroups: ReadonlySet<string>;
  /** The purposes that exist, among those that conditions name. */
  readonly knownPurposes: ReadonlySet<string>;
  /** The attributes that any user or group has, among those that conditions, predicates and row filters name. */
  readonly knownAttributes: ReadonlySet<string>;
}

/** What is known about a data source and the policies about it, independent of the reader. */
export interface SourceFacts extends AccessSource {
  /** The data policies about the data source or about a table that it reads; others may be among them, and change nothing. */
  readonly policies: readonly Policy[];
  /**
   * What governs each table that the data source reads, and that those read in turn, by `sourceKey`: the data source of that
   * name, or those that stand for a raw table.
   */
  readonly sources: ReadonlyMap<string, readonly DataSource[]>;
  /** The tables that governors' SQL may read. */
  readonly lookupTables: readonly LookupTable[];
  readonly settings: Settings;
  /** What it depends on of each platform. */
  readonly platforms: Readonly<Record<Platform, PlatformTraits>>;
  /**
   * Set where what is decided is only compared: filters by the values of a known reader are then left as functions too, as for an open one.
   * So people who differ in their values alone are decided on together.
   */
  readonly valueFilters?: 'asked' | undefined;
}

/** The time of the request. */
interface Moment {
  readonly at: Date;
}

/** What data policies depend on of the reader. */
export interface PolicyReader extends Pick<ReaderFacts, 'reader' | 'person'> {
  readonly work: Pick<Work, 'purposes'> & {
    readonly project: Pick<Project, 'name' | 'maskedJoins'> | undefined;
  };
}

/** What data policies are applied with. */
export type PolicyFacts = PolicyReader & SourceFacts;

/** All that decides on whether a data source exists for a person. */
export type AccessFacts = Moment & Omit<ReaderFacts, 'person'> & AccessSource;

/** All that a decision about one person and one data source is made from. A plain value: deciding does no I/O. */
export type Facts = Moment & ReaderFacts & SourceFacts;

/** What a decision for an open reader is made from. */
export type OpenFacts = Facts & { readonly reader: Extract<Reader, { kind: 'open' }> };
