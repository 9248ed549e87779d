import { PGlite } from '@electric-sql/pglite';
import { Kysely, PostgresDialect } from 'kysely';

import type { Database } from './database.js';
import { pgliteDialect } from './pglite-dialect.js';
import { openPGliteFolder } from './pglite-folder.js';
import { createServerPool } from './server-pool.js';

/** Two ways to one database; on PGlite, which has a single connection, they are the same. */
export interface Connections {
  /** For questions, which somebody waits for: refused soon when they cannot be answered. */
  readonly questions: Kysely<Database>;
  /** For changes and for what takes its time: it never keeps questions from their connections. */
  readonly changes: Kysely<Database>;
  close(): Promise<void>;
}

/** Whether a location names a PostgreSQL server and not a folder. */
export const isServer = (location: string): boolean => /^postgres(ql)?:\/\//.test(location);

/** Whether a location names a folder, which one process at a time may open. */
export const isFolder = (location: string): boolean => !isServer(location) && location !== 'memory:';

/** Milliseconds for one statement of a change: also the time to wait for other processes' changes. */
const changeStatement = 120_000;

/**
 * Connects to where a store is kept.
 * @param timeout milliseconds for which a question waits for a connection, and for each statement
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
