import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import type { WorldStore } from '../world/world-store.js';
import { user } from '../model/principals.js';
import { subscription } from '../model/subscription.js';
import { openEmptyStore } from '../../test/unit/test-store.js';

const ann = user.parse({ name: 'ann', groups: ['eu'], attributes: { region: ['EUROPE'] } });

describe('the store', () => {
  let store: WorldStore;
  beforeAll(async () => {
    store = await openEmptyStore();
  });
  afterAll(() => store.close());

  it('counts changes, and lists what each did to whoever asks what is new', async () => {
    const before = await store.revision();
    const { revision, changed } = await store.change('test', (editor) => editor.put('user', [ann]));
    expect(revision).toBe(before + 1);
    expect(await store.revision()).toBe(revision);
    expect(changed).toEqual([{ kind: 'user', key: 'ann', object: "user 'ann'", change: 'created' }]);
    expect(
      await store.read(before, [
        { entry: 'user', name: 'ann' },
        { entry: 'user', name: 'bob' },
      ]),
    ).toEqual({
      revision,
      changed: [{ kind: 'user', key: 'ann', before: null, after: ann }],
      values: [ann, undefined],
    });
  });

  it('leaves the revision alone when a change changes nothing', async () => {
    const before = await store.revision();
    const { changed } = await store.change('test', async (editor) => {
      await editor.put('user', [ann]);
      await editor.put('user', [{ ...ann, comment: 'x' }]);
      await editor.put('user', [ann]);
    });
    expect(changed).toEqual([]);
    expect(await store.revision()).toBe(before);
  });

  it('keeps nothing of a change that fails', async () => {
    const before = await store.revision();
    const failing = store.change('test', async (editor) => {
      await editor.put('user', [{ ...ann, name: 'zoe' }]);
      throw new Error('on second thoughts');
    });
    await expect(failing).rejects.toThrow('on second thoughts');
    expect(await store.read(before, [{ entry: 'user', name: 'zoe' }])).toEqual({
      revision: before,
      changed: [],
      values: [undefined],
    });
  });

  it('finds subscriptions by data source and by subscriber', async () => {
    const subscriptions = [
      subscription.parse({ dataSource: 'sales.a', subscriber: { user: 'ann' } }),
      subscription.parse({ dataSource: 'sales.b', subscriber: { group: 'eu' }, status: 'revoked' }),
    ];
    await store.change('test', (editor) => editor.put('subscription', subscriptions));
    const { values } = await store.read(0, [
      { entry: 'subscriptions', dataSource: 'sales.a' },
      { entry: 'dataSourcesOf', principal: { group: 'eu' } },
      { entry: 'dataSourcesOf', principal: { user: 'eu' } },
    ]);
    expect(values).toEqual([[subscriptions[0]], ['sales.b'], []]);
  });

  it('reads one revision in a snapshot, which can only read', async () => {
    const { revision } = await store.change('test', (editor) => editor.put('user', [ann]));
    const read = await store.snapshot(async (reader) => {
      expect(Object.keys(reader).toSorted()).toEqual(['all', 'find', 'get', 'keys', 'pages', 'read']);
      return [
        await reader.get('user', 'ann'),
        await reader.all('user'),
        (await reader.find('user', { keys: ['ann'] })).map(({ object }) => object),
        await reader.read({ entry: 'user', name: 'ann' }),
      ];
    });
    expect(read).toEqual({ revision, result: [ann, [ann], [ann], ann] });
    expect(await store.revision()).toBe(revision);
  });

  it('gives the error of what reads a snapshot to whoever asked for it', async () => {
    await expect(store.snapshot(() => Promise.reject(new Error('on second thoughts')))).rejects.toThrow(
      'on second thoughts',
    );
  });

  it('makes a secret once', async () => {
    expect(await store.secret('k', () => 'first')).toBe('first');
    expect(await store.secret('k', () => 'second')).toBe('first');
  });

  it('lists all as changed to whoever has seen nothing', async () => {
    expect((await store.read(-1, [])).changed).toBe('all');
  });
});
