import { expect, it } from '@jest/globals';

import { meter } from './meter.js';

it('shows a line a second, and the end', () => {
  const lines: string[] = [];
  let time = 0;
  const show = meter(
    'fetching',
    100_000_000,
    (line) => lines.push(line),
    () => time,
  );
  for (const [at, bytes] of [
    [0, 0],
    [500, 10_000_000],
    [1_200, 20_400_000],
    [1_300, 100_000_000],
  ] as const) {
    time = at;
    show(bytes);
  }
  expect(lines).toEqual([
    'fetching: 0 MB of 100 MB, 0 s',
    'fetching: 20 MB of 100 MB, 1 s',
    'fetching: 100 MB of 100 MB, 1 s',
  ]);
});
