import type { Query } from '../sql/ast.js';
import type { Sql } from './sql-text.js';

/** A row as the driver returns it. */
export type Row = Readonly<Record<string, unknown>>;

/** The operations on a cluster that scrim needs. Implemented by `connect-cluster.ts`. */
export interface Cluster {
  /** Rows of one query. */
  rows(query: Query): Promise<readonly Row[]>;
  /**
   * Runs statements in one transaction. When this returns, all of them are committed; when it throws, none is. It is run again if another
   * transaction conflicts or the connection breaks, so running it twice must be harmless.
   */
  transaction(statements: readonly Sql[]): Promise<void>;
  /**
   * Takes the lock of pushes. It lasts until it is released or this process ends.
   * @throws Refusal `conflict` if another push holds it for longer than `lockTimeout`
   */
  lock(statements: readonly Sql[]): Promise<{ release(): Promise<void> }>;
  close(): Promise<void>;
}

/** One connection. */
export interface Connection {
  query(text: string): Promise<{ readonly rows: readonly Row[] }>;
  /** @param broken whether the connection cannot be used again */
  release(broken?: boolean): void;
}

/** A pool of connections. */
export interface Connections {
  connect(): Promise<Connection>;
  end(): Promise<void>;
}
