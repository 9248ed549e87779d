import type { Sql } from './sql-text.js';
import type { Profile } from './profile-rows.js';

/** The parts of a view. */
export interface ViewDefinition {
  /** Its query, as the printer wrote it. */
  readonly query: Sql;
  /** Whether it must be created WITH NO SCHEMA BINDING. */
  readonly lateBinding: boolean;
  /** Names and types of its columns: Redshift replaces a view in place if they stay the same. */
  readonly shape: readonly string[];
  /** Whether it reads the key of hash masks. */
  readonly readsHashKey: boolean;
}

/** A view that the cluster should have. */
export interface DesiredView {
  /** SCHEMA.NAME in scrim. */
  readonly dataSource: string;
  /** The virtual schema and name. */
  readonly schema: string;
  readonly name: string;
  readonly comment?: string;
  /** The data source's columns, with their types in Redshift. If they change, the columns of the view change. */
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  /** Undefined if the data source should have no view. */
  readonly definition?: ViewDefinition;
  /** Why the data source should have no view. */
  readonly problem?: string;
  /** The parts of the names of the raw tables that the view reads. */
  readonly reads: readonly (readonly string[])[];
}

/** What a cluster should hold for one revision of the world. It is plain JSON, because another process may compute it. */
export interface Desired {
  readonly profiles: readonly Profile[];
  readonly views: readonly DesiredView[];
  /** The key of hash masks. It is written into the cluster only if a view reads it there. */
  readonly hashKey?: string;
}
