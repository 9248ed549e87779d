import type { Logger } from 'pino';

import { Refusal } from '../base/refusal.js';
import type { WorldStore } from '../world/world-store.js';
import { isOutage } from '../store/unreachable.js';

/** The monitored parts of a store. */
type Watched = Pick<WorldStore, 'revision' | 'read' | 'snapshot' | 'change'>;

/** The outages of a store. The log reports once that an outage begins, and once that it is over and how many requests were refused. */
export interface Outages {
  /** The same store; its calls detect when an outage begins and ends. */
  watch<S extends Watched>(store: S): S;
  /**
   * Counts a refused request.
   * @returns false for an error without an outage of the store
   */
  refused(error: unknown): boolean;
}

/** Milliseconds after an outage in which refused requests may still have to be answered. */
const late = 5_000;

/** @see Outages */
export function logOutages({
  logger,
  maxStaleness,
}: {
  readonly logger: Logger;
  readonly maxStaleness: number;
}): Outages {
  let since: number | undefined;
  let over = -Infinity;
  let count = 0;
  const begins = (error: Refusal): void => {
    if (since !== undefined) return;
    since = performance.now();
    count = 0;
    const meanwhile =
      maxStaleness === 0
        ? 'requests are refused until it can be reached again'
        : `for ${maxStaleness} s requests are answered from memory where possible, then refused`;
    logger.error({ because: error.detail ?? error.message }, `the store cannot be reached: ${meanwhile}`);
  };
  const ends = (): void => {
    if (since === undefined) return;
    over = performance.now();
    logger.info(
      { seconds: Math.ceil((over - since) / 1_000), refused: count },
      'the store can be reached again',
    );
    since = undefined;
  };
  const watched = async <R>(work: () => Promise<R>): Promise<R> => {
    try {
      const result = await work();
      ends();
      return result;
    } catch (error) {
      if (error instanceof Refusal && error.kind === 'unavailable') begins(error);
      throw error;
    }
  };
  return {
    watch: (store) => {
      // A system that the work itself could not reach is not an outage of the store.
      const working = (error: unknown): never => {
        if (error instanceof Refusal && isOutage(error)) begins(error);
        throw error;
      };
      const snapshot: Watched['snapshot'] = (work) => store.snapshot(work).catch(working);
      const change: Watched['change'] = (actor, work) => store.change(actor, work).catch(working);
      return {
        ...store,
        revision: () => watched(() => store.revision()),
        read: (...given: Parameters<Watched['read']>) => watched(() => store.read(...given)),
        snapshot,
        change,
      };
    },
    refused(error) {
      if (!(error instanceof Refusal) || !isOutage(error)) return false;
      // Keys and directories are also looked up in the store, by calls that are not monitored.
      if (performance.now() - over > late) begins(error);
      count += 1;
      return true;
    },
  };
}
