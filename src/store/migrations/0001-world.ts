import { sql } from 'kysely';
import type { Kysely, Migration } from 'kysely';

/** The world as documents by kind and key, its revision, and the history of its changes. */
export const world: Migration = {
  async up(db: Kysely<never>) {
    await db.schema
      .createTable('world')
      .addColumn('id', 'integer', (column) => column.primaryKey().check(sql`id = 1`))
      .addColumn('revision', 'integer', (column) => column.notNull())
      .execute();
    await sql`insert into world (id, revision) values (1, 0)`.execute(db);

    await db.schema
      .createTable('object')
      .addColumn('kind', 'text', (column) => column.notNull())
      .addColumn('key', 'text', (column) => column.notNull())
      .addColumn('doc', 'jsonb', (column) => column.notNull())
      .addColumn('revision', 'integer', (column) => column.notNull())
      .addPrimaryKeyConstraint('object_pk', ['kind', 'key'])
      .execute();
    await sql`create index subscription_by_data_source on object ((doc ->> 'dataSource')) where kind = 'subscription'`.execute(
      db,
    );
    await sql`create index subscription_by_subscriber on object ((doc -> 'subscriber')) where kind = 'subscription'`.execute(
      db,
    );
    await sql`create index data_source_by_owner on object using gin ((doc -> 'owners') jsonb_path_ops) where kind = 'dataSource'`.execute(
      db,
    );

    await db.schema
      .createTable('change')
      .addColumn('revision', 'integer', (column) => column.primaryKey())
      .addColumn('at', 'timestamptz', (column) => column.notNull().defaultTo(sql`now()`))
      .addColumn('actor', 'text', (column) => column.notNull())
      .execute();
    await db.schema
      .createTable('change_entry')
      .addColumn('revision', 'integer', (column) => column.notNull().references('change.revision'))
      .addColumn('kind', 'text', (column) => column.notNull())
      .addColumn('key', 'text', (column) => column.notNull())
      .addColumn('before', 'jsonb')
      .addColumn('after', 'jsonb')
      .addPrimaryKeyConstraint('change_entry_pk', ['revision', 'kind', 'key'])
      .execute();

    await db.schema
      .createTable('secret')
      .addColumn('name', 'text', (column) => column.primaryKey())
      .addColumn('value', 'text', (column) => column.notNull())
      .execute();
  },
};
