import { DEFAULT_MIGRATION_TABLE, Migrator } from 'kysely';
import type { Kysely } from 'kysely';

import type { Database } from './database.js';
import { apiKey } from './migrations/0004-api-key.js';
import { world } from './migrations/0001-world.js';
import { reach } from './migrations/0002-reach.js';
import { overTable } from './migrations/0003-over-table.js';
import { outbox } from './migrations/0005-outbox.js';
import { webhook } from './migrations/0006-webhook.js';
import { directory } from './migrations/0008-directory.js';
import { block } from './migrations/0009-block.js';
import { keyUser } from './migrations/0010-key-user.js';
import { decidedOver } from './migrations/0011-decided-over.js';
import { audit } from './migrations/0012-audit.js';
import { alarm } from './migrations/0013-alarm.js';
import { archive } from './migrations/0014-archive.js';
import { breakGlass } from './migrations/0015-break-glass.js';
import { auditExport } from './migrations/0016-export.js';
import { isUnavailable } from './unreachable.js';

/** Every migration of the schema. Their names sort in the order in which they run. */
const migrations = {
  '0001-world': world,
  '0002-reach': reach,
  '0003-over-table': overTable,
  '0004-api-key': apiKey,
  '0005-outbox': outbox,
  '0006-webhook': webhook,
  '0008-directory': directory,
  '0009-block': block,
  '0010-key-user': keyUser,
  '0011-decided-over': decidedOver,
  '0012-audit': audit,
  '0013-alarm': alarm,
  '0014-archive': archive,
  '0015-break-glass': breakGlass,
  '0016-export': auditExport,
};

/**
 * Migrates the store's schema under Kysely's lock, so that replicas that start together do it once.
 * @throws Error with the migration that failed, or the migrations of a newer scrim
 */
export async function migrate(db: Kysely<Database>): Promise<void> {
  const migrator = new Migrator({ db, provider: { getMigrations: () => Promise.resolve(migrations) } });
  const { error, results } = await migrator.migrateToLatest();
  if (error === undefined) return;
  if (isUnavailable(error)) throw error;
  const unknown = (await appliedTo(db)).filter((name) => !Object.hasOwn(migrations, name));
  if (unknown.length > 0) {
    throw new Error(
      `a newer version of scrim has migrated this store; this version does not know the migrations ${unknown.join(', ')}: ` +
        'run that version, or restore a backup from before it',
    );
  }
  const failed = results?.find(({ status }) => status === 'Error')?.migrationName ?? 'the first migration';
  throw new Error(`the store could not be migrated: ${failed} failed`, { cause: error });
}

/** The names of the migrations that ran on a database, from Kysely's table. */
async function appliedTo(db: Kysely<Database>): Promise<readonly string[]> {
  const rows = await db
    .withTables<{ [DEFAULT_MIGRATION_TABLE]: { name: string } }>()
    .selectFrom(DEFAULT_MIGRATION_TABLE)
    .select('name')
    .orderBy('name')
    .execute();
  return rows.map(({ name }) => name);
}
