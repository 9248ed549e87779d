import { expect, it } from '@jest/globals';

import { inBatches } from './in-batches.js';

it('writes one batch at a time, in order, and refuses what would wait behind too many', async () => {
  const written: (readonly number[])[] = [];
  let running = 0;
  const { put, waiting } = inBatches<number>(
    async (values) => {
      running += 1;
      expect(running).toBe(1);
      await new Promise((resolve) => setTimeout(resolve, 2));
      running -= 1;
      if (values.includes(4)) throw new Error('four');
      written.push(values);
    },
    { most: 3, mostWaiting: 8, what: 'numbers' },
  );
  const results = await Promise.allSettled([1, 2, 3, 4, 5, 6, 7, 8, 9].map(put));
  expect(results.map(({ status }) => status === 'fulfilled')).toEqual([
    ...[true, true, true],
    ...[false, false, false],
    ...[true, true, false],
  ]);
  expect(written).toEqual([
    [1, 2, 3],
    [7, 8],
  ]);
  expect((results[8] as PromiseRejectedResult).reason).toMatchObject({ kind: 'unavailable' });
  expect(waiting()).toBe(0);
  await put(10);
  expect(written.at(-1)).toEqual([10]);
});
