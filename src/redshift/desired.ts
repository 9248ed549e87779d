import type { Profile } from './profile-rows.js';

/** What a view is made of. */
export interface ViewDefinition {
  /** Its query, as the printer wrote it. */
  readonly query: string;
  /** Whether it must be made WITH NO SCHEMA BINDING. */
  readonly lateBinding: boolean;
  /** Names and types of its columns: Redshift replaces a view in place where these stay. */
  readonly shape: readonly string[];
  /** Whether it reads the key of hash masks. */
  readonly readsHashKey: boolean;
}

/** A view that there should be. */
export interface DesiredView {
  /** SCHEMA.NAME in scrim. */
  readonly dataSource: string;
  /** The virtual schema and name. */
  readonly schema: string;
  readonly name: string;
  readonly comment?: string;
  /** The data source's columns, with their types in Redshift: where they change, the view's do. */
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  /** Undefined when there should be none. */
  readonly definition?: ViewDefinition;
  /** Why there should be none. */
  readonly problem?: string;
  /** The raw tables that it reads, each by the parts of its name. */
  readonly reads: readonly (readonly string[])[];
}

/** What a cluster should hold for the world of one moment. Plain JSON, so that it can be asked of another process. */
export interface Desired {
  readonly profiles: readonly Profile[];
  readonly views: readonly DesiredView[];
  /** The key of hash masks. It is put into the cluster only when a view reads it there. */
  readonly hashKey?: string;
}
