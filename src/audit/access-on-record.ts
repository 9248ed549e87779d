import type { ToldApart } from '../world/people.js';

/** A time of which records are wanted. */
interface Period {
  readonly since: Date;
  readonly until: Date;
  /** Only records that were not moved to the archive. */
  readonly recent?: true | undefined;
}

/** Whose access to a data source to find, in the order of their last read; people who read nothing come last, by name. */
export interface AccessSearch extends Period {
  readonly dataSource: string;
  /** How people were counted; without it only people who read the data source are found. */
  readonly by?: ToldApart | undefined;
  /** What people were counted by who have access. @see Alike.counted */
  readonly having: readonly string[];
  /** The revision of the past at which people were counted; the world of now if there is none. */
  readonly revision?: number | undefined;
  /** Only this person. */
  readonly user?: string | undefined;
  /** Only people who have access and read nothing. */
  readonly unused?: true | undefined;
  /** Only what comes after this person. */
  readonly after?: { readonly last: Date | null; readonly user: string } | undefined;
  readonly limit: number;
  /** What the archive has of this data source: it counts as well. */
  readonly archived?: readonly PersonReads[] | undefined;
}

/** How often a person read a data source, and when. */
export interface PersonReads {
  readonly user: string;
  readonly queries: number;
  readonly pastScrim: number;
  readonly first: Date;
  readonly last: Date;
}

/** What is on record of one person's reads of a data source. */
export interface ReadsOnRecord {
  readonly user: string;
  /** What the person was counted by; null if there is no user of this name. @see Alike.counted */
  readonly counted: string | null;
  /** Queries that read the data source, and how many of them did without scrim. */
  readonly queries: number;
  readonly pastScrim: number;
  readonly first: Date | null;
  readonly last: Date | null;
  /** Columns that were read in the clear, and masked; both if it was either. */
  readonly raw: readonly string[];
  readonly masked: readonly string[];
}

/** Who could read a data source, and who did. */
export interface AccessOnRecord {
  /** The revision of the world that was read. */
  readonly revision: number;
  /** People who have access, people who read it, and those of the latter who have no access. */
  readonly having: number;
  readonly readers: number;
  readonly former: number;
  readonly people: readonly ReadsOnRecord[];
}

/** Whose reads of which data sources to find: each person and data source once, without reads past scrim. */
export interface ReadersSearch extends Period {
  readonly dataSources: readonly string[];
  readonly user?: string | undefined;
  /** Only what comes after this one, by data source and name. */
  readonly after?: Reader | undefined;
  readonly limit: number;
}

/** A person who read a data source. */
export interface Reader {
  readonly dataSource: string;
  readonly user: string;
}

/** Which subscriptions of groups to find that no member used, by data source and group. */
export interface UnusedGroupsSearch extends Period {
  /** Only those to these data sources; all if there is no list. */
  readonly dataSources?: readonly string[] | undefined;
  readonly after?: Pick<UnusedGroup, 'dataSource' | 'group'> | undefined;
  readonly limit: number;
  /** Who read these data sources in the archive: they count as well. */
  readonly archived?: readonly Reader[] | undefined;
}

/** An approved subscription of a group, none of whose members of now read the data source. */
export interface UnusedGroup {
  /** The key of the subscription. */
  readonly key: string;
  readonly dataSource: string;
  readonly group: string;
  readonly members: number;
}

/** Which reads to count by the policies that shaped them. */
export interface ShapingSearch extends Period {
  /** Only reads of this user. */
  readonly user?: string | undefined;
  /** Only reads of these data sources; of all if there is no list. */
  readonly dataSources?: readonly string[] | undefined;
}

/** The queries of one person that a policy shaped. */
export interface PersonShaping {
  readonly policy: string;
  readonly user: string;
  readonly queries: number;
  readonly last: Date;
}

/** What policies shaped. */
export interface Shaping {
  /** Policies that shaped a query, by name. */
  readonly policies: readonly {
    readonly policy: string;
    readonly queries: number;
    readonly people: number;
    readonly last: Date;
  }[];
  /** The data sources that were read, by name. */
  readonly read: readonly string[];
}

/** Which columns to count the reads of: those with a tag. */
export interface ColumnsSearch extends ShapingSearch {
  /** Only columns with this tag or one below it; with any tag if there is none. */
  readonly tag?: string | undefined;
  /** A row for each column of a tag, or one for all of them. */
  readonly by: 'column' | 'tag';
  readonly after?: ColumnPlace | undefined;
  readonly limit: number;
}

/** A column of a data source, as records name it. */
export interface NamedColumn {
  readonly dataSource: string;
  readonly column: string;
}

/** A column that records name, as the world has it: with its tag. */
export interface TaggedColumn {
  readonly tag: string;
  /** As records name it. */
  readonly named: NamedColumn;
  /** Its name in the world. */
  readonly column: string;
}

/** What the archive has of the columns of a report. */
export interface ArchivedColumns {
  /** How each person read each column, or the columns of each tag. */
  readonly reads: readonly PersonColumnReads[];
  readonly maskedBy: readonly (NamedColumn & { readonly policy: string })[];
  readonly decisions: readonly ArchivedReason[];
  /** Decisions before this moment may be in the archive. */
  readonly until: Date;
}

/** How a person read a column, or, without a data source, the columns of a tag. */
export interface PersonColumnReads {
  readonly tag: string | null;
  readonly dataSource: string | null;
  readonly column: string | null;
  readonly user: string;
  readonly raw: number;
  readonly masked: number;
  /** The last read in the clear. */
  readonly lastRaw: ClearRead | null;
}

/** A read of a column in the clear, as far as it leads to the reason. */
export interface ClearRead {
  readonly at: Date;
  readonly via: string;
  /** The first filter: the reason of an operation rule. */
  readonly filter: string | null;
  readonly shown: string | null;
  readonly authorization: string | null;
}

/** A read whose decision is wanted: the last one by then that showed this to one of these users. */
export interface WantedReason {
  readonly at: Date;
  readonly dataSource: string;
  readonly shown: string;
  readonly users: readonly string[];
}

/** A decision in the archive that gave somebody access. */
export interface ArchivedReason {
  readonly at: Date;
  readonly dataSource: string;
  readonly shown: string;
  readonly user: string;
  readonly because: string | null;
}

/** A tagged column in the order of a report; null for all columns of the tag. */
interface ColumnPlace {
  readonly tag: string;
  readonly dataSource: string | null;
  readonly column: string | null;
}

/** How a tagged column was read. Queries and people count in both ways if they read it in both. */
export interface ColumnReads extends ColumnPlace {
  readonly rawQueries: number;
  readonly rawPeople: number;
  readonly maskedQueries: number;
  readonly maskedPeople: number;
  /** When it was last read in the clear. */
  readonly lastRaw: Date | null;
  /** Why it was in the clear: the access of the most recent readers, with how many of them have it; empty for all columns of a tag. */
  readonly clear: readonly { readonly because: string; readonly people: number }[];
  /** The policies whose masks it was read under. */
  readonly maskedBy: readonly string[];
}

/** Tagged columns that were read. */
export interface ColumnsOnRecord {
  readonly columns: readonly ColumnReads[];
  /** Reads in the clear whose decision may be in the archive. */
  readonly wanted: readonly WantedReason[];
}
