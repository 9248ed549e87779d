import { expect, it } from '@jest/globals';

import { createReadiness } from './readiness.js';

it('asks the store once for many who ask', async () => {
  let asked = 0;
  const { unready } = createReadiness(() => Promise.resolve((asked += 1)));
  expect(await Promise.all(Array.from({ length: 20 }, () => unready()))).toEqual(Array(20).fill(undefined));
  expect(asked).toBe(1);
});

it.each<[string, () => Promise<unknown>, string]>([
  ['cannot be reached', () => Promise.reject(new Error('marked')), 'the store cannot be reached'],
  ['does not answer', () => new Promise(() => undefined), 'the store does not answer'],
])('is not ready while the store %s', async (_, reach, because) => {
  expect(await createReadiness(reach).unready()).toBe(because);
});

it('is not ready once it is told to stop', async () => {
  const readiness = createReadiness(() => Promise.resolve());
  readiness.stop();
  expect(await readiness.unready()).toBe('scrim is stopping');
});
