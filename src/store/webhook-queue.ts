import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import type { Kysely, RawBuilder } from 'kysely';

import type { EventEntry } from '../webhooks/event.js';
import type { Claimed, WebhookQueue } from '../webhooks/queue.js';
import { chunks } from '../base/chunks.js';
import { alarmEntryOf, alarmsAfter, numberAlarms } from './audit/alarms.js';
import type { Database } from './database.js';
import { createOutbox } from './outbox.js';

/** The consumer of the outbox for a webhook. */
const consumerOf = (webhook: string): string => `${prefix}${webhook}`;
const prefix = 'webhook:';

interface EventRow {
  readonly kind: string;
  readonly key: string;
  readonly revision: number;
}

/** The number of the row of an event: a change has a revision, an alarm a number of its own. */
const numberOf = (entry: EventEntry): number => (entry.kind === 'alarm' ? entry.number : entry.revision);

/** Maximum number of changed objects, and of alarms, that are queued at once. */
const filledAtOnce = 1_000;

const now = sql<Date>`clock_timestamp()`;
const secondsFromNow = (seconds: number) => sql<Date>`clock_timestamp() + make_interval(secs => ${seconds})`;

/** Whether there are alarms that a cursor has not passed. */
const hasAlarms = sql<boolean>`exists (
  select from audit_alarm where number > cursor.alarm or (number is null and due_at <= clock_timestamp())
)`;

/**
 * The queue of webhooks in its table. A row is deleted when its event was sent.
 *
 * Rows are in the order of changes: one transaction locks the cursor of the webhook, moves it, and inserts the events.
 */
