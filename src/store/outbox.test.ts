import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { openEmptyStore } from '../../test/unit/test-store.js';
import { user } from '../model/principals.js';
import type { Change } from '../world/outbox.js';
import type { Store } from './open-store.js';

describe('the outbox', () => {
  let store: Store;
  beforeAll(async () => {
    store = await openEmptyStore();
  });
  afterAll(() => store.close());

  const put = async (...names: readonly string[]): Promise<number> => {
    const comment = `${Math.random()}`;
    const users = names.map((name) => user.parse({ name, comment }));
    return (await store.change('ada', (editor) => editor.put('user', users))).revision;
  };
  const keys = (changes: readonly Change[]) => changes.map(({ entries }) => entries.map(({ key }) => key));

  it('hands every change to each consumer, in order, from where it is', async () => {
    const { outbox } = store;
    const first = await put('a');
    await outbox.register('all', 'start');
    await outbox.register('new', 'now');
    const second = await put('b', 'c');
    await outbox.register('all', 'now');

    const [change, next] = await outbox.read('all', 10);
    expect(change).toMatchObject({
      ...{ revision: first, actor: 'ada', at: expect.any(Date) },
      entries: [{ kind: 'user', key: 'a', before: null, after: { name: 'a' } }],
    });
    expect(next?.revision).toBe(second);
    expect(keys(await outbox.read('new', 10))).toEqual([['b', 'c']]);
    expect(await outbox.take('all', 'me', 60)).toBe(true);
    await outbox.advance('all', 'me', first);
    expect(keys(await outbox.read('all', 10))).toEqual([['b', 'c']]);
    expect(await outbox.consumers()).toEqual([
      { consumer: 'all', revision: first },
      { consumer: 'new', revision: first },
    ]);
  });

  it('hands over whole changes, and no more than are asked for', async () => {
    const { outbox } = store;
    await outbox.register('sizes', 'now');
    await put('a', 'b', 'c');
    await put('a', 'b');
    await put('a');
    await put('b');
    const sizes = async (limit: number) =>
      (await outbox.read('sizes', limit)).map(({ entries }) => entries.length);
    expect(await sizes(1)).toEqual([3]);
    expect(await sizes(4)).toEqual([3]);
    expect(await sizes(5)).toEqual([3, 2]);
    expect(await sizes(100)).toEqual([3, 2, 1, 1]);
  });

  it('gives a place to one holder at a time, until it is given up or its time is over', async () => {
    const { outbox } = store;
    await outbox.register('place', 'now');
    const revision = await put('a');
    const taken = await Promise.all(['x', 'y', 'z'].map((holder) => outbox.take('place', holder, 60)));
    expect(taken.filter(Boolean)).toHaveLength(1);
    const holder = ['x', 'y', 'z'][taken.indexOf(true)] ?? '';
    const other = holder === 'x' ? 'y' : 'x';
    expect(await outbox.take('place', holder, 0)).toBe(true);
    expect(await outbox.take('place', other, 60)).toBe(true);
    await expect(outbox.advance('place', holder, revision)).rejects.toMatchObject({
      kind: 'conflict',
      message: "another process now delivers the changes for 'place'",
    });
    await outbox.release('place', holder);
    expect(await outbox.take('place', holder, 60)).toBe(false);
    await outbox.release('place', other);
    expect(await outbox.take('place', holder, 60)).toBe(true);
    expect(await outbox.take('nobody', holder, 60)).toBe(false);
  });
});
