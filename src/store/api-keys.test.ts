import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { openEmptyStore } from '../../test/unit/test-store.js';
import { checkApiKey, makeApiKey } from '../identity/api-key.js';
import { group, user } from '../model/principals.js';
import type { Store } from './open-store.js';

let store: Store;
beforeAll(async () => {
  store = await openEmptyStore();
});
afterAll(() => store.close());

const now = new Date('2026-06-01T12:00:00Z');

it('keeps keys by their hash until they are revoked', async () => {
  await store.change('test', (editor) => editor.put('user', [user.parse({ name: 'ann' })]));
  const { id, key, hash } = makeApiKey();
  const record = {
    id,
    name: 'ci',
    hash,
    roles: ['owner', 'user'] as const,
    user: 'ann',
    createdAt: now,
    createdBy: 'test',
  };
  await store.apiKeys.add(record);
  const actor = await checkApiKey(store.apiKeys, key, now);
  expect({ ...actor, roles: [...actor.roles] }).toEqual({
    name: 'ann',
    user: 'ann',
    roles: ['owner', 'user'],
  });
  expect(await store.apiKeys.list()).toEqual([{ ...record, lastUsed: '2026-06-01' }]);

  await store.apiKeys.revoke(id, now);
  await store.apiKeys.revoke(id, new Date('2026-07-01T00:00:00Z'));
  expect(await store.apiKeys.find(id)).toMatchObject({ revokedAt: now });
  await expect(checkApiKey(store.apiKeys, key, now)).rejects.toMatchObject({ detail: `key ${id}: revoked` });
});

describe('a key in the name of a user', () => {
  const bob = user.parse({ name: 'bob' });
  const keyOf = async (name: string) => {
    const { id, key, hash } = makeApiKey();
    const added = await store.apiKeys.add({
      ...{ id, hash, name: 'k', roles: ['user'], user: name, createdAt: now, createdBy: 'test' },
    });
    return { added, check: () => checkApiKey(store.apiKeys, key, now), id };
  };

  it('is not made for nobody', async () => {
    const { added, id } = await keyOf('zoe');
    expect([added, await store.apiKeys.find(id)]).toEqual([false, undefined]);
  });

  it('is not believed once the user was removed, nor inherited by another of that name', async () => {
    await store.change('test', (editor) => editor.put('user', [bob]));
    const { check, id } = await keyOf('bob');
    expect(await check()).toMatchObject({ user: 'bob' });
    await store.change('test', (editor) => editor.remove('user', ['bob']));
    const refused = { kind: 'unauthenticated', detail: `key ${id}: its user 'bob' was removed` };
    await expect(check()).rejects.toMatchObject(refused);
    await store.change('test', (editor) => editor.put('user', [bob]));
    await expect(check()).rejects.toMatchObject(refused);
    expect(await store.apiKeys.find(id)).toMatchObject({ user: 'bob', userRemoved: true });
  });

  it('is lost in one change that removes the user and puts them back', async () => {
    const { check } = await keyOf('bob');
    await store.change('test', async (editor) => {
      await editor.remove('user', ['bob']);
      await editor.put('user', [{ ...bob, active: false }]);
    });
    await store.change('test', (editor) => editor.put('user', [bob]));
    await expect(check()).rejects.toMatchObject({ kind: 'unauthenticated' });
  });

  it('stays with the person when they take another name, and when they are changed', async () => {
    const { check, id } = await keyOf('bob');
    await store.change('test', (editor) => editor.put('user', [{ ...bob, comment: 'x' }]));
    await store.change('test', (editor) => editor.directory.rename('user', 'bob', { ...bob, name: 'rob' }));
    await store.change('test', (editor) => editor.put('user', [bob]));
    expect(await check()).toMatchObject({ name: 'rob', user: 'rob' });
    expect(await store.apiKeys.find(id)).toMatchObject({ user: 'rob' });
  });
});

it('tells what changes did, the newest first, page by page', async () => {
  const own = await openEmptyStore();
  const make = (...names: string[]) =>
    own.change('ann', (editor) =>
      editor.put(
        'group',
        names.map((name) => group.parse({ name })),
      ),
    );
  await make('a', 'b', 'c');
  await own.change('bob', (editor) => editor.remove('group', ['b']));
  const shown = (entries: Awaited<ReturnType<Store['history']['list']>>) =>
    entries.map(
      ({ key, actor, before, after }) =>
        `${actor} ${key} ${before === null ? '+' : after === null ? '-' : '~'}`,
    );
  const all = await own.history.list({ limit: 10 });
  expect(shown(all)).toEqual(['bob b -', 'ann a +', 'ann b +', 'ann c +']);
  expect(all[0]?.at).toBeInstanceOf(Date);
  const [, second] = all;
  expect(shown(await own.history.list({ limit: 2, before: second }))).toEqual(['ann b +', 'ann c +']);
  expect(shown(await own.history.list({ limit: 10, kind: 'group', keys: ['b'] }))).toEqual([
    'bob b -',
    'ann b +',
  ]);
  expect(shown(await own.history.list({ limit: 10, kind: 'user' }))).toEqual([]);
  expect(shown(await own.history.list({ limit: 10, actor: 'bob' }))).toEqual(['bob b -']);
  await own.close();
});
