import { createHash } from 'node:crypto';
import { z } from 'zod';

import type { Changed } from '../world/world-store.js';
import { kinds } from '../model/world.js';
import type { Kind } from '../model/world.js';

/** What happens to any object. */
const happenings = ['created', 'changed', 'removed'] as const;
/** What happens to a subscription besides: its status, as the event that leads to it. */
const statusEvents = {
  pending: 'requested',
  approved: 'approved',
  denied: 'denied',
  revoked: 'revoked',
} as const;

/** Every type that an event can have. A subscription that is new has its status' type, so none is `created`. */
export const eventTypes: readonly string[] = kinds.flatMap((kind) =>
  (kind === 'subscription' ? [...Object.values(statusEvents), 'changed', 'removed'] : happenings).map(
    (what) => `${kind}.${what}`,
  ),
);

/** What a webhook can ask for: a type, all types of a kind (`policy.*`), or all (`*`). */
export const eventPatterns: readonly string[] = ['*', ...kinds.map((kind) => `${kind}.*`), ...eventTypes];

/** The body of a request to a webhook. */
export const webhookEvent = z
  .object({
    id: z.string().meta({
      description: 'the same each time this event is sent, and in no other event: for telling repetitions',
    }),
    type: z.enum(eventTypes).meta({ description: 'what happened, to what kind of object' }),
    at: z.iso.datetime({ precision: 3 }).meta({ description: 'when the change was made' }),
    actor: z.string().meta({ description: 'who made it' }),
    revision: z.int().meta({
      description: 'of the world: grows with each change; events of one change have the same',
    }),
    object: z.object({ kind: z.enum(kinds), key: z.string() }).meta({ description: 'what was changed' }),
    before: z
      .unknown()
      .optional()
      .meta({ description: 'the object before; null when it is new; missing where documents are left out' }),
    after: z.unknown().optional().meta({
      description: 'the object since; null when it was removed; missing where documents are left out',
    }),
  })
  .meta({ title: 'scrim webhook event' });
/** @see webhookEvent */
export type WebhookEvent = z.output<typeof webhookEvent>;

/** One object's part in a change of the world. */
export interface ChangeEntry extends Changed {
  readonly revision: number;
  readonly at: Date;
  readonly actor: string;
}

const statusOf = (document: unknown): unknown =>
  (typeof document === 'object' && document !== null ? document : {})['status' as never];

/** What happened, such as `policy.changed` or `subscription.approved`. */
export function eventTypeOf({ kind, before, after }: Changed): string {
  if (after === null) return `${kind}.removed`;
  if (kind === 'subscription' && statusOf(before) !== statusOf(after)) {
    const status = String(statusOf(after));
    const event = Object.entries(statusEvents).find(([name]) => name === status)?.[1];
    return `${kind}.${event ?? 'changed'}`;
  }
  return `${kind}.${before === null ? 'created' : 'changed'}`;
}

/** Whether one of the patterns asks for a type. */
export const asksFor = (patterns: readonly string[], type: string): boolean =>
  patterns.some((pattern) =>
    pattern.endsWith('*') ? type.startsWith(pattern.slice(0, -1)) : pattern === type,
  );

/** The event's id. The time is in it, so that a world that is made anew, whose revisions start again, has other ids. */
export const eventIdOf = ({ revision, at, kind, key }: ChangeEntry): string =>
  createHash('sha256')
    .update(JSON.stringify([revision, at.toISOString(), kind, key]))
    .digest('hex')
    .slice(0, 32);

/** @param documents of which kinds the objects themselves are told: all, none, or these */
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
