import type { Explain, Query, ShowSession } from '../sql/ast.js';

/** What a query gave: the columns with their types as Trino writes them, and the rows. */
export interface Answer {
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly rows: readonly (readonly unknown[])[];
}

/** What a Trino can be asked. */
export type Question = Query | Explain | ShowSession;

/**
 * Asks a Trino. Rejects with a Refusal: `invalid` when Trino refuses the question, `unavailable` when it cannot be reached.
 */
export type Ask<Q extends Question = Query> = (question: Q) => Promise<Answer>;
