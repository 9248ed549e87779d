import { sql } from 'kysely';
import type { Kysely } from 'kysely';

import { Refusal } from '../base/refusal.js';
import type { Changed } from '../world/world-store.js';
import type { Outbox } from '../world/outbox.js';
import { numberAlarms } from './audit/alarms.js';
import type { Database } from './database.js';

/** Maximum number of changes per read. */
const mostChanges = 500;

/** The outbox over the history of changes. A consumer is a position in it, which a process leases for a time. */
export const createOutbox = (db: Kysely<Database>): Outbox => ({
  async register(consumer, from) {
    await db.transaction().execute(async (tx) => {
      // What was due before is not sent to a new consumer.
      await numberAlarms(tx);
      await tx
        .insertInto('outbox_cursor')
        .columns(['consumer', 'revision', 'alarm'])
        .expression((query) =>
          query
            .selectFrom('world')
            .select([
              sql.val(consumer).$castTo<string>().as('consumer'),
              from === 'now' ? 'world.revision' : sql.lit(0).as('revision'),
              sql<number>`(select coalesce(max(number), 0) from audit_alarm)`.as('alarm'),
            ]),
        )
        .onConflict((conflict) => conflict.doNothing())
        .execute();
    });
  },

  async remove(consumer) {
    await db.deleteFrom('outbox_cursor').where('consumer', '=', consumer).execute();
  },

  async take(consumer, holder, seconds) {
    const taken = await db
      .updateTable('outbox_cursor')
      .set({ holder, held_until: sql`clock_timestamp() + make_interval(secs => ${seconds})` })
      .where('consumer', '=', consumer)
      .where((row) =>
        row.or([
          row('holder', 'is', null),
          row('holder', '=', holder),
          row('held_until', '<=', sql<Date>`clock_timestamp()`),
        ]),
      )
      .returning('consumer')
      .executeTakeFirst();
    return taken !== undefined;
  },

  async read(consumer, limit) {
    const next = await db
      .selectFrom('change')
      .innerJoin('outbox_cursor as cursor', (join) =>
        join.on('cursor.consumer', '=', consumer).onRef('change.revision', '>', 'cursor.revision'),
      )
      .select(['change.revision', 'change.at', 'change.actor'])
      .select((row) =>
        row
          .selectFrom('change_entry')
          .whereRef('change_entry.revision', '=', 'change.revision')
          .select((entry) => entry.fn.countAll<string | number>().as('count'))
          .as('count'),
      )
      .orderBy('change.revision')
      .limit(Math.min(limit, mostChanges))
      .execute();
    let room = limit;
    const chosen = next.filter(({ count }, index) => (room -= Number(count)) >= 0 || index === 0);
    if (chosen.length === 0) return [];
    const rows = await db
      .selectFrom('change_entry')
      .select(['revision', 'kind', 'key', 'before', 'after'])
      .where(
        'revision',
        'in',
        chosen.map(({ revision }) => revision),
      )
      .orderBy('revision')
      .orderBy('kind')
      .orderBy('key')
      .execute();
    const entries = new Map<number, Changed[]>(chosen.map(({ revision }) => [revision, []]));
    for (const { revision, ...entry } of rows) entries.get(revision)?.push(entry);
    return chosen.map(({ revision, at, actor }) => ({
      revision,
      at,
      actor,
      entries: entries.get(revision) ?? [],
    }));
  },

  async advance(consumer, holder, revision) {
    const advanced = await db
      .updateTable('outbox_cursor')
      .set({ revision })
      .where('consumer', '=', consumer)
      .where('holder', '=', holder)
      .where('revision', '<', revision)
      .returning('consumer')
      .executeTakeFirst();
    if (advanced === undefined) {
      throw new Refusal('conflict', `another process now delivers the changes for '${consumer}'`);
    }
  },

  async release(consumer, holder) {
    await db
      .updateTable('outbox_cursor')
      .set({ holder: null, held_until: null })
      .where('consumer', '=', consumer)
      .where('holder', '=', holder)
      .execute();
  },

  consumers: () =>
    db.selectFrom('outbox_cursor').select(['consumer', 'revision']).orderBy('consumer').execute(),
});
