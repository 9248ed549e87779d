import { afterAll, beforeAll, expect, it } from '@jest/globals';

import { openEmptyStore } from '../../test/unit/test-store.js';
import { checkApiKey, makeApiKey } from '../identity/api-key.js';
import { group } from '../model/principals.js';
import type { Store } from './open-store.js';

let store: Store;
beforeAll(async () => {
  store = await openEmptyStore();
});
afterAll(() => store.close());

const now = new Date('2026-06-01T12:00:00Z');

it('keeps keys by their hash until they are revoked', async () => {
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

it('tells what changes did, the newest first, page by page', async () => {
  const make = (...names: string[]) =>
    store.change('ann', (editor) =>
      editor.put(
        'group',
        names.map((name) => group.parse({ name })),
      ),
    );
  await make('a', 'b', 'c');
  await store.change('bob', (editor) => editor.remove('group', ['b']));
  const shown = (entries: Awaited<ReturnType<Store['history']['list']>>) =>
    entries.map(
      ({ key, actor, before, after }) =>
        `${actor} ${key} ${before === null ? '+' : after === null ? '-' : '~'}`,
    );
  const all = await store.history.list({ limit: 10 });
  expect(shown(all)).toEqual(['bob b -', 'ann a +', 'ann b +', 'ann c +']);
  expect(all[0]?.at).toBeInstanceOf(Date);
  const [, second] = all;
  expect(shown(await store.history.list({ limit: 2, before: second }))).toEqual(['ann b +', 'ann c +']);
  expect(shown(await store.history.list({ limit: 10, kind: 'group', key: 'b' }))).toEqual([
    'bob b -',
    'ann b +',
  ]);
  expect(shown(await store.history.list({ limit: 10, kind: 'user' }))).toEqual([]);
  expect(shown(await store.history.list({ limit: 10, actor: 'bob' }))).toEqual(['bob b -']);
});
