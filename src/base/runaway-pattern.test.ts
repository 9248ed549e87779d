import { describe, expect, it } from '@jest/globals';

import { runawayProblem } from './runaway-pattern.js';

describe('a regular expression', () => {
  it.each(['[0-9]', '^[^@]*', '[A-Z]+', String.raw`\d{3}-\d{4}`, '^.|[0-9-]', '(?:a|b)+'])(
    'that takes time in proportion to the text has no problem: %s',
    (pattern) => {
      expect(runawayProblem(pattern)).toBeUndefined();
    },
  );

  it.each<readonly [string, RegExp]>([
    ['(a+)+$', /doubles with each character/],
    ['(a|a)*b', /doubles with each character/],
    // What a slow machine cannot decide in time is refused like what a fast one finds.
    [String.raw`^\s+|\s+$`, /could not check within 2 s|to the power of 2/],
    ['(a?){50}a{50}', /could not check within 2 s|to the power of/],
  ])('that can run away has one: %s', (pattern, problem) => {
    expect(runawayProblem(pattern)).toMatch(problem);
  });
});
