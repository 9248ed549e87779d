import { sql } from 'kysely';
import type { Kysely, Migration } from 'kysely';

/** An index to find the data sources of a raw table. */
export const overTable: Migration = {
  async up(db: Kysely<never>) {
    await sql`create index data_source_by_table on object ((doc ->> 'table')) where kind = 'dataSource'`.execute(
      db,
    );
  },
};
