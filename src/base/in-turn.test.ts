import { expect, it } from '@jest/globals';

import { inTurn } from './in-turn.js';

it('makes one call after the other, also after one that failed', async () => {
  const log: string[] = [];
  const run = inTurn(async (name: string) => {
    log.push(`${name} begins`);
    await new Promise((resolve) => setTimeout(resolve, 5));
    log.push(`${name} ends`);
    if (name === 'b') throw new Error('no');
    return name;
  });
  const calls = ['a', 'b', 'c'].map((name) => run(name));
  expect(await Promise.allSettled(calls)).toMatchObject([
    { status: 'fulfilled', value: 'a' },
    { status: 'rejected', reason: { message: 'no' } },
    { status: 'fulfilled', value: 'c' },
  ]);
  expect(log).toEqual(['a', 'b', 'c'].flatMap((name) => [`${name} begins`, `${name} ends`]));
});
