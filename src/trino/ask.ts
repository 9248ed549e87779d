import type {
  CreateMaterializedView,
  CreateTableAs,
  CreateView,
  Delete,
  DropView,
  ExecuteImmediate,
  ExecutePrepared,
  Explain,
  Insert,
  ObjectStatement,
  Prepare,
  Query,
  ShowSession,
  Update,
} from '../sql/ast.js';

/** The result of a query: the columns with their types as Trino writes them, and the rows. */
export interface Answer {
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly rows: readonly (readonly unknown[])[];
}

/** What a Trino is asked. */
export type Question = Query | Explain | ShowSession;

/** A statement that a person may try, or that scrim runs. */
export type Attempt =
  | Question
  | ObjectStatement
  | ExecuteImmediate
  | Prepare
  | ExecutePrepared
  | CreateTableAs
  | CreateView
  | CreateMaterializedView
  | DropView
  | Insert
  | Update
  | Delete;

/**
 * Runs a query on a Trino. Rejects with a Refusal: `invalid` if Trino refuses the query, `unavailable` if Trino cannot be reached.
 */
export type Ask<Q extends Attempt = Query> = (question: Q) => Promise<Answer>;

/** Runs a query whose result may be large. The rows come page by page, and the next page is fetched when it is asked for. @see Ask */
export type AskInPages = (question: Query) => AsyncIterable<Answer['rows']>;
