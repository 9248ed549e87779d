/** A table whose rows a query read. */
export interface Scan {
  /** The parts of its name, outermost first; only the last if the cluster does not show its schema. */
  readonly name: readonly string[];
  readonly rows: number | null;
  readonly bytes: number | null;
}

/** A query that ended, as a cluster has it in its history. */
export interface FinishedQuery {
  readonly id: string;
  /** The user's name in Redshift. */
  readonly username: string;
  /** The number of the session's process, which Redshift reuses. */
  readonly session: string | null;
  /** The database that the session was connected to. */
  readonly database: string;
  /** `SELECT`, `UNLOAD`, `UTILITY`, …; null if the history does not have it. */
  readonly type: string | null;
  readonly status: 'success' | 'failed' | 'canceled';
  readonly at: Date;
  readonly endedAt: Date;
  readonly text: string;
  /** Whether the text is all of it. */
  readonly isWhole: boolean;
  readonly error: string | null;
  readonly rows: number | null;
  readonly bytes: number | null;
  readonly seconds: number | null;
  /** Whether its result came from the cache, so that nothing was scanned. */
  readonly isCached: boolean;
  readonly scans: readonly Scan[];
}

/** A place in the history: after a query. Queries are ordered by their end, then by their number. */
export interface HistoryPosition {
  /** When it ended, as the cluster writes it, in UTC. */
  readonly ended: string;
  readonly id: string;
}
