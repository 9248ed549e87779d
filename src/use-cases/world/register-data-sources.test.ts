import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { stringify } from 'yaml';
import type { z } from 'zod';

import type { WorldStore } from '../../world/world-store.js';
import { dataSource } from '../../model/data-source.js';
import type { worldFile } from '../../model/world.js';
import { openStore } from '../../store/open-store.js';
import { applyWorld } from './apply-world.js';
import { registerDataSources } from './register-data-sources.js';

const source = (name: string, more: Partial<z.input<typeof dataSource>> = {}) =>
  dataSource.parse({
    schema: 'sales',
    name,
    table: `tpch.tiny.${name}`,
    columns: [
      { name: 'custkey', type: 'bigint' },
      { name: 'phone', type: 'varchar(15)' },
    ],
    ...more,
  });

const world: z.input<typeof worldFile> = {
  tags: [{ name: 'PII' }, { name: 'Sales' }],
  groups: [{ name: 'finance' }],
  users: [{ name: 'gwen' }],
  dataSources: [source('customer'), source('orders'), source('lost')],
  subscriptions: [
    { dataSource: 'sales.orders', subscriber: { user: 'gwen' } },
    { dataSource: 'sales.orders', subscriber: { group: 'finance' }, status: 'revoked' },
  ],
  policies: [
    {
      name: 'by key',
      dataSource: 'sales.customer',
      rules: [{ mask: { type: 'null' }, columns: { names: ['phone'] } }],
    },
    {
      name: 'own orders',
      target: { tags: ['Sales'] },
      rules: [{ rows: { column: { name: 'region' }, in: { attribute: 'region' } } }],
    },
    {
      name: 'of the lost',
      target: { dataSources: ['sales.lost', 'sales.orders'] },
      rules: [{ rows: { column: { name: 'region' }, in: { attribute: 'region' } } }],
      enabled: false,
    },
  ],
};

let store: WorldStore;
beforeAll(async () => {
  store = await openStore('memory:');
});
beforeEach(async () => {
  const files = [{ name: 'world.yaml', text: stringify(world) }];
  const result = await applyWorld(store, { files, prune: true, actor: 'test' });
  if ('errors' in result) throw new Error(result.errors.join('\n'));
});
afterAll(() => store.close());

const sources = async () => (await store.change('test', (editor) => editor.all('dataSource'))).result;

it('creates, refreshes and removes', async () => {
  await applyWorld(store, {
    files: [{ name: 'w.yaml', text: stringify({ ...world, policies: [], subscriptions: [] }) }],
    prune: true,
    actor: 'test',
  });
  const wider = source('customer', { columns: [{ name: 'phone', type: 'varchar(20)' }], tags: ['PII'] });
  const result = await registerDataSources(store, {
    dataSources: [wider, source('part', { owners: [{ user: 'gwen' }, { group: 'finance' }] })],
    remove: ['sales.lost'],
    actor: 'test',
  });
  expect(result).toEqual({
    revision: await store.revision(),
    changes: [
      {
        ...{ kind: 'dataSource', key: 'sales.customer', object: "data source 'sales.customer'" },
        change: 'changed',
      },
      {
        ...{ kind: 'dataSource', key: 'sales.part', object: "data source 'sales.part'" },
        change: 'created',
      },
      {
        ...{ kind: 'dataSource', key: 'sales.lost', object: "data source 'sales.lost'" },
        change: 'removed',
      },
    ],
  });
});

const dangling = (name: string) =>
  `data source '${name}' would be removed; first remove the reference here, with scrim apply --prune`;

