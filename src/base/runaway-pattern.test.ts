import { describe, expect, it } from '@jest/globals';

import { measurePattern, runawayProblem } from './runaway-pattern.js';

describe('a regular expression', () => {
  it.each([
    '[0-9]',
    '^[^@]*',
    '[A-Z]+',
    String.raw`\d{3}-\d{4}`,
    '^.|[0-9-]',
    '(?:a|b)+',
    '^[a-z0-9_.-]{1,64}@([a-z0-9-]{1,63}[.]){1,8}[a-z]{2,24}$',
  ])('that takes time in proportion to the text has no problem: %s', (pattern) => {
    expect(runawayProblem(pattern)).toBeUndefined();
  });

  it.each<readonly [string, RegExp]>([
    ['(a+)+$', /doubles with each character/],
    ['(a|a)*b', /doubles with each character/],
    [String.raw`^\s+|\s+$`, /to the power of 2/],
    ['(a?){50}a{50}', /doubles with each character/],
    ['x{1,1000}y{1,1000}$', /too complex for scrim to check/],
    ['[a-z]*[0-9]*'.repeat(80), /too complex for scrim to check/],
    ['(?:'.repeat(51) + 'a' + ')'.repeat(51), /groups are nested more than 50 deep/],
    ['(?<name>', /not portable/],
  ])('that can run away has one: %s', (pattern, problem) => {
    expect(runawayProblem(pattern)).toMatch(problem);
  });

  it('has the same result after the same work each time, with nothing remembered', () => {
    const patterns = [
      '^[^@]*',
      '[^@]+@',
      String.raw`^\s+|\s+$`,
      'x{1,1000}y{1,1000}$',
      '[^ ]{1,50}',
      '(a?){50}a{50}',
    ];
    const once = patterns.map((pattern) => ({ pattern, ...measurePattern(pattern) }));
    const again = patterns.toReversed().map((pattern) => ({ pattern, ...measurePattern(pattern) }));
    expect(again.toReversed()).toEqual(once);
  });
});
