import type { PostgresPool, PostgresPoolClient } from 'kysely';
import pg from 'pg';

import { orUnreachable } from './unreachable.js';

/** The limits of one pool. */
export interface PoolLimits {
  /** Maximum number of connections. */
  readonly max: number;
  /** Milliseconds to wait for a connection, whether it is new or in use. */
  readonly connect: number;
  /** Milliseconds for one statement. */
  readonly statement: number;
}

/** Milliseconds after which an idle transaction ends. A process that stops during a change must not block the changes of others. */
const idleInTransaction = 60_000;

/**
 * Connections to a PostgreSQL. Nothing waits for ever for a server that is away or hangs.
 * A failed connection is not used again. The next query opens another one, so a server that is back is used at once.
 * If the server cannot be reached, the error is a Refusal `unavailable` (`unreachable.ts`).
 */
export function createServerPool(url: string, { max, connect, statement }: PoolLimits): PostgresPool {
  const pool = new pg.Pool({
    connectionString: url,
    max,
    connectionTimeoutMillis: connect,
    // The limit in the server stops work that nobody waits for. The limit in the client also applies if the server hangs.
    statement_timeout: statement,
    query_timeout: statement,
    idle_in_transaction_session_timeout: idleInTransaction,
    keepAlive: true,
  });
  // The pool drops a broken idle connection, and a broken connection in use fails its query. Nothing else is to be done.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => {
    client.on('error', () => undefined);
    // Compiling takes longer than any statement of the store, and happens again for each row of an index over a function. The queries of a
    // connection run in order. One that fails here fails again where somebody waits for it.
    client.query('set jit = off').catch(() => undefined);
  });

  const guarded = new WeakMap<pg.PoolClient, PostgresPoolClient>();
  return {
    async connect() {
      const client = await pool.connect().catch((error: unknown) => {
        throw orUnreachable(error);
      });
      const known = guarded.get(client) ?? guard(client);
      guarded.set(client, known);
      return known;
    },
    end: () => pool.end(),
  };
}

/** A connection that, after a failure, fails every query at once until it is released, and is then closed. */
function guard(client: pg.PoolClient): PostgresPoolClient {
  let failure: unknown;
  const query = async (sql: string, parameters: readonly unknown[]): Promise<unknown> => {
    if (failure !== undefined) throw failure;
    try {
      return await client.query(sql, [...parameters]);
    } catch (error) {
      const told = orUnreachable(error);
      if (told !== error) failure = told;
      throw told;
    }
  };
  return {
    // Kysely uses cursors only if one is configured.
    query: query as PostgresPoolClient['query'],
    release: (destroy) => {
      client.release(destroy === true || failure !== undefined);
    },
  };
}
