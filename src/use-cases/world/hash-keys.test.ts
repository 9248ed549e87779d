import { expect, it } from '@jest/globals';

import { openStore } from '../../store/open-store.js';
import { hashKeysOf } from './hash-keys.js';

it('gives every version a key of its own, and always the same', async () => {
  const store = await openStore('memory:');
  const keys = await hashKeysOf(store);
  const versions = [1, 2, 3, 12].map(keys);
  expect(new Set(versions).size).toBe(4);
  for (const key of versions) expect(key).toMatch(/^[0-9a-f]{64}$/);
  const again = await hashKeysOf(store);
  expect([1, 2, 3, 12].map(again)).toEqual(versions);
  await store.close();
});

it('keeps the key that a store had before keys had versions', async () => {
  const store = await openStore('memory:');
  await store.secret('hash-key', () => 'the first');
  expect((await hashKeysOf(store))(1)).toBe('the first');
  await store.close();
});
