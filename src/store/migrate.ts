import { Migrator } from 'kysely';
import type { Kysely } from 'kysely';

import type { Database } from './database.js';
import { apiKey } from './migrations/0004-api-key.js';
import { world } from './migrations/0001-world.js';
import { reach } from './migrations/0002-reach.js';
import { overTable } from './migrations/0003-over-table.js';

/** Every step of the schema, by a name that sorts in the order in which they run. */
const migrations = {
  '0001-world': world,
  '0002-reach': reach,
  '0003-over-table': overTable,
  '0004-api-key': apiKey,
};

/**
 * Brings the store's schema up to date, under Kysely's lock, so that replicas that start together do it once.
 * @throws Error that names the step which failed
 */
export async function migrate(db: Kysely<Database>): Promise<void> {
  const migrator = new Migrator({ db, provider: { getMigrations: () => Promise.resolve(migrations) } });
  const { error, results } = await migrator.migrateToLatest();
  if (error === undefined) return;
  const failed = results?.find(({ status }) => status === 'Error')?.migrationName ?? 'the first step';
  throw new Error(`the store could not be brought up to date: ${failed} failed`, { cause: error });
}
