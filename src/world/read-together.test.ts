import { expect, it } from '@jest/globals';

import { readTogether } from './read-together.js';

/** A reading that ends when it is told to. */
function heldReads() {
  const reads: { readonly all: readonly string[]; readonly end: (failure?: Error) => void }[] = [];
  const read = readTogether(
    (all: readonly string[]) =>
      new Promise<string>((resolve, reject) => {
        const end = (failure?: Error): void => {
          if (failure === undefined) resolve(all.join());
          else reject(failure);
        };
        reads.push({ all: [...all], end });
      }),
    1,
  );
  return { reads, read };
}

it('joins what is wanted while a reading runs, and never adds to one that began', async () => {
  const { reads, read } = heldReads();
  const first = read(['a']);
  const others = [read(['b']), read(['c', 'd'])];
  expect(reads.map(({ all }) => all)).toEqual([['a']]);
  reads[0]?.end();
  expect(await first).toBe('a');
  expect(reads.map(({ all }) => all)).toEqual([['a'], ['b', 'c', 'd']]);
  reads[1]?.end();
  expect(await Promise.all(others)).toEqual(['b,c,d', 'b,c,d']);
});

it('fails all who share a reading, and goes on', async () => {
  const { reads, read } = heldReads();
  const first = read(['a']);
  const others = [read(['b']), read(['c'])];
  const down = new Error('down');
  reads[0]?.end(down);
  await expect(first).rejects.toBe(down);
  reads[1]?.end(down);
  for (const other of others) await expect(other).rejects.toBe(down);
  const last = read(['e']);
  reads[2]?.end();
  expect(await last).toBe('e');
});
