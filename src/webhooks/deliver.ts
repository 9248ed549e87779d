import { setTimeout as sleep } from 'node:timers/promises';

import { errorMessage } from '../base/system-error.js';
import type { Kind } from '../model/world.js';
import { backoff } from './backoff.js';
import { asksFor, eventIdOf, eventOf, eventTypeOf } from './event.js';
import { post } from './post.js';
import type { Resolve } from './post.js';
import type { Claimed, WebhookQueue } from './queue.js';
import { signatureHeaders } from './sign.js';

/** The receiver, the events to send, and the limits of attempts. */
export interface Webhook {
  readonly name: string;
  readonly url: string;
  readonly events: readonly string[];
  readonly documents: boolean | readonly Kind[];
  readonly allow: readonly string[];
  /** Seconds per attempt. */
  readonly timeout: number;
  /** Maximum number of concurrent requests. */
  readonly concurrency: number;
  readonly maxAttempts: number;
  /** Seconds since the first attempt. */
  readonly giveUpAfter: number;
}

/** The result of an attempt. */
export type Outcome =
  | { readonly result: 'sent' }
  | { readonly result: 'failed'; readonly error: string; readonly seconds: number }
  | { readonly result: 'dead'; readonly error: string };

/** What the delivery of a webhook needs. */
export interface WebhookDelivery {
  readonly webhook: Webhook;
  readonly queue: WebhookQueue;
  /** Returns the secrets for signatures; called for each attempt. */
  readonly secrets: () => Promise<readonly string[]>;
  readonly resolve: Resolve;
  /** Called after each attempt. */
  readonly onAttempt: (claimed: Claimed, outcome: Outcome) => void;
  /** Called when the store fails; the delivery tries again after a while. */
  readonly onFailure: (error: unknown) => void;
  readonly wait?: (attempt: number, retryAfter: string | undefined) => number;
  /** Milliseconds between two checks for events to send. */
  readonly poll?: number;
}

/** Milliseconds to wait after a failure of the store. */
const storePause = 5_000;
/** Seconds by which a claim is longer than its attempt. */
const leaseReserve = 30;

/**
 * Sends the events of a webhook: each at least once, and those of one object in order. A failing event only delays the events of
 * its own object. Any number of processes may do this.
 * @returns a function that stops it: no more events are sent, and running requests may take the given milliseconds
 */
export function startWebhook({
  webhook,
  queue,
  secrets,
  resolve,
  onAttempt,
  onFailure,
  wait = backoff,
  poll = 500,
}: WebhookDelivery): { stop(patience: number): Promise<void> } {
  const { name, events, timeout, concurrency } = webhook;
  const stopping = new AbortController();
  const cutting = new AbortController();
  const underWay = new Set<Promise<void>>();

  const send = async ({ entry, attempt }: Claimed): Promise<string | undefined> => {
    const event = eventOf(entry, webhook.documents);
    const body = JSON.stringify(event);
    const { status, retryAfter } = await post({
      ...{ url: new URL(webhook.url), body, allow: webhook.allow, timeout: timeout * 1_000, resolve },
      headers: {
        'Content-Type': 'application/json',
        'User-Agent': 'scrim',
        ...signatureHeaders(event.id, new Date(), body, await secrets()),
      },
      turn: attempt - 1,
      signal: cutting.signal,
    });
    if (status >= 200 && status < 300) return undefined;
    const redirect = status >= 300 && status < 400 ? ', and redirects are not followed' : '';
    throw Object.assign(new Error(`answered ${status}${redirect}`), { retryAfter });
  };

  const attemptIt = async (claimed: Claimed): Promise<void> => {
    try {
      await send(claimed);
    } catch (error) {
      const message = errorMessage(error);
      const { attempt, triedFor } = claimed;
      if (attempt >= webhook.maxAttempts || triedFor >= webhook.giveUpAfter) {
        await queue.bury(name, claimed, message);
        onAttempt(claimed, { result: 'dead', error: message });
        return;
      }
      const seconds = wait(attempt, (error as { readonly retryAfter?: string }).retryAfter);
      await queue.retry(name, claimed, seconds, message);
      onAttempt(claimed, { result: 'failed', error: message, seconds });
      return;
    }
    await queue.sent(name, claimed);
    onAttempt(claimed, { result: 'sent' });
  };

  const begin = (claimed: Claimed): void => {
    const attempt: Promise<void> = attemptIt(claimed)
      .catch(onFailure)
      .finally(() => underWay.delete(attempt));
    underWay.add(attempt);
  };

  /** Whether there was work. */
  const look = async (): Promise<boolean> => {
    const filled = await queue.fill(name, (entry) => {
      const type = eventTypeOf(entry);
      return asksFor(events, type) ? { id: eventIdOf(entry), type } : undefined;
    });
    const room = concurrency - underWay.size;
    const claimed = room > 0 ? await queue.claim(name, room, timeout + leaseReserve) : [];
    claimed.forEach(begin);
    return filled || claimed.length > 0;
  };

  const run = async (): Promise<void> => {
    const { signal } = stopping;
    const pause = (milliseconds: number) => sleep(milliseconds, undefined, { signal }).catch(() => undefined);
    while (!signal.aborted) {
      try {
        const busy = await look();
        if (underWay.size >= concurrency) await Promise.race([...underWay, pause(timeout * 1_000)]);
        else if (!busy) await Promise.race([...underWay, pause(poll)]);
      } catch (error) {
        onFailure(error);
        await pause(storePause);
      }
    }
    await Promise.all(underWay);
  };

  const running = run();
  return {
    async stop(patience) {
      stopping.abort();
      const cut = setTimeout(() => {
        cutting.abort();
      }, patience);
      await running;
      clearTimeout(cut);
    },
  };
}
