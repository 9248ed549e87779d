import type { Logger } from 'pino';

import { Refusal } from '../base/refusal.js';
import type { WorldStore } from '../entitlements/world-store.js';

/** A store whose outages are in the log: once when one begins, and once when it is over. */
export function logOutages<S extends Pick<WorldStore, 'revision' | 'read'>>(
  store: S,
  { logger, maxStaleness }: { readonly logger: Logger; readonly maxStaleness: number },
): S {
  let since: number | undefined;
  const watched =
    <A extends readonly unknown[], R>(work: (...given: A) => Promise<R>) =>
    async (...given: A): Promise<R> => {
      try {
        const result = await work(...given);
        if (since !== undefined) {
          logger.info({ seconds: Math.ceil((performance.now() - since) / 1_000) }, 'the store is back');
          since = undefined;
        }
        return result;
      } catch (error) {
        if (since === undefined && error instanceof Refusal && error.kind === 'unavailable') {
          since = performance.now();
          const meanwhile =
            maxStaleness === 0
              ? 'questions are refused until it is back'
              : `for ${maxStaleness} s questions are answered from memory where it has the answer, then refused`;
          logger.error(
            { because: error.detail ?? error.message },
            `the store cannot be reached: ${meanwhile}`,
          );
        }
        throw error;
      }
    };
  return {
    ...store,
    revision: watched(() => store.revision()),
    read: watched((...given: Parameters<WorldStore['read']>) => store.read(...given)),
  };
}
