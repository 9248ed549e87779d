import type { Query } from '../sql/ast.js';

/** What a query gave: the columns with their types as Trino writes them, and the rows. */
export interface Answer {
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly rows: readonly (readonly unknown[])[];
}

/**
 * Runs a query on Trino. Rejects with a Refusal: `invalid` when Trino refuses the query, `unavailable` when it cannot be
 * reached.
 */
export type Ask = (query: Query) => Promise<Answer>;
