import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { hasCome, isWithin, notingTime } from './moments.js';

const moment = fc.integer({ min: 0, max: 20 }).map((second) => new Date(second * 1_000));

describe('a time that notes what it is compared with', () => {
  it('knows for which period each comparison has the same result', () => {
    fc.assert(
      fc.property(moment, moment, fc.array(moment), (at, other, ends) => {
        const compare = (time: Date): readonly boolean[] =>
          ends.map((end) => hasCome(end.toISOString(), time));
        const noting = notingTime(at);
        const found = compare(noting.at);
        expect(found).toEqual(compare(at));
        expect(isWithin(noting.period(), at)).toBe(true);
        expect(isWithin(noting.period(), other)).toBe(
          JSON.stringify(found) === JSON.stringify(compare(other)),
        );
      }),
    );
  });

  it.each<[string, (at: Date) => unknown]>([
    ['getTime', (at) => at.getTime()],
    ['a comparison', (at) => at < new Date(5)],
    ['arithmetic', (at) => +at],
    ['a copy', (at) => new Date(at)],
    ['text', (at) => `${String(at)}`],
    ['JSON', (at) => JSON.stringify(at)],
  ])('has no period after any other use: %s', (_, use) => {
    const at = new Date(1_000);
    const noting = notingTime(at);
    hasCome('2020-01-01', noting.at);
    expect(use(noting.at)).toEqual(use(at));
    expect(isWithin(noting.period(), at)).toBe(false);
  });
});
