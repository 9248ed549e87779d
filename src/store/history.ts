import type { Kysely } from 'kysely';

import type { History } from '../world/history.js';
import type { Database } from './database.js';

/** The history of the world, from the tables that record every change. */
export const createHistory = (db: Kysely<Database>): History => ({
  list({ kind, key, actor, before, limit }) {
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
      .orderBy('entry.revision', 'desc')
      .orderBy('entry.kind')
      .orderBy('entry.key')
      .limit(limit);
    if (kind !== undefined) query = query.where('entry.kind', '=', kind);
    if (key !== undefined) query = query.where('entry.key', '=', key);
    if (actor !== undefined) query = query.where('change.actor', '=', actor);
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
});