export const createWebhookQueue = (db: Kysely<Database>): WebhookQueue => {
  /** The row of a claim, while this process holds it. */
  const ours = (webhook: string, { entry, claim }: Claimed) => ({
    webhook,
    kind: entry.kind,
    key: entry.key,
    revision: numberOf(entry),
    claim,
  });

  /** What events are about. */
  const entriesOf = async (events: readonly EventRow[]): Promise<readonly EventEntry[]> => {
    const [alarms, changes] = [true, false].map((wanted) =>
      events.filter(({ kind }) => (kind === 'alarm') === wanted).map(({ revision }) => revision),
    ) as [number[], number[]];
    return [
      ...(changes.length === 0
        ? []
        : await db
            .selectFrom('change_entry as entry')
            .innerJoin('change', 'change.revision', 'entry.revision')
            .select(['entry.kind', 'entry.key', 'entry.revision', 'entry.before', 'entry.after'])
            .select(['change.at', 'change.actor'])
            .where('entry.revision', 'in', changes)
            .where(
              'entry.key',
              'in',
              events.map(({ key }) => key),
            )
            .execute()),
      ...(alarms.length === 0
        ? []
        : (await db.selectFrom('audit_alarm').selectAll().where('number', 'in', alarms).execute()).map(
            alarmEntryOf,
          )),
    ];
  };

  return {
    register: (webhook) => createOutbox(db).register(consumerOf(webhook), 'now'),

    async sendsBreakGlass(webhook, seconds) {
      await db
        .updateTable('outbox_cursor')
        .set({ break_glass_until: secondsFromNow(seconds) })
        .where('consumer', '=', consumerOf(webhook))
        .execute();
    },

    async isBreakGlassSent() {
      const found = await db
        .selectFrom('outbox_cursor')
        .select('consumer')
        .where('break_glass_until', '>', now)
        .limit(1)
        .executeTakeFirst();
      return found !== undefined;
    },

    async fill(webhook, choose) {
      const consumer = consumerOf(webhook);
      const behind = await db
        .selectFrom('outbox_cursor as cursor')
        .innerJoin('world', (join) => join.onTrue())
        .select('cursor.consumer')
        .where('cursor.consumer', '=', consumer)
        .where((row) => row.or([row('world.revision', '>', row.ref('cursor.revision')), hasAlarms]))
        .executeTakeFirst();
      if (behind === undefined) return false;
      return db.transaction().execute(async (tx) => {
        const cursor = await tx
          .selectFrom('outbox_cursor')
          .select(['revision', 'alarm'])
          .where('consumer', '=', consumer)
          .forUpdate()
          .executeTakeFirst();
        if (cursor === undefined) return false;
        const changes = await createOutbox(tx).read(consumer, filledAtOnce);
        await numberAlarms(tx);
        const alarms = await alarmsAfter(tx, cursor.alarm, filledAtOnce);
        if (changes.length === 0 && alarms.length === 0) return false;
        const entries = [
          ...changes.flatMap(({ entries: changed, ...change }) =>
            changed.map((one): EventEntry => ({ ...change, ...one })),
          ),
          ...alarms,
        ];
        const rows = entries.flatMap((entry) => {
          const event = choose(entry);
          const { kind, key } = entry;
          return event === undefined ? [] : [{ webhook, kind, key, revision: numberOf(entry), ...event }];
        });
        for (const part of chunks(rows, 500))
          await tx
            .insertInto('webhook_event')
            .values([...part])
            .execute();
        await tx
          .updateTable('outbox_cursor')
          .set({
            revision: changes.at(-1)?.revision ?? cursor.revision,
            alarm: alarms.at(-1)?.number ?? cursor.alarm,
          })
          .where('consumer', '=', consumer)
          .execute();
        return true;
      });
    },

    async claim(webhook, limit, lease) {
      const claim = randomUUID();
      const rows = await db
        // Materialized: a join could run it again, and it would lock more rows than requested.
        .with(
          (cte) => cte('next').materialized(),
          (query) =>
            query
              .selectFrom('webhook_event as due')
              .select(['due.kind', 'due.key', 'due.revision'])
              .where('due.webhook', '=', webhook)
              .where('due.dead_at', 'is', null)
              .where('due.due_at', '<=', now)
              .where((row) =>
                row.or([row('due.claimed_until', 'is', null), row('due.claimed_until', '<', now)]),
              )
              // One look-up in the primary key per event, however many events wait behind the same object.
              .where(({ eb, selectFrom }) =>
                eb(
                  'due.revision',
                  '=',
                  selectFrom('webhook_event as earlier')
                    .select('earlier.revision')
                    .whereRef('earlier.webhook', '=', 'due.webhook')
                    .whereRef('earlier.kind', '=', 'due.kind')
                    .whereRef('earlier.key', '=', 'due.key')
                    .where('earlier.dead_at', 'is', null)
                    .orderBy('earlier.revision')
                    .limit(1),
                ),
              )
              .orderBy('due.due_at')
              .orderBy('due.revision')
              .limit(limit)
              .forUpdate()
              .skipLocked(),
        )
        .with('claimed', (query) =>
          query
            .updateTable('webhook_event as event')
            .from('next')
            .set((row) => ({
              claim,
              claimed_until: secondsFromNow(lease),
              attempts: row('event.attempts', '+', 1),
              first_at: row.fn.coalesce('event.first_at', now),
            }))
            .where('event.webhook', '=', webhook)
            .whereRef('event.kind', '=', 'next.kind')
            .whereRef('event.key', '=', 'next.key')
            .whereRef('event.revision', '=', 'next.revision')
            .returning([
              'event.kind',
              'event.key',
              'event.revision',
              'event.attempts',
              sql<number>`extract(epoch from clock_timestamp() - event.first_at)::float8`.as('tried_for'),
            ]),
        )
        .selectFrom('claimed')
        .select(['claimed.kind', 'claimed.key', 'claimed.revision', 'claimed.attempts', 'claimed.tried_for'])
        .orderBy('claimed.revision')
        .execute();
      const claimed = rows.map(({ attempts: attempt, tried_for: triedFor, ...row }) => ({
        ...{ row, attempt, triedFor, claim },
      }));
      const entries = await entriesOf(claimed.map(({ row }) => row));
      return claimed.flatMap(({ row, ...rest }) => {
        const entry = entries.find(
          (one) => one.kind === row.kind && one.key === row.key && numberOf(one) === row.revision,
        );
        return entry === undefined ? [] : [{ entry, ...rest }];
      });
    },

    async sent(webhook, claimed) {
      await db
        .deleteFrom('webhook_event')
        .where((row) => row.and(ours(webhook, claimed)))
        .execute();
    },

    async retry(webhook, claimed, seconds, error) {
      await db
        .updateTable('webhook_event')
        .set({ due_at: secondsFromNow(seconds), error, claim: null, claimed_until: null })
        .where((row) => row.and(ours(webhook, claimed)))
        .execute();
    },

    async bury(webhook, claimed, error) {
      await db
        .updateTable('webhook_event')
        .set({ dead_at: now, error, claim: null, claimed_until: null })
        .where((row) => row.and(ours(webhook, claimed)))
        .execute();
    },

    async dead({ webhook, limit }) {
      const rows = await db
        .selectFrom('webhook_event')
        .select(['id', 'webhook', 'type', 'revision', 'key', 'attempts', 'error', 'dead_at'])
        .where('dead_at', 'is not', null)
        .$if(webhook !== undefined, (query) => query.where('webhook', '=', webhook ?? ''))
        .orderBy('dead_at', 'desc')
        .orderBy('revision', 'desc')
        .orderBy('key')
        .limit(limit)
        .execute();
      return rows.map(({ dead_at: deadAt, error, ...row }) => ({
        ...row,
        error: error ?? '',
        deadAt: deadAt?.toISOString() ?? '',
      }));
    },

    async revive({ webhook, id }) {
      const { numUpdatedRows } = await db
        .updateTable('webhook_event')
        .set({ dead_at: null, first_at: null, attempts: 0, error: null, due_at: now })
        .where('dead_at', 'is not', null)
        .$if(webhook !== undefined, (query) => query.where('webhook', '=', webhook ?? ''))
        .$if(id !== undefined, (query) => query.where('id', '=', id ?? ''))
        .executeTakeFirst();
      return Number(numUpdatedRows);
    },

    remove: (webhook) =>
      db.transaction().execute(async (tx) => {
        const { numDeletedRows } = await tx
          .deleteFrom('outbox_cursor')
          .where('consumer', '=', consumerOf(webhook))
          .executeTakeFirst();
        await tx.deleteFrom('webhook_event').where('webhook', '=', webhook).execute();
        return numDeletedRows > 0n;
      }),

    async status() {
      const rows = await db
        .selectFrom('outbox_cursor as cursor')
        .select('cursor.consumer')
        .select(({ selectFrom }) => [
          selectFrom('webhook_event as event')
            .where('event.webhook', '=', webhookOf)
            .where('event.dead_at', 'is', null)
            .select((row) => row.fn.countAll<string | number>().as('count'))
            .as('pending'),
          selectFrom('webhook_event as event')
            .where('event.webhook', '=', webhookOf)
            .where('event.dead_at', 'is not', null)
            .select((row) => row.fn.countAll<string | number>().as('count'))
            .as('dead'),
          selectFrom('webhook_event as event')
            .leftJoin('change', (join) =>
              join.onRef('change.revision', '=', 'event.revision').on('event.kind', '<>', 'alarm'),
            )
            .leftJoin('audit_alarm as alarm', (join) =>
              join.onRef('alarm.number', '=', 'event.revision').on('event.kind', '=', 'alarm'),
            )
            .where('event.webhook', '=', webhookOf)
            .where('event.dead_at', 'is', null)
            .select(ageOf(sql`coalesce(change.at, alarm.due_at)`).as('age'))
            .as('queued'),
          // The next change that is not in the queue yet.
          selectFrom('change')
            .whereRef('change.revision', '>', 'cursor.revision')
            .select(ageOf(sql`change.at`).as('age'))
            .as('unread'),
          selectFrom('audit_alarm as alarm')
            .where((row) =>
              row.or([
                row('alarm.number', '>', row.ref('cursor.alarm')),
                row.and([row('alarm.number', 'is', null), row('alarm.due_at', '<=', now)]),
              ]),
            )
            .select(ageOf(sql`alarm.due_at`).as('age'))
            .as('unread_alarm'),
        ])
        .where(sql<boolean>`starts_with(cursor.consumer, ${prefix})`)
        .orderBy('cursor.consumer')
        .execute();
      return rows.map(({ consumer, pending, dead, queued, unread, unread_alarm: alarm }) => ({
        webhook: consumer.slice(prefix.length),
        pending: Number(pending),
        dead: Number(dead),
        lag: Math.max(queued ?? 0, unread ?? 0, alarm ?? 0),
      }));
    },
  };
};

const webhookOf = sql<string>`substr(cursor.consumer, ${sql.lit(prefix.length + 1)})`;
/** Seconds since the earliest of some moments. */
const ageOf = (moment: RawBuilder<unknown>) =>
  sql<number | null>`extract(epoch from clock_timestamp() - min(${moment}))::float8`;
