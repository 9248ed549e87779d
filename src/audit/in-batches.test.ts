import { expect, it } from '@jest/globals';

import { Refusal } from '../base/refusal.js';
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
      if (values.includes(4)) throw new Refusal('unavailable', 'four');
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

it('writes all of a batch but what cannot be written', async () => {
  const written: number[] = [];
  const batches = inBatches<number>(
    (values) => {
      if (values.some((value) => value % 7 === 3)) return Promise.reject(new Error('cannot be stored'));
      written.push(...values);
      return Promise.resolve();
    },
    { most: 100, mostWaiting: 1_000, what: 'numbers' },
  );
  const numbers = Array.from({ length: 50 }, (_, index) => index);
  const done = await Promise.allSettled(numbers.map((number) => batches.put(number)));
  expect(written).toEqual(numbers.filter((number) => number % 7 !== 3));
  expect(done.map(({ status }) => status === 'fulfilled')).toEqual(numbers.map((number) => number % 7 !== 3));
});

it('tries a batch once while nothing can be written', async () => {
  let tries = 0;
  const batches = inBatches<number>(
    () => {
      tries += 1;
      return Promise.reject(new Refusal('unavailable', 'the store cannot be reached'));
    },
    { most: 100, mostWaiting: 1_000, what: 'numbers' },
  );
  await Promise.allSettled([1, 2, 3].map((number) => batches.put(number)));
  expect(tries).toBe(1);
});
