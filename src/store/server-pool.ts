import type { PostgresPool, PostgresPoolClient } from 'kysely';
import pg from 'pg';

import { orUnreachable } from './unreachable.js';

/** How long the work of one pool may take, and how much of it goes on at once. */
export interface PoolLimits {
  /** Connections. */
  readonly max: number;
  /** Milliseconds until a connection is there: a new one, or one that others use until then. */
  readonly connect: number;
  /** Milliseconds for one statement. */
  readonly statement: number;
}

/** A process that is stopped in the middle of a change must not keep all others from changing anything: milliseconds. */
const idleInTransaction = 60_000;

/**
 * Connections to a PostgreSQL, on which nothing waits for ever: neither for a server that is not there nor for one that hangs.
 * A connection that failed is not used again; the next question opens another, so that a server which is back is found at once.
 * What fails for want of a server is a Refusal `unavailable` (`unreachable.ts`).
 */
export function createServerPool(url: string, { max, connect, statement }: PoolLimits): PostgresPool {
  const pool = new pg.Pool({
    connectionString: url,
    max,
    connectionTimeoutMillis: connect,
    // The server's own limit spares it what nobody waits for; ours holds also when it hangs.
    statement_timeout: statement,
    query_timeout: statement,
    idle_in_transaction_session_timeout: idleInTransaction,
    keepAlive: true,
  });
  // An idle connection that breaks is dropped by the pool, and one in use fails its query: there is nothing else to do.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));

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

/** A connection that, once it failed, fails at once until it is released, and is not used again then. */
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
    // Kysely asks for cursors only where one is configured.
    query: query as PostgresPoolClient['query'],
    release: (destroy) => {
      client.release(destroy === true || failure !== undefined);
    },
  };
}
