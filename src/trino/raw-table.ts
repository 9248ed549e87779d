/** A column as Trino reports it. */
export interface RawColumn {
  readonly name: string;
  /** The type in Trino's SQL. */
  readonly type: string;
  readonly comment?: string;
}

/** The name of a table in Trino, its parts without quotes. */
export interface RawName {
  readonly catalog: string;
  readonly schema: string;
  readonly table: string;
}

/** A table as Trino reports it. */
export interface RawTable extends RawName {
  readonly columns: readonly RawColumn[];
}
