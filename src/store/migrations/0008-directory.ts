import { sql } from 'kysely';
import type { Kysely, Migration } from 'kysely';

/**
 * Data for identity providers: an opaque id for every object, and the profile of a user or a group
 * beside the world. Every existing object gets an id of its own, because the default is evaluated for each row.
 */
export const directory: Migration = {
  async up(db: Kysely<never>) {
    await sql`alter table object add column id uuid not null default gen_random_uuid()`.execute(db);
    await sql`alter table object add column profile jsonb`.execute(db);
    await sql`alter table object add column profile_at timestamptz`.execute(db);
    await sql`create unique index object_by_id on object (id) where kind in ('user', 'group')`.execute(db);
    await sql`create index object_by_external_id on object ((profile ->> 'externalId')) where profile is not null`.execute(
      db,
    );
    await sql`create index user_by_group on object using gin ((doc -> 'groups')) where kind = 'user'`.execute(
      db,
    );
  },
};
