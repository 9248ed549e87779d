import { expect, it } from '@jest/globals';

import type { SyncChange } from './plan-sync.js';
import { tooManyGone } from './too-many-gone.js';

const gone = (count: number): readonly SyncChange[] =>
  Array.from({ length: count }, (_, index) => ({
    ...{ change: 'table gone' as const, dataSource: `s.t${index + 1}`, table: `c.s.t${index + 1}` },
  }));
const hint =
  ', and hidden from everybody; check that this is the right Trino, and that its user may see the tables; if it is correct, run scrim sync --allow-gone';

it.each<[number, number, string | undefined]>([
  [0, 0, undefined],
  [0, 5, undefined],
  [1, 2, undefined],
  [2, 3, undefined],
  [3, 6, undefined],
  [50, 100, undefined],
  [1, 1, `1 of 1 data source would be marked as gone (s.t1)${hint}`],
  [2, 2, `2 of 2 data sources would be marked as gone (s.t1, s.t2)${hint}`],
  [3, 5, `3 of 5 data sources would be marked as gone (s.t1, s.t2, s.t3)${hint}`],
  [7, 9, `7 of 9 data sources would be marked as gone (s.t1, s.t2, s.t3, s.t4, s.t5 and 2 more)${hint}`],
])('%s gone of %s', (count, standing, expected) => {
  expect(tooManyGone({ standing, changes: gone(count) })).toBe(expected);
});

it('counts only tables that are gone', () => {
  const changes = [{ change: 'table back' as const, dataSource: 's.t1', table: 'c.s.t1' }];
  expect(tooManyGone({ standing: 1, changes })).toBeUndefined();
});
