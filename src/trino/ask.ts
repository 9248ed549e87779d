import type { Explain, Query, ShowSession } from '../sql/ast.js';

/** The result of a query: the columns with their types as Trino writes them, and the rows. */
export interface Answer {
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly rows: readonly (readonly unknown[])[];
}

/** A connection to a Trino. */
export type Question = Query | Explain | ShowSession;

/**
 * Runs a query on a Trino. Rejects with a Refusal: `invalid` if Trino refuses the query, `unavailable` if Trino cannot be reached.
 */
export type Ask<Q extends Question = Query> = (question: Q) => Promise<Answer>;
