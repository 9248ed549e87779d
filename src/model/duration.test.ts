import { expect, it } from '@jest/globals';

import { momentAfter, parseDuration } from './duration.js';

it.each([
  ['P90D', '2026-06-01T12:00:00.250Z', '2026-08-30T12:00:00.250Z'],
  ['P1M', '2026-01-31T08:00:00Z', '2026-02-28T08:00:00.000Z'],
  ['P1M', '2028-01-31T00:00:00Z', '2028-02-29T00:00:00.000Z'],
  ['P1M1D', '2026-01-31T00:00:00Z', '2026-03-01T00:00:00.000Z'],
  ['P1Y', '2028-02-29T00:00:00Z', '2029-02-28T00:00:00.000Z'],
  ['P2W', '2026-12-25T00:00:00Z', '2027-01-08T00:00:00.000Z'],
  ['PT36H', '2026-12-31T00:00:00Z', '2027-01-01T12:00:00.000Z'],
])('%s after %s is %s', (length, at, end) => {
  expect(momentAfter(new Date(at), parseDuration(length)!).toISOString()).toBe(end);
});
