import type { Query } from '../sql/ast.js';
import type { Sql } from './sql-text.js';

/** A row as the driver gives it. */
export type Row = Readonly<Record<string, unknown>>;

/** A cluster, as much of it as is needed. Implemented by `connect-cluster.ts`. */
export interface Cluster {
  /** Rows of one query. */
  rows(query: Query): Promise<readonly Row[]>;
  /**
   * Runs statements in one transaction: all of them hold when this returns, none when it throws. It is run again where another
   * transaction was in its way, or where the connection broke off; so it must do no harm twice.
   */
  transaction(statements: readonly Sql[]): Promise<void>;
  /**
   * Takes the lock of pushes, which lasts until it is let go or this process ends.
   * @throws Refusal `conflict` when another push has it for longer than the time to wait
   */
  lock(statements: readonly Sql[]): Promise<{ release(): Promise<void> }>;
  close(): Promise<void>;
}

/** One connection. */
export interface Connection {
  query(text: string): Promise<{ readonly rows: readonly Row[] }>;
  /** @param broken whether it cannot be used again */
  release(broken?: boolean): void;
}

/** Where connections come from. */
export interface Connections {
  connect(): Promise<Connection>;
  end(): Promise<void>;
}
