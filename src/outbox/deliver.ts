import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

import type { Change, Outbox } from './outbox.js';

/** How changes are handed to one consumer. */
export interface DeliveryOptions {
  readonly outbox: Outbox;
  readonly consumer: string;
  /**
   * Hands changes over; they come again when it fails, or when this process ends before it has returned. It should be over
   * within `lease`.
   */
  readonly deliver: (changes: readonly Change[]) => Promise<void>;
  /** Told of every failure, of the delivery or of the store; it is tried again after a while. */
  readonly onFailure: (error: unknown) => void;
  /** Entries of changes that are handed over at once. */
  readonly limit?: number;
  /** Milliseconds between two looks at whether there is something new. */
  readonly poll?: number;
  /** Seconds for which the place is kept when this process ends without giving it up. */
  readonly lease?: number;
  /** Milliseconds until a failed delivery is tried again: doubled each time, up to a minute. */
  readonly retry?: number;
}

/** Milliseconds. */
const longestRetry = 60_000;

/**
 * Hands every change to a consumer as it comes, as long as no other process does; one takes over from another that ends.
 * @returns what stops it, once a delivery that is under way is over
 */
export function startDelivery({
  outbox,
  consumer,
  deliver,
  onFailure,
  limit = 1_000,
  poll = 500,
  lease = 30,
  retry = 1_000,
}: DeliveryOptions): { stop(): Promise<void> } {
  const holder = randomUUID();
  const controller = new AbortController();
  const { signal } = controller;
  const pause = (milliseconds: number) => sleep(milliseconds, undefined, { signal }).catch(() => undefined);
  let keptUntil = -Infinity;

  /** Whether the place is ours: taken again well before it would be free. */
  const holds = async (): Promise<boolean> => {
    const now = performance.now();
    if (now < keptUntil) return true;
    if (!(await outbox.take(consumer, holder, lease))) return false;
    keptUntil = now + (lease * 1_000) / 3;
    return true;
  };

  const handOver = async (): Promise<boolean> => {
    if (!(await holds())) return false;
    const changes = await outbox.read(consumer, limit);
    const last = changes.at(-1);
    if (last === undefined) return false;
    await deliver(changes);
    await outbox.advance(consumer, holder, last.revision);
    return true;
  };

  const run = async (): Promise<void> => {
    let failures = 0;
    while (!signal.aborted) {
      try {
        const delivered = await handOver();
        failures = 0;
        if (!delivered) await pause(poll);
      } catch (error) {
        onFailure(error);
        keptUntil = -Infinity;
        await pause(Math.min(retry * 2 ** failures, longestRetry));
        failures += 1;
      }
    }
    await outbox.release(consumer, holder).catch(onFailure);
  };

  const running = run();
  return {
    stop: () => {
      controller.abort();
      return running;
    },
  };
}
