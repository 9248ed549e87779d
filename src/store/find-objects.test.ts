import { afterAll, beforeAll, expect, it } from '@jest/globals';

import type { ObjectQuery } from '../world/stored-objects.js';
import { dataSource } from '../model/data-source.js';
import { user } from '../model/principals.js';
import type { Kind } from '../model/world.js';
import { openEmptyStore } from '../../test/unit/test-store.js';
import type { Store } from './open-store.js';

let store: Store;
beforeAll(async () => {
  store = await openEmptyStore();
  await store.change('test', async (editor) => {
    await editor.put('user', [
      user.parse({ name: 'ann', groups: ['eu', 'us'], attributes: { region: ['EU', 'US'] } }),
      user.parse({ name: 'an_y', groups: ['us'] }),
      user.parse({ name: "b%'", attributes: { region: [] } }),
    ]);
    const source = (name: string, more: object) =>
      dataSource.parse({
        schema: 's',
        name,
        table: `c.s.${name}`,
        columns: [{ name: 'a', type: 'bigint' }],
        ...more,
      });
    await editor.put('dataSource', [
      source('one', { tags: ['PII.Email'], owners: [{ user: 'ann' }] }),
      source('two', { enabled: false, columns: [{ name: 'a', type: 'bigint', tags: ['PII'] }] }),
    ]);
  });
});
afterAll(() => store.close());

const cases: readonly [Kind, ObjectQuery, readonly string[]][] = [
  ['user', {}, ['an_y', 'ann', "b%'"]],
  ['user', { limit: 2 }, ['an_y', 'ann']],
  ['user', { limit: 2, after: 'ann' }, ["b%'"]],
  ['user', { keys: [] }, []],
  ['user', { keys: ["b%'", 'ann', 'zoe'] }, ['ann', "b%'"]],
  ['user', { beginning: [{ field: 'name', text: 'an' }] }, ['an_y', 'ann']],
  ['user', { beginning: [{ field: 'name', text: 'an_' }] }, ['an_y']],
  ['user', { beginning: [{ field: 'name', text: '%' }] }, []],
  ['user', { containing: [{ groups: ['us'] }] }, ['an_y', 'ann']],
  ['user', { containing: [{ groups: ['us'] }, { groups: ['eu'] }] }, ['ann']],
  ['user', { containing: [{ attributes: { region: [] } }] }, ['ann', "b%'"]],
  ['user', { containing: [{ attributes: { region: ['US'] } }] }, ['ann']],
  ['dataSource', { tagged: ['PII'] }, ['s.one', 's.two']],
  ['dataSource', { tagged: ['PII.Email'] }, ['s.one']],
  ['dataSource', { containing: [{ owners: [{ user: 'ann' }] }] }, ['s.one']],
  ['dataSource', { containing: [{ enabled: false }] }, ['s.two']],
];

it.each(cases)('finds of %s what meets %j', async (kind, query, keys) => {
  const found = await store.find(kind, query);
  expect(found.map(({ key }) => key).toSorted()).toEqual(keys.toSorted());
});

it('tells versions of an object apart by the revision that wrote them', async () => {
  const versionOf = async () => (await store.find('user', { keys: ['ann'] }))[0]?.revision;
  const before = await versionOf();
  const { revision, result } = await store.change('test', async (editor) => {
    const [found] = await editor.find('user', { keys: ['ann'] });
    await editor.put('user', [user.parse({ name: 'ann' })]);
    return found?.revision;
  });
  expect(result).toBe(before);
  expect(await versionOf()).toBe(revision);
});
