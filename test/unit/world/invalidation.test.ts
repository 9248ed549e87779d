import { afterAll, beforeAll, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { createWorldCache } from '../../../src/world/world-cache.js';
import type { WorldCache } from '../../../src/world/world-cache.js';
import type { WorldStore } from '../../../src/world/world-store.js';
import { openEmptyStore } from '../test-store.js';
import { history, wanted } from './arbitrary-history.js';

const answer = (cache: WorldCache) => cache.ask((look) => wanted.map((entry) => look(entry)));

let store: WorldStore;
beforeAll(async () => {
  store = await openEmptyStore();
});
afterAll(() => store.close());

it('a memory answers after every change what a fresh one answers', async () => {
  await fc.assert(
    fc.asyncProperty(history, async (transactions) => {
      const cache = createWorldCache(store);
      await answer(cache);
      for (const steps of transactions) {
        await store.change('test', async (editor) => {
          for (const [, run] of steps) await run(editor);
        });
        expect(await answer(cache)).toEqual(await answer(createWorldCache(store)));
      }
    }),
    // Looking for a smaller history would take longer than a test may.
    { numRuns: 15, endOnFailure: true },
  );
});
