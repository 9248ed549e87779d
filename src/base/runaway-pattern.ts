import { createRequire } from 'node:module';

import { LRUCache } from 'lru-cache';
import type { checkSync } from 'recheck';

/** Longer than a pattern that people write takes; what is not decided by then is refused. */
const longestCheck = 2_000;

/** Each pattern is checked once; a checked one comes back with each policy that is read. */
const known = new LRUCache<string, { readonly problem: string | undefined }>({ max: 1_000 });

/** The checker in this very process, loaded when the first pattern is seen: it is large. */
let checker: { readonly checkSync: typeof checkSync } | undefined;
const load = (): { readonly checkSync: typeof checkSync } =>
  (checker ??= createRequire(import.meta.url)('recheck/lib/browser.js') as {
    readonly checkSync: typeof checkSync;
  });

/**
 * Why matching a regular expression could take much longer than the text lets expect: by backtracking, time that grows with
 * the square of the text's length or faster; or because that cannot be ruled out. The square is too fast already: by Joni, with which
 * Trino matches, searching `\s+$` in a text of spaces that ends in a letter took 2 s at 10,000 characters and 106 s at 100,000; Node took
 * 7 s at 100,000, and 11 s for `[^@]+@` in as many letters.
 * @param pattern without flags
 * @returns undefined for a pattern whose matching takes time in proportion to the text
 */
export function runawayProblem(pattern: string): string | undefined {
  const found = known.get(pattern) ?? { problem: check(pattern) };
  known.set(pattern, found);
  return found.problem;
}

function check(pattern: string): string | undefined {
  const result = load().checkSync(pattern, '', { timeout: longestCheck });
  switch (result.status) {
    case 'safe':
      return undefined;
    case 'vulnerable': {
      const { complexity } = result;
      const growth =
        complexity.type === 'exponential'
          ? 'doubles with each character of the text'
          : `grows with the text's length to the power of ${complexity.degree}`;
      return `matching it can take time that ${growth}: ${mend}`;
    }
    case 'unknown':
      return result.error.kind === 'invalid' || result.error.kind === 'unsupported'
        ? `whether it can run away is not known, since it has constructs that are not portable: ${mend}`
        : `whether it can run away could not be decided in ${longestCheck / 1000} s: ${mend}`;
  }
}

const mend =
  'repeat at most so many times, as in {1,20}; begin it with ^; repeat no group that itself repeats';
