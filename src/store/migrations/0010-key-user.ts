import { sql } from 'kysely';
import type { Kysely, Migration } from 'kysely';

/**
 * Binds API keys to the permanent id of their user. A key is bound to the current user with its name only if that is certainly the
 * same person: active, and neither created nor removed since the key was created. One minute is allowed for differing clocks. Any other key in a
 * user's name stays unbound, and is refused.
 */
export const keyUser: Migration = {
  async up(db: Kysely<never>) {
    await sql`alter table api_key add column user_id uuid`.execute(db);
    await sql`
      update api_key set user_id = person.id
      from object as person
      where person.kind = 'user' and person.key = api_key.acts_as
        and coalesce(person.doc ->> 'active', 'true') <> 'false'
        and not exists (
          select 1
          from change_entry as entry
          join change on change.revision = entry.revision
          where entry.kind = 'user' and entry.key = api_key.acts_as
            and (
              (entry.after is null and change.at > api_key.created_at)
              or (entry.before is null and change.at > api_key.created_at + interval '1 minute')
            )
        )`.execute(db);
  },
};
