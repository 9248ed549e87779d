/** The first and the last of some records. */
interface Span {
  readonly first: Date;
  readonly last: Date;
}

/** What a cluster has reported. */
export interface ReportedBy extends Span {
  readonly cluster: string;
  /** Queries of the days that were asked about. */
  readonly queries: number;
  /** Of these, those of which only the beginning was reported, more than a day ago. */
  readonly endless: number;
}

/** Queries of a user that read tables of a data source past scrim. */
export interface AlarmsOf extends Span {
  readonly cluster: string;
  readonly user: string;
  /** Null if it is not known of which data source a table was read. */
  readonly dataSource: string | null;
  readonly queries: number;
}

/** A table with the name of a data source whose text no decision on record made. */
export interface Unjoined extends Span {
  readonly cluster: string;
  readonly table: string;
  readonly dataSource: string;
  readonly queries: number;
  /** One of the queries. */
  readonly queryId: string;
}

/** A client for which scrim answered about users of whom no query is on record. */
export interface Unreported {
  readonly client: string;
  /** Users of whom scrim answered, and those of whom no query is on record. */
  readonly users: number;
  readonly without: number;
  /** One of the latter, and the last answer about any of them. */
  readonly user: string;
  readonly last: Date;
}

/** What a month takes. */
export interface MonthOnRecord {
  /** Such as `2026-12`. */
  readonly month: string;
  readonly decisions: number;
  readonly queries: number;
  readonly bytes: number;
}

/** What is on record, and what is missing of it. */
export interface AuditHealth {
  readonly clusters: readonly ReportedBy[];
  /** Decisions on record; null if there is none. */
  readonly decisions: Span | null;
  readonly months: readonly MonthOnRecord[];
  readonly alarms: readonly AlarmsOf[];
  readonly unjoined: readonly Unjoined[];
  readonly unreported: readonly Unreported[];
}
