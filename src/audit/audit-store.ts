import type {
  AccessOnRecord,
  AccessSearch,
  ArchivedColumns,
  ColumnsOnRecord,
  ColumnsSearch,
  NamedColumn,
  PersonShaping,
  Reader,
  ReadersSearch,
  Shaping,
  ShapingSearch,
  TaggedColumn,
  UnusedGroup,
  UnusedGroupsSearch,
} from './access-on-record.js';
import type { AuditHealth } from './audit-health.js';
import type { Erased } from './erased-row.js';
import type { QueryRow, ReadRow } from './query-row.js';

/** A decision on record, as it is stored. */
export interface DecisionRow {
  readonly id: string;
  /** When it was first made. */
  readonly at: Date;
  /** When the same was last decided again for the same person, and how often in all. */
  readonly lastAt: Date;
  readonly times: number;
  /** Why it was made. @see Occasion */
  readonly occasion: string;
  readonly user: string | null;
  /** The actor of the API who asked about the person. */
  readonly by: string | null;
  readonly client: string;
  readonly dataSource: string | null;
  readonly outcome: 'open' | 'closed' | 'hidden' | 'allowed' | 'denied' | 'counted';
  readonly because: string | null;
  /** The digest of what it shows. */
  readonly shown: string | null;
  /** The digest of what Trino was answered. */
  readonly answer: string | null;
  /** The revision of the world when it was first made. */
  readonly revision: number | null;
  readonly project: string | null;
  readonly purposes: readonly string[];
  readonly requestId: string | null;
  /** What only some occasions have: the operation, what was supposed, how old the facts were. */
  readonly details: Readonly<Record<string, unknown>>;
}

/** A document that records refer to by its digest. */
export interface StoredDocument {
  readonly digest: string;
  readonly document: string;
}

/** How often a decision was made again. */
export interface Repeated extends Pick<DecisionRow, 'id' | 'at' | 'lastAt'> {
  /** To be added. */
  readonly times: number;
}

/** Which records of decisions to find. */
export interface DecisionSearch {
  /** Only records of this user, and about these data sources. */
  readonly own?: { readonly user: string; readonly dataSources: readonly string[] } | undefined;
  readonly users?: readonly string[] | undefined;
  /** Who asked for the decision: a cluster of Trino, a Trino client, `api`, `operator`. */
  readonly clients?: readonly string[] | undefined;
  readonly dataSources?: readonly string[] | undefined;
  readonly occasions?: readonly string[] | undefined;
  readonly outcomes?: readonly DecisionRow['outcome'][] | undefined;
  readonly purpose?: string | undefined;
  readonly project?: string | undefined;
  /** Only decisions whose mask or filter is of this policy. */
  readonly policy?: string | undefined;
  readonly since?: Date | undefined;
  readonly until?: Date | undefined;
  /** Only what comes after this record, from the newest to the oldest. */
  readonly before?: Pick<DecisionRow, 'at' | 'id'> | undefined;
  /** Only records that were not moved to the archive. */
  readonly recent?: true | undefined;
  readonly limit: number;
}

/** A decision that was found, with what it showed. */
export interface FoundDecision extends DecisionRow {
  /** @see ShownDocument */
  readonly document: unknown;
}

/** Which queries to find. */
export interface QuerySearch {
  /** Only records of this user, and about these data sources. */
  readonly own?: { readonly user: string; readonly dataSources: readonly string[] } | undefined;
  readonly cluster?: string | undefined;
  readonly queryId?: string | undefined;
  readonly user?: string | undefined;
  readonly dataSources?: readonly string[] | undefined;
  /** Only queries that read a column with this name. */
  readonly column?: string | undefined;
  /** Only queries that read a column in the clear; with `column`, this one. */
  readonly raw?: true | undefined;
  readonly policy?: string | undefined;
  readonly purpose?: string | undefined;
  readonly project?: string | undefined;
  /** Only queries that were denied. */
  readonly denied?: boolean | undefined;
  /** Only queries with an alarm. */
  readonly alarmed?: true | undefined;
  readonly since?: Date | undefined;
  readonly until?: Date | undefined;
  /** Only what comes after this query, from the newest to the oldest. */
  readonly before?: Pick<QueryRow, 'at' | 'cluster' | 'queryId'> | undefined;
  /** Only records that were not moved to the archive. */
  readonly recent?: true | undefined;
  readonly limit: number;
}

/** A query that was found, with the tables that it read. */
export interface FoundQuery extends QueryRow {
  readonly reads: readonly ReadRow[];
}

/** Which records to find in the order in which they were stored. */
export interface StoredSearch {
  /** The position of what was found before; `0` at the start. */
  readonly after: string;
  readonly since?: Date | undefined;
  readonly until?: Date | undefined;
  /** The number of records after which no more transactions are read. */
  readonly limit: number;
}

