/** A query of Trino or Redshift on record. */
export interface QueryRow {
  readonly cluster: string;
  readonly queryId: string;
  /** When it was created. */
  readonly at: Date;
  /** When it ended; null while only its creation is known. */
  readonly endedAt: Date | null;
  readonly user: string;
  /** The user who logged in, where another was impersonated. */
  readonly originalUser: string | null;
  readonly principal: string | null;
  /** What Trino knows of the client: source, address, user agent, tags, trace token. Of Redshift: `platform`, database, session. */
  readonly client: Readonly<Record<string, unknown>>;
  /** `QUEUED`, `FINISHED` or `FAILED`. */
  readonly state: string;
  /** `SELECT`, `INSERT`, `EXPLAIN`, … */
  readonly type: string | null;
  /** Its text as the configuration wants it kept; null if it is not kept. */
  readonly sql: string | null;
  /** Rows and bytes of its result. */
  readonly rows: number | null;
  readonly bytes: number | null;
  /** Rows and bytes that it wrote. */
  readonly writtenRows: number | null;
  readonly writtenBytes: number | null;
  readonly wallSeconds: number | null;
  readonly cpuSeconds: number | null;
  readonly errorName: string | null;
  readonly errorMessage: string | null;
  /** Whether access was denied. */
  readonly denied: boolean;
  /** Why scrim denied it, which Trino cannot show. */
  readonly because: string | null;
  /** Where it wrote, and from which columns. */
  readonly output: unknown;
}

/** How a query came to read a table. */
type ReadVia =
  /** Through a view of scrim. */
  | 'view'
  /** The raw table, with the filters and masks that scrim answered. */
  | 'in place'
  /** The raw table in the clear, as scrim allowed. */
  | 'rule'
  /** A table of a data source, or whatever a table function of a catalog read, without scrim. */
  | 'past scrim'
  /** A table of no data source. */
  | 'other';

/** How a query saw a column. */
export interface ReadColumn {
  readonly name: string;
  readonly shown: 'raw' | 'masked';
  /** The masks, in words. */
  readonly masks?: readonly string[];
  /** The policies of the masks. */
  readonly policies?: readonly string[];
  readonly tags?: readonly string[];
}

/** A table that a query read. */
export interface ReadRow {
  readonly catalog: string;
  readonly schema: string;
  readonly table: string;
  readonly via: ReadVia;
  readonly dataSource: string | null;
  /** Under whose rights it was read. */
  readonly authorization: string | null;
  /** The digest of what the decision showed. */
  readonly shown: string | null;
  readonly revision: number | null;
  readonly project: string | null;
  readonly purposes: readonly string[];
  /** The policies that shaped what it read: of masks over columns that it read, and of filters. */
  readonly policies: readonly string[];
  /** The filters, in words. */
  readonly filters: readonly string[];
  readonly columns: readonly ReadColumn[];
  readonly inputRows: number | null;
  readonly inputBytes: number | null;
  /** Why somebody must look at it; null if nobody must. */
  readonly alarm: string | null;
}