it.each<[string, readonly ReturnType<typeof source>[], readonly string[], readonly string[]]>([
  [
    'a tag that is one letter off, once for all tables',
    [
      source('part', { tags: ['PI'] }),
      source('customer', { tags: ['PI'] }),
      source('nation', { tags: ['PI'] }),
    ],
    [],
    ["data source 'sales.part' and 2 more: there is no tag 'PI'; did you mean 'PII'?"],
  ],
  [
    'owners whom nobody declared',
    [source('part', { owners: [{ user: 'nobody' }, { group: 'strangers' }] })],
    [],
    [
      "data source 'sales.part': there is no user 'nobody'; declare the user under users",
      "data source 'sales.part': there is no group 'strangers'; declare it under groups",
    ],
  ],
  [
    'a tag of a column, and a type that is none',
    [
      source('part', {
        columns: [
          { name: 'a', type: 'bigint', tags: ['Secret'] },
          { name: 'b', type: '(' },
        ],
      }),
    ],
    [],
    [
      "data source 'sales.part', column 'b': found '(' but expected a type",
      "data source 'sales.part', column 'a': there is no tag 'Secret'; declare it under tags",
    ],
  ],
  [
    'a table that has lost the column of a policy',
    [source('customer', { columns: [{ name: 'custkey', type: 'bigint' }] })],
    [],
    ["data source 'sales.customer' would be closed: policy 'by key', rule 1: there is no column 'phone'"],
  ],
  [
    'a tag that brings a policy which cannot be enforced',
    [source('part', { tags: ['Sales'] })],
    [],
    ["data source 'sales.part' would be closed: policy 'own orders', rule 1: there is no column 'region'"],
  ],
  [
    'to remove what others are about',
    [source('part')],
    ['sales.orders', 'sales.lost', 'sales.customer'],
    [
      `the subscription of group 'finance' to 'sales.orders': ${dangling('sales.orders')}`,
      `the subscription of user 'gwen' to 'sales.orders': ${dangling('sales.orders')}`,
      `policy 'by key': ${dangling('sales.customer')}`,
      `policy 'of the lost': ${dangling('sales.lost')}`,
      `policy 'of the lost': ${dangling('sales.orders')}`,
    ],
  ],
])('refuses %s, and does nothing', async (_, dataSources, remove, errors) => {
  const [revision, before] = [await store.revision(), await sources()];
  const result = await registerDataSources(store, { dataSources, remove, actor: 'test' });
  expect(result).toEqual({ errors: expect.any(Array) });
  expect('errors' in result && result.errors).toEqual(errors);
  expect([await store.revision(), await sources()]).toEqual([revision, before]);
});

it('refreshes what a policy has closed already, since that is not its doing', async () => {
  await store.change('test', (editor) =>
    editor.put('dataSource', [source('customer', { columns: [{ name: 'custkey', type: 'bigint' }] })]),
  );
  const again = source('customer', { columns: [{ name: 'custkey', type: 'integer' }] });
  expect(await registerDataSources(store, { dataSources: [again], remove: [], actor: 'test' })).toMatchObject(
    {
      changes: [{ key: 'sales.customer', change: 'changed' }],
    },
  );
});

it('ends no row filter that was about a data source by the tag of a column which is gone', async () => {
  const [tags, rows] = [[{ name: 'PII' }], { column: { name: 'custkey' }, in: { attribute: 'key' } }];
  const columns = [
    { name: 'custkey', type: 'bigint' },
    { name: 'phone', type: 'varchar(15)', tags: ['PII'] },
  ];
  const policies = [{ name: 'own', target: { tags: ['PII'] }, rules: [{ rows }] }];
  const text = stringify({ tags, policies, dataSources: [source('customer', { columns })] });
  await applyWorld(store, { files: [{ name: 'w.yaml', text }], prune: true, actor: 'test' });
  const narrower = source('customer', { columns: [{ name: 'custkey', type: 'bigint' }] });
  await registerDataSources(store, { dataSources: [narrower], remove: [], actor: 'test' });
  expect((await sources())[0]?.columns).toEqual([
    { name: 'custkey', type: 'bigint', tags: [] },
    { name: 'phone', type: 'varchar(15)', tags: ['PII'], gone: true },
  ]);
});
