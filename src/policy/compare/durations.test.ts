import { expect, it } from '@jest/globals';
import fc from 'fast-check';

import { isAtMost } from './durations.js';
import type { Duration } from '../../model/duration.js';

const day = 86_400_000;

/** So long before a point in time, as Trino and Redshift compute it: months end on the last day of a shorter month. */
function before(from: Date, { months, days, seconds }: Duration): number {
  const month = new Date(Date.UTC(from.getUTCFullYear(), from.getUTCMonth() - months, 1));
  const last = new Date(Date.UTC(month.getUTCFullYear(), month.getUTCMonth() + 1, 0)).getUTCDate();
  month.setUTCDate(Math.min(from.getUTCDate(), last));
  return month.getTime() + (from.getTime() % day) - days * day - seconds * 1000;
}

const duration = fc.record({
  months: fc.oneof(fc.nat({ max: 3 }), fc.nat({ max: 40 }), fc.constantFrom(12, 24, 48, 1_200)),
  days: fc.oneof(fc.nat({ max: 70 }), fc.nat({ max: 900 })),
  seconds: fc.constantFrom(0, 1, 3_600, 86_400),
});

it('is certain only of what is so at every time', () => {
  const found = { certain: 0 };
  fc.assert(
    fc.property(
      duration,
      duration,
      fc.array(fc.date({ min: new Date('1996-01-01'), max: new Date('2104-12-31'), noInvalidDate: true }), {
        minLength: 30,
        maxLength: 30,
      }),
      (one, other, times) => {
        if (!isAtMost(one, other)) return;
        found.certain += 1;
        for (const time of times) expect(before(time, one)).toBeGreaterThanOrEqual(before(time, other));
      },
    ),
    { numRuns: 3_000 },
  );
  expect(found.certain).toBeGreaterThan(500);
});

it('compares days with days, and years with months', () => {
  const of = (months: number, days: number, seconds = 0): Duration => ({ months, days, seconds });
  expect(isAtMost(of(0, 30), of(0, 31))).toBe(true);
  expect(isAtMost(of(0, 31), of(0, 30))).toBe(false);
  expect(isAtMost(of(0, 1, 3_600), of(0, 0, 90_000))).toBe(true);
  expect(isAtMost(of(12, 0), of(13, 0))).toBe(true);
  expect(isAtMost(of(0, 90), of(3, 0)) || isAtMost(of(3, 0), of(0, 90))).toBe(false);
  expect(isAtMost(of(0, 300), of(12, 0))).toBe(true);
  expect(isAtMost(of(12, 0), of(0, 400))).toBe(true);
});
