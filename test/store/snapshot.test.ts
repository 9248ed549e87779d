import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { openStore } from '../../src/store/open-store.js';
import type { Store } from '../../src/store/open-store.js';
import { user } from '../../src/model/principals.js';
import { exportWorld } from '../../src/use-cases/world/export-world.js';
import { emptyDatabase } from '../unit/test-store.js';

const named = (name: string) => user.parse({ name });

describe('a snapshot on PostgreSQL', () => {
  let store: Store;
  let other: Store;
  beforeAll(async () => {
    const location = await emptyDatabase();
    store = await openStore(location);
    other = await openStore(location);
    await store.change('test', (editor) => editor.put('user', [named('ann')]));
  });
  afterAll(async () => {
    await store.close();
    await other.close();
  });

  const names = (of: Store) =>
    of.snapshot(async (reader) => (await reader.all('user')).map(({ name }) => name));

  it('is read while a change holds the lock and others wait for it, in this process and in another', async () => {
    let finish = (): void => undefined;
    let reached = (): void => undefined;
    const written = new Promise<void>((resolve) => (reached = resolve));
    const before = await store.revision();
    const long = store.change('test', async (editor) => {
      await editor.put('user', [named('bob')]);
      reached();
      await new Promise<void>((resolve) => (finish = resolve));
    });
    await written;
    const waiting = [store, other].flatMap((of) => [
      of.change('test', (editor) => editor.put('user', [named('cat')])),
      of.change('test', (editor) => editor.put('user', [named('dan')])),
    ]);
    for (const one of [store, other]) {
      expect(await names(one)).toEqual({ revision: before, result: ['ann'] });
      expect((await exportWorld(one, { format: 'json' })).objects).toBe(1);
    }
    finish();
    const { revision } = await long;
    await Promise.all(waiting);
    expect(revision).toBe(before + 1);
    expect(await names(other)).toEqual({ revision: before + 3, result: ['ann', 'bob', 'cat', 'dan'] });
  });

  it('keeps to its revision while changes are made, and holds none of them up', async () => {
    const before = await store.revision();
    const { revision, result } = await store.snapshot(async (reader) => {
      const first = await reader.get('user', 'eve');
      const changed = await other.change('test', (editor) => editor.put('user', [named('eve')]));
      expect(changed.revision).toBe(before + 1);
      return [first, await reader.get('user', 'eve'), await reader.find('user', { keys: ['eve'] })];
    });
    expect({ revision, result }).toEqual({ revision: before, result: [undefined, undefined, []] });
    expect((await names(store)).result).toContain('eve');
  });
});
