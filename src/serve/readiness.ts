import { setTimeout as sleep } from 'node:timers/promises';

import type { Health } from '../http/around/health.js';

/** Milliseconds within which the store must answer, and for which its answer is kept. */
const patience = 2_000;
const freshness = 1_000;

/** Whether requests can be answered, and the switch for stopping. */
export interface Readiness extends Health {
  /** From now on this process is not ready, because it is stopping. */
  stop(): void;
}

/**
 * Ready while the store answers and the process is not stopping. The store is queried at most once per second, however many checks arrive.
 * @param reach a cheap query of the store
 */
export function createReadiness(reach: () => Promise<unknown>): Readiness {
  let stopping = false;
  let last: { readonly at: number; readonly result: Promise<string | undefined> } | undefined;

  const ask = async (): Promise<string | undefined> => {
    const over = new AbortController();
    try {
      const late = sleep(patience, 'the store does not answer', { signal: over.signal, ref: false });
      const reached = reach().then(
        () => undefined,
        () => 'the store cannot be reached',
      );
      return await Promise.race([reached, late]);
    } finally {
      over.abort();
    }
  };

  return {
    async unready() {
      if (stopping) return 'scrim is stopping';
      if (last === undefined || performance.now() - last.at > freshness) {
        last = { at: performance.now(), result: ask() };
      }
      return last.result;
    },
    stop() {
      stopping = true;
    },
  };
}
