import { sql } from 'kysely';
import type { Kysely, Migration } from 'kysely';

/** The position of each consumer of changes, and the holder of its lease. Also indexes to find changes by author and by time. */
export const outbox: Migration = {
  async up(db: Kysely<never>) {
    await db.schema
      .createTable('outbox_cursor')
      .addColumn('consumer', 'text', (column) => column.primaryKey())
      .addColumn('revision', 'integer', (column) => column.notNull())
      .addColumn('holder', 'text')
      .addColumn('held_until', 'timestamptz')
      .execute();
    await sql`create index change_by_actor on change (actor, revision)`.execute(db);
    await sql`create index change_by_time on change (at)`.execute(db);
  },
};
