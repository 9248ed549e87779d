import { mkdir } from 'node:fs/promises';
import { PGlite } from '@electric-sql/pglite';
import { Kysely, PostgresDialect } from 'kysely';
import type { Dialect } from 'kysely';
import { PGliteDialect } from 'kysely-pglite-dialect';
import pg from 'pg';

import { Refusal } from '../base/refusal.js';
import type { History } from '../administration/history.js';
import type { Finder } from '../entitlements/stored-objects.js';
import type { WorldStore } from '../entitlements/world-store.js';
import type { ApiKeyStore } from '../identity/api-key.js';
import { createApiKeyStore } from './api-keys.js';
import type { Database } from './database.js';
import { findObjects } from './find-objects.js';
import { createHistory } from './history.js';
import { createKyselyStore } from './kysely-store.js';
import { migrate } from './migrate.js';

/** The world, and what else is kept beside it. */
export interface Store extends WorldStore, Finder {
  readonly apiKeys: ApiKeyStore;
  readonly history: History;
}

/** Whether a location names a PostgreSQL server and not a folder. */
export const isServer = (location: string): boolean => /^postgres(ql)?:\/\//.test(location);

/** Whether a location names a folder, which one process at a time may open. */
export const isFolder = (location: string): boolean => !isServer(location) && location !== 'memory:';

async function dialectOf(location: string): Promise<Dialect> {
  if (isServer(location)) {
    return new PostgresDialect({
      pool: new pg.Pool({ connectionString: location, connectionTimeoutMillis: 5_000 }),
    });
  }
  if (location === 'memory:') return new PGliteDialect(await PGlite.create());
  await mkdir(location, { recursive: true, mode: 0o700 });
  return new PGliteDialect(await PGlite.create(`${location}/pglite`));
}

/**
 * Opens the store and brings its schema up to date. A folder is opened by one process at a time: take its lock first
 * (`store/folder-lock.ts`).
 *
 * @param location a folder, `memory:`, or `postgres://USER@HOST:PORT/DATABASE`
 * @throws Refusal `unavailable`
 */
export async function openStore(location: string): Promise<Store> {
  let db: Kysely<Database> | undefined;
  try {
    db = new Kysely<Database>({ dialect: await dialectOf(location) });
    await migrate(db);
    const opened = db;
    return {
      ...createKyselyStore(opened, { alone: !isServer(location) }),
      find: (kind, query) => findObjects(opened, kind, query),
      apiKeys: createApiKeyStore(opened),
      history: createHistory(opened),
    };
  } catch (error) {
    await db?.destroy();
    const name = isServer(location) ? new URL(location).host : location;
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    throw new Refusal(
      'unavailable',
      `the store at ${name} cannot be opened: ${cause instanceof Error ? cause.message : String(cause)}`,
      undefined,
      { cause: error },
    );
  }
}
