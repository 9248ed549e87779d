import { sql } from 'kysely';
import type { Kysely, Migration } from 'kysely';

/** The account of records that were moved to the archive, in batches of a day. */
export const archive: Migration = {
  async up(db: Kysely<never>) {
    await sql`
      create table audit_archive (
        batch integer generated always as identity primary key,
        day date not null,
        place text not null,
        state text not null default 'writing' check (state in ('writing', 'abandoned', 'cleaned', 'done')),
        touched_at timestamptz not null default clock_timestamp()
      )`.execute(db);
  },
};
