import { PGlite } from '@electric-sql/pglite';
import { Kysely, PostgresDialect } from 'kysely';

import type { Database } from './database.js';
import { pgliteDialect } from './pglite-dialect.js';
import { openPGliteFolder } from './pglite-folder.js';
import { createServerPool } from './server-pool.js';

/** Two pools for one database. On PGlite, which has a single connection, they are the same. */
export interface Connections {
  /** For reads that somebody waits for: they fail soon if the store does not answer. */
  readonly questions: Kysely<Database>;
  /** For changes and for slow work: it never takes connections from reads. */
  readonly changes: Kysely<Database>;
  close(): Promise<void>;
}

/** Whether a location is a PostgreSQL server and not a folder. */
export const isServer = (location: string): boolean => /^postgres(ql)?:\/\//.test(location);

/** Whether a location is a folder, which only one process at a time may open. */
export const isFolder = (location: string): boolean => !isServer(location) && location !== 'memory:';

/** Milliseconds for one statement of a change. They include waiting for changes of other processes. */
const changeStatement = 120_000;

/**
 * Connects to the location of a store.
 * @param timeout milliseconds that a read waits for a connection, and for each statement
 */
export async function connect(location: string, timeout: number): Promise<Connections> {
  if (isServer(location)) {
    const over = (max: number, statement: number) =>
      new Kysely<Database>({
        dialect: new PostgresDialect({
          pool: createServerPool(location, { max, connect: timeout, statement }),
        }),
      });
    const questions = over(10, timeout);
    const changes = over(5, changeStatement);
    return {
      questions,
      changes,
      close: async () => {
        await questions.destroy();
        await changes.destroy();
      },
    };
  }
  const pglite = location === 'memory:' ? await PGlite.create() : await openPGliteFolder(location);
  const db = new Kysely<Database>({ dialect: pgliteDialect(pglite) });
  return { questions: db, changes: db, close: () => db.destroy() };
}