/** Records that were stored one after another, and the position after them. */
export interface Stored<T> {
  readonly records: readonly T[];
  readonly position: string;
}

/** A query that was stored as ended, and was not before. */
export type StoredQuery = Pick<QueryRow, 'at' | 'cluster' | 'queryId'>;

/** What a decision answered Trino. */
export interface FoundAnswer extends Pick<
  DecisionRow,
  | 'at'
  | 'lastAt'
  | 'user'
  | 'client'
  | 'dataSource'
  | 'because'
  | 'shown'
  | 'answer'
  | 'revision'
  | 'project'
  | 'purposes'
> {
  /** @see ShownDocument */
  readonly document: unknown;
  /** The filters or masks in place; null for the SQL of a view. @see InPlaceAnswer */
  readonly inPlace: unknown;
}

/** Records of decisions and of queries. Implemented by `store/`. */
export interface AuditStore {
  /** Stores records, with the documents that are not stored yet: all or nothing. */
  putDecisions(rows: readonly DecisionRow[], documents: readonly StoredDocument[]): Promise<void>;
  /** Counts decisions that were made again. */
  repeat(counts: readonly Repeated[]): Promise<void>;
  /**
   * The newest record of each answer to each user that was made or made again in a time of at most a few days.
   * @param digests of answers
   */
  answersByDigest(
    digests: readonly string[],
    users: readonly string[],
    time: { readonly since: Date; readonly until: Date },
  ): Promise<readonly FoundAnswer[]>;
  /** The answers in place to users in a time, the newest first. */
  answersInPlace(
    users: readonly string[],
    time: { readonly since: Date; readonly until: Date },
  ): Promise<readonly FoundAnswer[]>;
  /**
   * Stores queries with what they read, and counts their alarms for webhooks: all or nothing. A query that is stored already is replaced if what is
   * stored says less: that it has begun.
   * @param alarmFoldSeconds seconds between two events about the same user, data source and cluster; 300 by default
   * @returns the queries whose end is stored now and was not before
   */
  putQueries(queries: readonly FoundQuery[], alarmFoldSeconds?: number): Promise<readonly StoredQuery[]>;
  /**
   * Removes the records of whole months before a moment, and the documents that no remaining record refers to.
   * @returns how many months were removed
   */
  removeBefore(moment: Date): Promise<number>;
  /**
   * Replaces the name of a person in all that the store keeps, part by part. If it is interrupted, it goes on when it runs again.
   * @returns how many rows of each table were changed, or would be
   * @throws Refusal `conflict` for a person who exists, or whom an object of the world names
   */
  erase(person: Erased & { readonly dryRun: boolean }): Promise<Readonly<Record<string, number>>>;
  decisions(search: DecisionSearch): Promise<readonly FoundDecision[]>;
  queries(search: QuerySearch): Promise<readonly FoundQuery[]>;
  /** Finds the next decisions that were stored: each once, and none is skipped. Those that are found together are in the order of their times. */
  storedDecisions(search: StoredSearch): Promise<Stored<FoundDecision>>;
  /** The same for queries that ended. */
  storedQueries(search: StoredSearch): Promise<Stored<FoundQuery>>;
  /** Finds what is on record, and what is missing of it. @param since from when on alarms, queries and answers count */
  health(since: Date): Promise<AuditHealth>;
  /** Finds who has access to a data source and who read it. */
  access(search: AccessSearch): Promise<AccessOnRecord>;
  /** Finds who read data sources. */
  readers(search: ReadersSearch): Promise<readonly Reader[]>;
  /** Finds subscriptions of groups that nobody used. */
  unusedGroups(search: UnusedGroupsSearch): Promise<readonly UnusedGroup[]>;
  /** Counts what policies shaped. @param archived what they shaped in the archive: it counts as well */
  shaping(search: ShapingSearch, archived?: readonly PersonShaping[]): Promise<Shaping>;
  /** Counts how tagged columns were read, by tag, data source and column. @param archived what the archive has of them: it counts as well */
  columns(search: ColumnsSearch, archived?: ArchivedColumns): Promise<ColumnsOnRecord>;
  /** Finds which of the columns that were read in the archive `columns` is about. */
  taggedColumns(search: ColumnsSearch, named: readonly NamedColumn[]): Promise<readonly TaggedColumn[]>;
  /**
   * Since when queries are on record; undefined if there is none.
   * @param dataSources only queries that read one of these; without them, all of Trino
   * @param recent whether only records count that were not moved to the archive
   */
  recordedSince(dataSources?: readonly string[], recent?: boolean): Promise<Date | undefined>;
}
