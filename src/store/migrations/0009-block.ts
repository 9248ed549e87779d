import { sql } from 'kysely';
import type { Kysely, Migration } from 'kysely';

/** An index to find the blocks of a user or a group. */
export const block: Migration = {
  async up(db: Kysely<never>) {
    await sql`create index block_by_principal on object ((doc -> 'blocked')) where kind = 'block'`.execute(
      db,
    );
  },
};
