import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { compileFunction } from 'node:vm';

import { LRUCache } from 'lru-cache';
import type { Diagnostics, Parameters } from 'recheck';

/**
 * The most work for one pattern, in units of about a microsecond. Work is counted, not timed: the result is the same on each machine,
 * however busy it is. A pattern without a result by then is refused.
 */
const mostWork = 3_000_000;

/** The only limits of the checker on its clock: that of the whole check. */
const limits: Parameters = {
  timeout: mostWork,
  attackTimeout: null,
  incubationTimeout: null,
  seedingTimeout: null,
};

/** One step of a match that the checker tries. */
const matchStep = 4;

/** One step on the graph of a pattern: it handles sets of states. A longer pattern has more of them, and so has one with `\b`. */
const graphStep = (pattern: string): number => Math.max(50, pattern.length) * (/\\b/i.test(pattern) ? 4 : 1);

/** Before these messages of the checker its steps are on the graph, or no longer. */
const graphBegins = /^automaton: (?!constant)|^fuzz: seeding start/;
const graphEnds = /^fuzz: (?:start|seeding finish)/;

/** The checker recurses into groups. More than these could overflow the stack. */
const deepest = 50;

/** Results by pattern. The same patterns are checked again each time policies are read. */
const known = new LRUCache<string, ReturnType<typeof measurePattern>>({ max: 1_000 });

type Check = (pattern: string, parameters: Parameters, logger: (message: string) => void) => Diagnostics;

/** What a step costs now, and the work until now. The checker reads it as its clock, once for each step. */
const work = { step: matchStep, done: 0 };
const clock = { now: () => (work.done += work.step) };

/** The checker in this process, with the counter in place of its clock. It is large, so it is loaded for the first pattern. */
let checker: Check | undefined;
function load(): Check {
  if (checker !== undefined) return checker;
  const file = createRequire(import.meta.url).resolve('recheck/lib/browser.js');
  // The checker takes only objects and functions of its own realm, so they are made in its code.
  const code = `${readFileSync(file, 'utf8')}
return (pattern, parameters, logger) =>
  module.exports.checkSync(pattern, '', { ...parameters, logger: (message) => logger(message) });`;
  const names = ['module', 'performance'];
  return (checker = compileFunction(code, names, { filename: file })({ exports: {} }, clock) as Check);
}

/**
 * Why matching a regular expression could take too long: backtracking can take time that grows with
 * the square of the text's length or faster, or the checker cannot exclude that. The square is too slow already. With Joni, which
 * Trino uses, searching `\s+$` in a text of spaces that ends in a letter took 2 s at 10,000 characters and 106 s at 100,000. Node took
 * 7 s at 100,000, and 11 s for `[^@]+@` in as many letters.
 * @param pattern without flags
 * @returns undefined for a pattern whose matching takes time in proportion to the text
 */
export function runawayProblem(pattern: string): string | undefined {
  const found = known.get(pattern) ?? measurePattern(pattern);
  known.set(pattern, found);
  return found.problem;
}

/**
 * Checks a pattern without the results of earlier checks.
 * @returns the problem, and the work that the check took, which is the same each time
 */
export function measurePattern(pattern: string): {
  readonly problem: string | undefined;
  readonly work: number;
} {
  Object.assign(work, { step: matchStep, done: 0 });
  const problem = check(pattern);
  return { problem, work: work.done };
}

function check(pattern: string): string | undefined {
  if (depthOf(pattern) > deepest) return `its groups are nested more than ${deepest} deep`;
  const result = load()(pattern, limits, (message) => {
    if (graphBegins.test(message)) work.step = graphStep(pattern);
    else if (graphEnds.test(message)) work.step = matchStep;
  });
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
        : `it is too complex for scrim to check how long matching takes: ${mend}`;
  }
}

/** How deep the groups of a pattern are nested. */
function depthOf(pattern: string): number {
  let depth = 0;
  let most = 0;
  for (const [token] of pattern.matchAll(/\\.|\[(?:\\.|[^\]\\])*\]|[()]/gs)) {
    if (token === '(') most = Math.max(most, (depth += 1));
    else if (token === ')') depth -= 1;
  }
  return most;
}

const mend =
  'limit repetitions, as in {1,20}; begin the pattern with ^; do not repeat a group that contains a repetition';
