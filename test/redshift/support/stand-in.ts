import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import pg from 'pg';

import type { Connections } from '../../../src/redshift/cluster.js';
import { startPostgres } from '../../store/support/postgres-server.js';

const compatibility = fileURLToPath(new URL('compatibility.sql', import.meta.url));

/** What a table says in Redshift about where it stands, for which PostgreSQL has no words. */
export const withoutPlacing = (text: string): string =>
  text.replace(/\s+DISTSTYLE ALL\b/g, '').replace(/(\)\s*)SORTKEY\s*\([^)]*\)/g, '$1');

/** A database of a PostgreSQL that stands in for a cluster. */
export interface StandIn {
  /** The database as scrim's own account, which is no superuser. */
  readonly url: string;
  /** Connections as scrim's own account. */
  connections(hook?: (text: string) => void): Connections;
  /** Runs statements as a superuser. */
  administer(text: string): Promise<readonly Record<string, unknown>[]>;
  /** Adds a user who may log in. */
  addUser(name: string): Promise<void>;
  /** A connection of a user's own. */
  logIn(user: string): Promise<pg.Client>;
  /** Rows of a query that a user runs, each as the list of its values. */
  ask(user: string, text: string): Promise<readonly (readonly unknown[])[]>;
}

/** A server with any number of such databases. */
export interface StandInServer {
  create(): Promise<StandIn>;
  dispose(): Promise<void>;
}

/** What a PostgreSQL that runs is made to stand in with. */
export interface StandIns {
  /** @param existing a database that is there already, and is no stand-in yet; without one a new database is made */
  create(existing?: string): Promise<StandIn>;
}

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** scrim's account. */
export const account = 'scrim_system';

/** Starts a PostgreSQL that stands in for Redshift clusters. */
export async function startStandIn(): Promise<StandInServer> {
  const server = await startPostgres({ fsync: 'off', max_connections: 200, max_locks_per_transaction: 1024 });
  const { create } = await standInsOn(server.url);
  return { create: () => create(), dispose: () => server.dispose() };
}

/**
 * Makes databases of a PostgreSQL that runs stand in for Redshift clusters.
 * @param serverUrl one of its databases, as a superuser
 */
export async function standInsOn(serverUrl: string): Promise<StandIns> {
  const password = randomBytes(12).toString('hex');
  const as = (user: string, database: string): string => {
    const url = new URL(serverUrl);
    url.username = encodeURIComponent(user);
    url.password = password;
    url.pathname = database;
    return url.href;
  };
  const administer = async (url: string, text: string) => {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    try {
      const result: unknown = await client.query(text);
      return Array.isArray(result) ? [] : (result as pg.QueryResult<Record<string, unknown>>).rows;
    } finally {
      await client.end();
    }
  };
  await administer(serverUrl, `CREATE ROLE ${account} LOGIN PASSWORD '${password}'`);

  return {
    async create(existing) {
      const database = existing ?? `cluster_${randomBytes(6).toString('hex')}`;
      if (existing === undefined) await administer(serverUrl, `CREATE DATABASE ${database}`);
      const url = new URL(serverUrl);
      url.pathname = database;
      await administer(url.href, await readFile(compatibility, 'utf8'));
      await administer(url.href, `GRANT CREATE ON DATABASE ${database} TO ${account}`);
      const logIn = async (user: string) => {
        const client = new pg.Client({ connectionString: as(user, database) });
        await client.connect();
        return client;
      };
      return {
        url: as(account, database),
        administer: (text) => administer(url.href, text),
        addUser: async (name) => {
          await administer(
            url.href,
            `DO $do$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '${name.replaceAll("'", "''")}') THEN
               CREATE ROLE ${quoted(name)} LOGIN PASSWORD '${password}'; END IF; END $do$`,
          );
        },
        logIn,
        ask: async (user, text) => {
          const client = await logIn(user);
          try {
            return (await client.query<unknown[]>({ text, rowMode: 'array' })).rows;
          } finally {
            await client.end();
          }
        },
        connections: (hook) => {
          const pool = new pg.Pool({ connectionString: as(account, database), max: 4 });
          pool.on('error', () => undefined);
          return {
            async connect() {
              const client = await pool.connect();
              return {
                query: async (text) => {
                  hook?.(text);
                  return { rows: (await client.query<Record<string, unknown>>(withoutPlacing(text))).rows };
                },
                release: (broken = false) => {
                  client.release(broken);
                },
              };
            },
            end: () => pool.end(),
          };
        },
      };
    },
  };
}
