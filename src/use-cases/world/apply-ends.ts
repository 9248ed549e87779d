import type { Problem } from '../../checks/problem.js';
import { hasExpired } from '../../model/subscription.js';
import type { Subscription } from '../../model/subscription.js';
import type { Reader } from '../../world/world-store.js';
import { givesAccess, isTooLate, readLongestAccess, tooLate } from '../access/longest-access.js';

/** A subscription of a file as it was and as it is written, and its position among those of the files. */
export interface WrittenSubscription {
  readonly index: number;
  readonly before: Subscription | undefined;
  readonly after: Subscription;
}

/**
 * What is wrong with the ends of subscriptions that files give. A file must say the end itself: an end that counts from the time at which it is
 * applied would differ between two stores of the same file.
 * @returns `late`: without an end, or later than the settings allow; `over`: ended when they are first applied
 */
export async function problemsOfEnds(
  reader: Pick<Reader, 'get'>,
  written: readonly WrittenSubscription[],
  at: Date,
): Promise<{ readonly late: readonly Problem[]; readonly over: readonly Problem[] }> {
  const longest = await readLongestAccess(reader, at);
  const late: Problem[] = [];
  const over: Problem[] = [];
  for (const { index, before, after } of written) {
    if (!givesAccess(before, after, at)) continue;
    const { expires } = after;
    const place = { kind: 'subscription', index, path: ['expires'] } as const;
    if (longest !== undefined && isTooLate(expires, longest)) {
      late.push({ ...place, message: tooLate(expires, longest) });
    } else if (hasExpired(after, at) && before?.expires !== expires) {
      over.push({ ...place, message: `ended at ${String(expires)}: it gives no access` });
    }
  }
  return { late, over };
}
