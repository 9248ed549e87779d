import { afterAll, beforeAll, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { stringify } from 'yaml';

import type { WorldStore } from '../../../src/world/world-store.js';
import { applyWorld } from '../../../src/use-cases/world/apply-world.js';
import { exportWorld, type ExportInput } from '../../../src/use-cases/world/export-world.js';
import { worlds } from '../../oracle/arbitrary-world.js';
import { readDraft } from '../../oracle/read-draft.js';
import { openEmptyStore } from '../test-store.js';

let one: WorldStore;
let other: WorldStore;
beforeAll(async () => {
  one = await openEmptyStore();
  other = await openEmptyStore();
});
afterAll(async () => {
  await one.close();
  await other.close();
});

const take = (store: WorldStore, text: string) =>
  applyWorld(store, {
    ...{ files: [{ name: 'world.yaml', text }], prune: 'exactly', actor: 'test' },
    // A column that nobody has reviewed can close a query over it.
    unenforceable: 'told',
  });

const formats: readonly ExportInput[] = [{ format: 'yaml' }, { format: 'json' }];

it.each(formats)(
  'gives a file of $format that makes the same world again, over whatever was there',
  async (input) => {
    await fc.assert(
      fc.asyncProperty(worlds(), async (draft) => {
        const { world } = readDraft(draft, 'x');
        const applied = await take(one, stringify(world, { aliasDuplicateObjects: false }));
        expect(applied).not.toHaveProperty('errors');
        const exported = await exportWorld(one, input);
        expect(exported.objects).toBeGreaterThan(5);
        expect((await exportWorld(one, input)).text).toBe(exported.text);

        expect(await take(other, exported.text)).not.toHaveProperty('errors');
        expect((await exportWorld(other, input)).text).toBe(exported.text);
        expect(await take(one, exported.text)).toMatchObject({ revision: exported.revision, changes: [] });
      }),
      { numRuns: 6, endOnFailure: true },
    );
  },
);

it('contains no secret, and removes what people did only if an option says so', async () => {
  const hashKey = await one.secret('hash-key', () => 'marked-hash-key');
  const world = { users: [{ name: 'ann' }], purposes: [{ name: 'P', statement: 'S' }] };
  await take(one, stringify({ ...world, acknowledgements: [{ user: 'ann', purpose: 'P' }] }));
  expect((await exportWorld(one, { format: 'yaml' })).text).not.toContain(hashKey);
  const files = [{ name: 'world.yaml', text: stringify(world) }];
  await applyWorld(one, { files, prune: true, actor: 'test' });
  expect((await exportWorld(one, { format: 'yaml' })).text).toContain('acknowledgements:');
  await applyWorld(one, { files, prune: 'exactly', actor: 'test' });
  expect((await exportWorld(one, { format: 'yaml' })).text).not.toContain('acknowledgements:');
});
