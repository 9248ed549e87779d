import { sql } from 'kysely';
import type { Kysely, Migration } from 'kysely';

/** Until when a webhook is known to send access by break glass: a running service says so, again and again. */
export const breakGlass: Migration = {
  async up(db: Kysely<never>) {
    await sql`alter table outbox_cursor add column break_glass_until timestamptz`.execute(db);
  },
};
