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
const breakGlassEvent = 'access.break-glass';

/** Every type of event. A new subscription has the type of its status, so there is no `subscription.created`. */
export const eventTypes: readonly string[] = [
  ...kinds.flatMap((kind) =>
    (kind === 'subscription' ? [...Object.values(statusEvents), 'changed', 'removed'] : happenings).map(
      (what) => `${kind}.${what}`,
    ),
  ),
  breakGlassEvent,
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
    type: z.enum(eventTypes).meta({ description: 'the kind of object and the kind of change' }),
    at: z.iso.datetime({ precision: 3 }).meta({ description: 'when the change was made' }),
    actor: z.string().meta({ description: 'who made the change' }),
    revision: z.int().meta({
      description:
        'the revision of the world: it grows with each change; events of one change have the same revision',
    }),
    object: z.object({ kind: z.enum(kinds), key: z.string() }).meta({ description: 'the changed object' }),
    before: z.unknown().optional().meta({
      description: 'the object before the change; null if it is new; missing if documents are not sent',
    }),
    after: z.unknown().optional().meta({
      description: 'the object after the change; null if it was removed; missing if documents are not sent',
    }),
  })
  .meta({ title: 'scrim webhook event' });
/** @see webhookEvent */
export type WebhookEvent = z.output<typeof webhookEvent>;

/** The change of one object in a change of the world. */
export interface ChangeEntry extends Changed {
  readonly revision: number;
  readonly at: Date;
  readonly actor: string;
}

const statusOf = (document: unknown): unknown =>
  (typeof document === 'object' && document !== null ? document : {})['status' as never];

/** The type of event, such as `policy.changed` or `subscription.approved`. */
export function eventTypeOf({ kind, before, after }: Changed): string {
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
export const eventIdOf = ({ revision, at, kind, key }: ChangeEntry): string =>
  createHash('sha256')
    .update(JSON.stringify([revision, at.toISOString(), kind, key]))
    .digest('hex')
    .slice(0, 32);

/** @param documents the kinds whose objects are sent: all, none, or these */
export function eventOf(entry: ChangeEntry, documents: boolean | readonly Kind[]): WebhookEvent {
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
