import type { RawName } from '../../raw-table.js';

/** A raw table to which the doctor tries the side doors. */
export interface Target {
  readonly raw: RawName;
  /** The columns that data sources (or a lookup table) show, and that the table has. */
  readonly columns: readonly string[];
  /** Columns of the table that no data source shows. */
  readonly otherColumns: readonly string[];
  /** Views of scrim that show this table, by the parts of their names. */
  readonly views: readonly (readonly string[])[];
  /** Name of the catalog's connector, such as `iceberg`; undefined if Trino does not tell it. */
  readonly connector?: string | undefined;
}

export const partsOf = ({ raw }: Pick<Target, 'raw'>): readonly string[] => [
  raw.catalog,
  raw.schema,
  raw.table,
];

/** How a statement is sent, beyond its text. */
export interface Manner {
  readonly session?: Readonly<Record<string, string>>;
  /** Headers of Trino's client protocol. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Another user, whom the person wants to be. */
  readonly turningInto?: string;
}

/** The facts about the Trino that the ways of all tables share. */
export interface Surroundings {
  readonly definer?: string | undefined;
  /** The user who runs the doctor, and may read raw tables. */
  readonly operator: string;
}
