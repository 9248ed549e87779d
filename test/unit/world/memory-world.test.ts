import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { emptyWorld } from '../../../src/checks/known-objects.js';
import { kinds } from '../../../src/model/world.js';
import { createMemoryWorld, memoryWorldOf } from '../../../src/world/memory/memory-world.js';
import type { Alike } from '../../../src/world/people.js';
import type { World, WorldStore } from '../../../src/world/world-store.js';
import { openEmptyStore } from '../test-store.js';
import { dataSourceNames, history, names, wanted } from './arbitrary-history.js';

let store: WorldStore;
beforeAll(async () => {
  store = await openEmptyStore();
});
afterAll(() => store.close());

const values = async (world: World): Promise<readonly unknown[]> => (await world.read(-1, wanted)).values;

const objectsOf = async (world: World): Promise<readonly unknown[]> =>
  (
    await world.snapshot(async (reader) => {
      const found: unknown[] = [];
      for (const kind of kinds) {
        found.push([kind, await reader.keys(kind), await reader.all(kind)]);
        for await (const page of reader.pages(kind)) found.push(page);
      }
      return found;
    })
  ).result;

/** Without the order of users who are equally many, and of the examples of more than two. */
const counted = (people: readonly Alike[]): readonly unknown[] =>
  people
    .map(({ users, examples, known }) => JSON.stringify([examples, users, known === undefined]))
    .toSorted();

const queries = [
  { tagged: ['T'] },
  { tagged: ['T.U', 'T'] },
  { keys: dataSourceNames.slice(0, 2) },
  { after: 's.a', limit: 2 },
  { containing: [{ owners: [{ user: 'a' }] }] },
  { containing: [{ tags: ['T'] }, { schema: 's' }] },
  { beginning: [{ field: 'name', text: 'a' }] },
] as const;

describe('a world in memory', () => {
  it('answers and changes as the stored one does', async () => {
    await fc.assert(
      fc.asyncProperty(history, async (transactions) => {
        await store.change('test', async (editor) => {
          for (const kind of kinds) await editor.remove(kind, await editor.keys(kind));
        });
        const world = createMemoryWorld(emptyWorld);
        for (const steps of transactions) {
          const run = (of: World) =>
            of.change('test', async (editor) => {
              for (const [, step] of steps) await step(editor);
              const members = await editor.directory.members(names);
              return [...members].map(([group, users]) => [group, users.map(({ name }) => name)]);
            });
          const [stored, inMemory] = [await run(store), await run(world)];
          const byKey = (changed: typeof stored.changed) =>
            changed.map((one) => JSON.stringify(one)).toSorted();
          expect(byKey(inMemory.changed)).toEqual(byKey(stored.changed));
          expect(inMemory.result).toEqual(stored.result);
          expect(await values(world)).toEqual(await values(store));
          expect(await objectsOf(world)).toEqual(await objectsOf(store));
          for (const query of queries) {
            const find = async (of: World) =>
              (await of.snapshot((reader) => reader.find('dataSource', query))).result.map(
                ({ key, object }) => [key, object],
              );
            expect(await find(world)).toEqual(await find(store));
          }
          for (const groups of ['all', ['a']] as const) {
            const by = { groups, attributes: ['region'], iam: true, at: new Date(), users: ['b'] };
            for (const dataSource of dataSourceNames.slice(0, 2)) {
              const asked = { ...by, dataSource };
              expect(counted((await world.alike(asked)).people)).toEqual(
                counted((await store.alike(asked)).people),
              );
            }
          }
        }
        expect(await values(await memoryWorldOf(store))).toEqual(await values(world));
      }),
      { numRuns: 15, endOnFailure: true },
    );
  });

  it('keeps nothing of a change that fails, and forks do not share changes', async () => {
    const world = createMemoryWorld(emptyWorld, 7);
    const ann = { name: 'ann', groups: [], attributes: {} };
    await expect(
      world.change('test', async (editor) => {
        await editor.put('user', [ann]);
        throw new Error('on second thoughts');
      }),
    ).rejects.toThrow('on second thoughts');
    const fork = world.fork();
    await fork.change('test', (editor) => editor.put('user', [ann]));
    expect([await world.revision(), await fork.revision()]).toEqual([7, 8]);
    expect([world.objects().keys('user'), fork.objects().keys('user')]).toEqual([[], ['ann']]);
  });
});
