import { createRequire } from 'node:module';

import { LRUCache } from 'lru-cache';
import type { checkSync } from 'recheck';

/** Patterns that people write take less time. A pattern without a result by then is refused. */
const longestCheck = 2_000;

/** Results by pattern. The same patterns are checked again each time policies are read. */
const known = new LRUCache<string, { readonly problem: string | undefined }>({ max: 1_000 });

/** The checker in this process. It is large, so it is loaded for the first pattern. */
let checker: { readonly checkSync: typeof checkSync } | undefined;
const load = (): { readonly checkSync: typeof checkSync } =>
  (checker ??= createRequire(import.meta.url)('recheck/lib/browser.js') as {
    readonly checkSync: typeof checkSync;
  });

/**
 * Why matching a regular expression could take too long: backtracking can take time that grows with
 * the square of the text's length or faster, or the checker cannot exclude that. The square is too slow already. With Joni, which
 * Trino uses, searching `\s+$` in a text of spaces that ends in a letter took 2 s at 10,000 characters and 106 s at 100,000. Node took
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
        ? `it has constructs that are not portable, so scrim cannot check how long matching takes: ${mend}`
        : `scrim could not check within ${longestCheck / 1000} s how long matching takes: ${mend}`;
  }
}

const mend =
  'limit repetitions, as in {1,20}; begin the pattern with ^; do not repeat a group that contains a repetition';
