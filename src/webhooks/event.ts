import { createHash } from 'node:crypto';
import { z } from 'zod';

import type { Changed } from '../world/world-store.js';
import { kinds } from '../model/world.js';
import type { Kind } from '../model/world.js';

/** The changes of any object. */
const happenings = ['created', 'changed', 'removed'] as const;
/** The additional changes of a subscription: the event for each status. */
const statusEvents = {
  pending: 'requested',
  approved: 'approved',
  denied: 'denied',
  revoked: 'revoked',
} as const;

/** A person took access by themselves in an emergency. */
export const breakGlassEvent = 'access.break-glass';
/** Queries read a table of a data source without scrim. */
const alarmEvent = 'audit.alarm';

/** Every type of event. A new subscription has the type of its status, so there is no `subscription.created`. */
export const eventTypes: readonly string[] = [
  ...kinds.flatMap((kind) =>
    (kind === 'subscription' ? [...Object.values(statusEvents), 'changed', 'removed'] : happenings).map(
      (what) => `${kind}.${what}`,
    ),
  ),
  breakGlassEvent,
  alarmEvent,
];

/** The patterns in `events` of a webhook: a type, all types of a kind (`policy.*`), or all (`*`). */
export const eventPatterns: readonly string[] = ['*', ...kinds.map((kind) => `${kind}.*`), ...eventTypes];

/** The body of a request to a webhook. */
export const webhookEvent = z
  .object({
    id: z.string().meta({
      description:
        'unique id of the event, the same each time the event is sent: use it to recognize repetitions',
    }),
    type: z
      .enum(eventTypes)
      .meta({ description: 'the kind of object and the kind of change, or `audit.alarm`' }),
    at: z.iso.datetime({ precision: 3 }).meta({
      description: 'when the change was made, or when the first query of an alarm was created',
    }),
    actor: z.string().meta({ description: 'who made the change, or the user whose queries are an alarm' }),
    revision: z.int().meta({
      description:
        'the revision of the world: it grows with each change; events of one change have the same revision; of an alarm, the revision at which it was recorded',
    }),
    object: z.object({ kind: z.enum(kinds), key: z.string() }).meta({
      description: 'the changed object, or the data source of an alarm',
    }),
    before: z.unknown().optional().meta({
      description: 'the object before the change; null if it is new; missing if documents are not sent',
    }),
    after: z.unknown().optional().meta({
      description: 'the object after the change; null if it was removed; missing if documents are not sent',
    }),
    alarm: z
      .object({
        cluster: z.string(),
        user: z.string(),
        dataSource: z
          .string()
          .nullable()
          .meta({ description: 'null if it is not known of which data source it read a table' }),
        times: z.int().meta({ description: 'how many queries; each is in one event' }),
        until: z.iso.datetime({ precision: 3 }).meta({ description: 'when the last query was created' }),
        queryId: z.string().meta({ description: 'the id of the first query' }),
        because: z.string().meta({ description: 'why the first query is an alarm' }),
      })
      .optional()
      .meta({
        description: 'only of `audit.alarm`: queries that read a table of a data source without scrim',
      }),
  })
  .meta({ title: 'scrim webhook event' });
/** @see webhookEvent */
export type WebhookEvent = z.output<typeof webhookEvent>;

/** The change of one object in a change of the world. */
interface ChangeEntry extends Changed {
  readonly revision: number;
  readonly at: Date;
  readonly actor: string;
}

/** Alarms of one user, data source and cluster that are sent together. */
export interface AlarmEntry {
  readonly kind: 'alarm';
  readonly key: string;
  /** Grows with each alarm. */
  readonly number: number;
  readonly cluster: string;
  readonly user: string;
  /** Null if it is not known of which data source it read a table. */
  readonly dataSource: string | null;
  readonly times: number;
  /** When the first and the last query was created. */
  readonly at: Date;
  readonly until: Date;
  /** The first query, and why it is an alarm. */
  readonly queryId: string;
  readonly because: string;
  /** The revision of the world when it was recorded. */
  readonly revision: number;
}

/** What an event is about. */
export type EventEntry = ChangeEntry | AlarmEntry;

const statusOf = (document: unknown): unknown =>
  (typeof document === 'object' && document !== null ? document : {})['status' as never];

/** The type of event, such as `policy.changed` or `subscription.approved`. */
export function eventTypeOf(entry: Changed | AlarmEntry): string {
  if (entry.kind === 'alarm') return alarmEvent;
  const { kind, before, after } = entry;
  if (after === null) return `${kind}.removed`;
  if (kind === 'subscription' && takenAtOf(after) !== undefined && takenAtOf(after) !== takenAtOf(before)) {
    return breakGlassEvent;
  }
  if (kind === 'subscription' && statusOf(before) !== statusOf(after)) {
    const status = String(statusOf(after));
    const event = Object.entries(statusEvents).find(([name]) => name === status)?.[1];
    return `${kind}.${event ?? 'changed'}`;
  }
  return `${kind}.${before === null ? 'created' : 'changed'}`;
}

/** When access was taken by break glass; undefined for other subscriptions. */
const takenAtOf = (subscription: unknown): string | undefined =>
  (subscription as { readonly breakGlass?: { readonly takenAt: string } } | null)?.breakGlass?.takenAt;

/** Whether one of the patterns matches a type. */
export const asksFor = (patterns: readonly string[], type: string): boolean =>
  patterns.some((pattern) =>
    pattern.endsWith('*') ? type.startsWith(pattern.slice(0, -1)) : pattern === type,
  );

/** The event's id. It includes the time, because the revisions of a new world start again. */
export function eventIdOf(entry: EventEntry): string {
  const { at, kind, key } = entry;
  const number = entry.kind === 'alarm' ? entry.number : entry.revision;
  return createHash('sha256')
    .update(JSON.stringify([number, at.toISOString(), kind, key]))
    .digest('hex')
    .slice(0, 32);
}

/** @param documents the kinds whose objects are sent: all, none, or these */
export function eventOf(entry: EventEntry, documents: boolean | readonly Kind[]): WebhookEvent {
  if (entry.kind === 'alarm') return alarmEventOf(entry);
  const { kind, key, at, actor, revision, before, after } = entry;
  const told = typeof documents === 'boolean' ? documents : documents.includes(kind);
  return {
    id: eventIdOf(entry),
    type: eventTypeOf(entry),
    at: at.toISOString(),
    actor,
    revision,
    object: { kind, key },
    ...(told && { before, after }),
  };
}

function alarmEventOf(entry: AlarmEntry): WebhookEvent {
  const { at, user, revision, cluster, dataSource, times, until, queryId, because } = entry;
  return {
    id: eventIdOf(entry),
    type: alarmEvent,
    at: at.toISOString(),
    actor: user,
    revision,
    object: dataSource === null ? { kind: 'user', key: user } : { kind: 'dataSource', key: dataSource },
    alarm: { cluster, user, dataSource, times, until: until.toISOString(), queryId, because },
  };
}
