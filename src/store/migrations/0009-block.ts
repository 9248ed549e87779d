import { sql } from 'kysely';
import type { Kysely, Migration } from 'kysely';

/** What finds the blocks of a user or a group. */
export const block: Migration = {
  async up(db: Kysely<never>) {
    await sql`create index block_by_principal on object ((doc -> 'blocked')) where kind = 'block'`.execute(
      db,
    );
  },
};
