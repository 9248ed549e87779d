import { sql } from 'kysely';
import type { Kysely } from 'kysely';

import type { Change, History } from '../world/history.js';
import type { Database } from './database.js';

/** Times on record have microseconds, and times of people milliseconds: a time means the whole millisecond. */
const millisecond = 1;

/** The history of the world, from the tables that record every change. */
export function createHistory(db: Kysely<Database>): Omit<History, 'asOf'> {
  const changes = db.selectFrom('change').select(['revision', 'at', 'actor']);
  return {
    list({ kind, keys, actor, since, until, later, removals, before, after, limit }) {
      let query = db
        .selectFrom('change_entry as entry')
        .innerJoin('change', 'change.revision', 'entry.revision')
        .select([
          'entry.revision',
          'change.at',
          'change.actor',
          'entry.kind',
          'entry.key',
          'entry.before',
          'entry.after',
        ])
        .orderBy('entry.revision', after === undefined ? 'desc' : 'asc')
        .orderBy('entry.kind')
        .orderBy('entry.key')
        .limit(limit);
      if (kind !== undefined) query = query.where('entry.kind', '=', kind);
      if (keys !== undefined) query = query.where('entry.key', 'in', keys);
      if (actor !== undefined) query = query.where('change.actor', '=', actor);
      if (since !== undefined) query = query.where('change.at', '>=', since);
      if (until !== undefined) query = query.where('change.at', '<', until);
      if (later !== undefined) query = query.where('entry.revision', '>', later);
      if (removals) query = query.where('entry.after', 'is', null);
      if (after !== undefined && after !== 'start') {
        query = query.where(
          sql<boolean>`(entry.revision, entry.kind, entry.key) > (${after.revision}, ${after.kind}, ${after.key})`,
        );
      }
      if (before !== undefined) {
        const { revision, kind: kindBefore, key: keyBefore } = before;
        query = query.where(({ eb, or, and }) =>
          or([
            eb('entry.revision', '<', revision),
            and([
              eb('entry.revision', '=', revision),
              or([
                eb('entry.kind', '>', kindBefore),
                and([eb('entry.kind', '=', kindBefore), eb('entry.key', '>', keyBefore)]),
              ]),
            ]),
          ]),
        );
      }
      return query.execute();
    },
    change: (revision): Promise<Change | undefined> =>
      changes.where('revision', '=', revision).executeTakeFirst(),
    lastChange: (until): Promise<Change | undefined> =>
      changes
        .where('at', '<', new Date(until.getTime() + millisecond))
        .orderBy('revision', 'desc')
        .limit(1)
        .executeTakeFirst(),
  };
}
