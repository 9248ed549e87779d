import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import type { Kysely } from 'kysely';

import type { Claimed, WebhookQueue } from '../webhooks/queue.js';
import { chunks } from '../base/chunks.js';
import type { Database } from './database.js';
import { createOutbox } from './outbox.js';

/** The consumer of the outbox for a webhook. */
const consumerOf = (webhook: string): string => `${prefix}${webhook}`;
const prefix = 'webhook:';

/** Maximum number of changed objects that are queued at once. */
const filledAtOnce = 1_000;

const now = sql<Date>`clock_timestamp()`;
const secondsFromNow = (seconds: number) => sql<Date>`clock_timestamp() + make_interval(secs => ${seconds})`;

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
    revision: entry.revision,
    claim,
  });

  return {
    register: (webhook) => createOutbox(db).register(consumerOf(webhook), 'now'),

    async fill(webhook, choose) {
      const consumer = consumerOf(webhook);
      const behind = await db
        .selectFrom('outbox_cursor as cursor')
        .innerJoin('world', (join) => join.onRef('world.revision', '>', 'cursor.revision'))
        .select('cursor.consumer')
        .where('cursor.consumer', '=', consumer)
        .executeTakeFirst();
      if (behind === undefined) return false;
      return db.transaction().execute(async (tx) => {
        await tx
          .selectFrom('outbox_cursor')
          .select('consumer')
          .where('consumer', '=', consumer)
          .forUpdate()
          .execute();
        const changes = await createOutbox(tx).read(consumer, filledAtOnce);
        const last = changes.at(-1);
        if (last === undefined) return false;
        const rows = changes.flatMap(({ entries, ...change }) =>
          entries.flatMap((changed) => {
            const event = choose({ ...change, ...changed });
            const { kind, key } = changed;
            return event === undefined ? [] : [{ webhook, kind, key, revision: change.revision, ...event }];
          }),
        );
        for (const part of chunks(rows, 500))
          await tx
            .insertInto('webhook_event')
            .values([...part])
            .execute();
        await tx
          .updateTable('outbox_cursor')
          .set({ revision: last.revision })
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
        .innerJoin('change', 'change.revision', 'claimed.revision')
        .innerJoin('change_entry as entry', (join) =>
          join
            .onRef('entry.revision', '=', 'claimed.revision')
            .onRef('entry.kind', '=', 'claimed.kind')
            .onRef('entry.key', '=', 'claimed.key'),
        )
        .select(['entry.kind', 'entry.key', 'entry.revision', 'entry.before', 'entry.after'])
        .select(['change.at', 'change.actor', 'claimed.attempts', 'claimed.tried_for'])
        .orderBy('entry.revision')
        .execute();
      return rows.map(({ attempts, tried_for: triedFor, ...entry }) => ({
        entry,
        attempt: attempts,
        triedFor,
        claim,
      }));
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
            .innerJoin('change', 'change.revision', 'event.revision')
            .where('event.webhook', '=', webhookOf)
            .where('event.dead_at', 'is', null)
            .select(ageOfOldest.as('age'))
            .as('queued'),
          // The next change that is not in the queue yet.
          selectFrom('change')
            .whereRef('change.revision', '>', 'cursor.revision')
            .select(ageOfOldest.as('age'))
            .as('unread'),
        ])
        .where(sql<boolean>`starts_with(cursor.consumer, ${prefix})`)
        .orderBy('cursor.consumer')
        .execute();
      return rows.map(({ consumer, pending, dead, queued, unread }) => ({
        webhook: consumer.slice(prefix.length),
        pending: Number(pending),
        dead: Number(dead),
        lag: Math.max(queued ?? 0, unread ?? 0),
      }));
    },
  };
};

const webhookOf = sql<string>`substr(cursor.consumer, ${sql.lit(prefix.length + 1)})`;
const ageOfOldest = sql<number | null>`extract(epoch from clock_timestamp() - min(change.at))::float8`;
