import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { kinds } from '../../../src/model/world.js';
import type { Store } from '../../../src/store/open-store.js';
import type { World } from '../../../src/world/world-store.js';
import { openEmptyStore } from '../test-store.js';
import { dataSourceNames, history, wanted } from './arbitrary-history.js';

let store: Store;
beforeAll(async () => {
  store = await openEmptyStore();
});
afterAll(() => store.close());

const queries = [
  { tagged: ['T.U', 'T'] },
  { keys: dataSourceNames.slice(0, 2) },
  { after: 's.a', limit: 2 },
  { containing: [{ owners: [{ user: 'a' }] }] },
  { beginning: [{ field: 'name', text: 'a' }] },
] as const;

/** Whatever can be read of a world, with the versions of its objects. */
async function everythingOf(world: World): Promise<unknown> {
  const { result } = await world.snapshot(async (reader) => {
    const found: unknown[] = [];
    for (const kind of kinds) {
      found.push([kind, await reader.keys(kind), await reader.all(kind), await reader.find(kind, {})]);
      for await (const page of reader.pages(kind)) found.push(page);
      for (const key of await reader.keys(kind)) found.push(await reader.get(kind, key));
    }
    for (const query of queries) found.push(await reader.find('dataSource', query));
    return found;
  });
  const people = [];
  for (const groups of ['all', ['a']] as const) {
    const by = { groups, attributes: ['region'], iam: true, at: new Date(0), users: ['b'] };
    const alike = await world.alike({ ...by, dataSource: 's.a' });
    people.push(alike.people.map(({ known, ...one }) => JSON.stringify([one, known?.()])).toSorted());
  }
  return { result, people, ...(await world.read(-1, wanted)), changed: [] };
}

describe('the world as of a revision', () => {
  it('is the world as it was: every entry, object, version and count', async () => {
    await fc.assert(
      fc.asyncProperty(history, async (transactions) => {
        await store.change('test', async (editor) => {
          for (const kind of kinds) await editor.remove(kind, await editor.keys(kind));
        });
        const seen = new Map<number, unknown>();
        for (const steps of transactions) {
          await store.change('test', async (editor) => {
            for (const [, step] of steps) await step(editor);
          });
          seen.set(await store.revision(), await everythingOf(store));
        }
        for (const [revision, then] of seen) {
          expect(await everythingOf(store.history.asOf(revision))).toEqual(then);
        }
      }),
      { numRuns: 12, endOnFailure: true },
    );
  }, 300_000);

  it('has the same versions after edits that cancelled each other', async () => {
    const comments = (...given: readonly string[]) =>
      store.change('test', async (editor) => {
        for (const comment of given) await editor.put('tag', [{ name: 'Again', comment }]);
        await editor.put('tag', [{ name: given.join(' to ') }]);
      });
    await comments('x');
    const revision = await store.revision();
    const then = await everythingOf(store);
    await comments('y', 'x');
    expect(await store.revision()).toBe(revision + 1);
    expect(await everythingOf(store.history.asOf(revision))).toEqual(then);
    const versions = await store.find('tag', { keys: ['Again'] });
    expect(versions).toMatchObject([{ revision }]);
  });

  it('can be read only', async () => {
    const past = store.history.asOf(await store.revision());
    await expect(past.change('test', () => Promise.resolve())).rejects.toThrow('cannot be changed');
  });

  it('has the secrets of the store', async () => {
    const secret = await store.secret('as-of', () => 'first');
    expect(await store.history.asOf(1).secret('as-of', () => 'other')).toBe(secret);
  });
});

describe('the history', () => {
  it('finds the change that made a revision, and the last one by a moment, to the millisecond', async () => {
    await store.change('ann', (editor) => editor.put('tag', [{ name: 'Later' }]));
    const revision = await store.revision();
    const last = await store.history.change(revision);
    expect(last).toMatchObject({ revision, actor: 'ann' });
    expect(await store.history.change(revision + 1)).toBeUndefined();
    const at = (last?.at ?? new Date()).getTime();
    expect(await store.history.lastChange(new Date(at))).toEqual(last);
    expect((await store.history.lastChange(new Date(at - 1)))?.revision ?? 0).toBeLessThan(revision);
    expect(await store.history.lastChange(new Date('2000-01-01'))).toBeUndefined();
  });

  it('dates a change by its end', async () => {
    let during = new Date(0);
    await store.change('ann', async (editor) => {
      await editor.put('tag', [{ name: 'Long' }]);
      await new Promise((resolve) => setTimeout(resolve, 50));
      during = new Date();
    });
    const { at } = (await store.history.change(await store.revision())) ?? {};
    expect(at?.getTime()).toBeGreaterThanOrEqual(during.getTime() - 20);
  });

  it('says which version of scrim cannot read what was there', async () => {
    await store.change('ann', (editor) => editor.put('tag', [{ name: 'Odd', shape: 'of old' } as never]));
    const revision = await store.revision();
    await store.change('ann', (editor) => editor.remove('tag', ['Odd']));
    const reading = store.history.asOf(revision).find('tag', {});
    await expect(reading).rejects.toMatchObject({
      kind: 'unsupported',
      message: `the world of revision ${revision} cannot be read: the store has a tag 'Odd' that this version of scrim cannot read`,
    });
  });
});
