import { sql } from 'kysely';
import type { Kysely, Migration } from 'kysely';

/** The API keys, by the part of them that is not secret. */
export const apiKey: Migration = {
  async up(db: Kysely<never>) {
    await db.schema
      .createTable('api_key')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('name', 'text', (column) => column.notNull())
      .addColumn('hash', 'text', (column) => column.notNull())
      .addColumn('roles', 'jsonb', (column) => column.notNull())
      .addColumn('acts_as', 'text')
      .addColumn('created_at', 'timestamptz', (column) => column.notNull())
      .addColumn('created_by', 'text', (column) => column.notNull())
      .addColumn('expires', 'timestamptz')
      .addColumn('revoked_at', 'timestamptz')
      .addColumn('last_used', 'text')
      .execute();
    await sql`create index change_entry_by_object on change_entry (kind, key)`.execute(db);
  },
};
