import { sql } from 'kysely';
import type { Kysely, Migration } from 'kysely';

/**
 * Records the earlier values of subscriptions that people denied or revoked, from the history. So a file that still has those values
 * does not undo the decision.
 */
export const decidedOver: Migration = {
  async up(db: Kysely<never>) {
    await sql`
      update object set doc = doc || jsonb_build_object('replaces', said.statement)
      from (
        select distinct on (entry.key) entry.key,
          jsonb_strip_nulls(jsonb_build_object(
            'status', entry.after -> 'status',
            'expires', entry.after -> 'expires',
            'decidedBy', entry.after -> 'decidedBy',
            'reason', entry.after -> 'reason'
          )) as statement
        from change_entry as entry
        where entry.kind = 'subscription' and entry.after ->> 'status' = 'approved'
          and entry.after ->> 'requestedAt' is null
        order by entry.key, entry.revision desc
      ) as said
      where object.kind = 'subscription' and object.key = said.key
        and object.doc ->> 'status' in ('denied', 'revoked')
        and object.doc ->> 'decidedBy' is not null
        and object.doc ->> 'replaces' is null`.execute(db);
  },
};
