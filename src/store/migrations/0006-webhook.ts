import { sql } from 'kysely';
import type { Kysely, Migration } from 'kysely';

/** The events of webhooks that were not sent yet, or were given up. Their contents are in the history of changes. */
export const webhook: Migration = {
  async up(db: Kysely<never>) {
    await db.schema
      .createTable('webhook_event')
      .addColumn('webhook', 'text', (column) => column.notNull())
      .addColumn('kind', 'text', (column) => column.notNull())
      .addColumn('key', 'text', (column) => column.notNull())
      .addColumn('revision', 'integer', (column) => column.notNull())
      .addColumn('id', 'text', (column) => column.notNull())
      .addColumn('type', 'text', (column) => column.notNull())
      .addColumn('attempts', 'integer', (column) => column.notNull().defaultTo(0))
      .addColumn('first_at', 'timestamptz')
      .addColumn('due_at', 'timestamptz', (column) => column.notNull().defaultTo(sql`clock_timestamp()`))
      .addColumn('claim', 'text')
      .addColumn('claimed_until', 'timestamptz')
      .addColumn('error', 'text')
      .addColumn('dead_at', 'timestamptz')
      .addPrimaryKeyConstraint('webhook_event_pk', ['webhook', 'kind', 'key', 'revision'])
      .addForeignKeyConstraint('webhook_event_change', ['revision', 'kind', 'key'], 'change_entry', [
        'revision',
        'kind',
        'key',
      ])
      .execute();
    await sql`create index webhook_event_due on webhook_event (webhook, due_at) where dead_at is null`.execute(
      db,
    );
    await sql`create index webhook_event_dead on webhook_event (dead_at) where dead_at is not null`.execute(
      db,
    );
  },
};
