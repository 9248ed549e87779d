import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { stringify } from 'yaml';
import type { z } from 'zod';

import type { worldFile } from '../../../../src/model/world.js';
import { applyWorld } from '../../../../src/use-cases/world/apply-world.js';
import { apiService } from './api-service.js';
import type { ApiService } from './api-service.js';

/** What the API says to a write: its status, and each fault with its place. */
type Answer = readonly [number, ...(readonly [string, string])[]];

let api: ApiService;
let owner: string;
let governor: string;
const hashKeyTable = 'vault.scrim.hash_key';
const columns = ['id', 'nation', 'name', 'phone'].map((name) => ({
  name,
  type: 'varchar',
  tags: { nation: ['Geo.Nation'], name: ['PII'], phone: ['PII'] }[name] ?? [],
}));
const byNation = { column: { tag: 'Geo.Nation' }, in: { attribute: 'nation' } };

const world: z.input<typeof worldFile> = {
  settings: { hashKeyTable },
  tags: ['Geo.Nation', 'PII', 'PII.Phone', 'Public', 'Free', 'Conf'].map((name) => ({ name })),
  groups: [{ name: 'support' }],
  users: [{ name: 'ann' }, { name: 'eve' }],
  lookupTables: [
    { table: 'vault.hr.territory', columns: [{ name: 'person', type: 'varchar' }] },
    {
      table: 'vault.hr.regions',
      columns: [{ name: 'region', type: 'varchar' }],
      usableBy: 'owners',
    },
  ],
  dataSources: [
    {
      ...{ schema: 'd', name: 'mine', table: 'c.s.mine', owners: [{ user: 'ann' }] },
      tags: ['Conf', 'Free'],
      columns,
    },
    { schema: 'd', name: 'plain', table: 'c.s.plain', owners: [{ user: 'ann' }], columns: [columns[0]] },
  ].map((one) => ({ ...one, columns: one.columns.flatMap((column) => column ?? []) })),
  policies: [
    { name: 'nations', rules: [{ rows: byNation }] },
    { name: 'pii', rules: [{ mask: { type: 'null' }, columns: { tags: ['PII'] } }] },
    {
      name: 'phones',
      rules: [
        {
          mask: { type: 'partial', first: 2 },
          columns: { tags: ['PII.Phone'] },
          exceptWhen: { group: 'support' },
        },
      ],
    },
    { name: 'kept', enabled: false, target: { tags: ['Conf'] }, rules: [{ rows: byNation }] },
    {
      name: 'local',
      dataSource: 'd.plain',
      rules: [{ mask: { type: 'null' }, columns: { names: ['id'] } }],
    },
  ],
  subscriptionPolicies: [{ name: 'open data', target: { tags: ['Public'] }, grant: { anyone: true } }],
};

beforeAll(async () => {
  api = await apiService(world);
  owner = await api.keyFor(['user', 'owner'], 'ann');
  governor = await api.keyFor(['governor'], 'eve');
});
beforeEach(async () => {
  const files = [{ name: 'world.yaml', text: stringify(world) }];
  expect(await applyWorld(api.store, { files, prune: 'exactly', actor: 'test' })).not.toHaveProperty(
    'errors',
  );
});
afterAll(() => api.close());

const answered = (response: { status: number; body: unknown }): Answer => {
  const { errors = [], detail } = response.body as {
    errors?: readonly { pointer: string; message: string }[];
    detail?: string;
  };
  if (response.status === 403) return [403, ['', String(detail)]];
  return [response.status, ...errors.map(({ pointer, message }) => [pointer, message] as const)];
};

async function change(key: string, path: string, body: object, method: 'put' | 'patch' = 'patch') {
  const { headers } = await api.call('get', path);
  return answered(await api.call(method, path, { body, key, ifMatch: headers['etag'] }));
}
async function remove(key: string, path: string) {
  const { headers } = await api.call('get', path);
  return answered(await api.call('delete', path, { key, ifMatch: headers['etag'] }));
}
const create = async (key: string, path: string, body: object) =>
  answered(await api.call('post', path, { body, key }));

/** The columns of d.mine, one of them changed. */
const withColumn = (name: string, change_: object) => ({
  columns: columns.map((column) => (column.name === name ? { ...column, ...change_ } : column)),
});

describe('an owner', () => {
  const mine = '/data-sources/d.mine';

  it.each<[string, object, string, string]>([
    [
      'table',
      { table: 'c.s.secret' },
      '/table',
      'only an administrator may change the definition of a data source',
    ],
    [
      'platform',
      { platform: 'redshift' },
      '/platform',
      'only an administrator may change the definition of a data source',
    ],
    [
      'query',
      { table: null, query: 'SELECT id FROM c.s.x' },
      '/table',
      'only an administrator may change the definition of a data source',
    ],
    [
      'owners',
      { owners: [{ user: 'ann' }, { user: 'eve' }] },
      '/owners',
      'only an administrator may change the owners of a data source',
    ],
    [
      'columns, by another one',
      { columns: [...columns, { name: 'acctbal', type: 'double' }] },
      '/columns/4/name',
      "only an administrator may add a column: 'acctbal' is not one of id, nation, name, phone",
    ],
    [
      'columns, by one less',
      { columns: columns.slice(1) },
      '/columns',
      'only an administrator may remove columns or change their order: id, nation, name, phone',
    ],
    [
      'the type of a column',
      withColumn('id', { type: 'bigint' }),
      '/columns/0/type',
      'only an administrator may change the type of a column',
    ],
    [
      'that a column is gone',
      withColumn('id', { gone: true }),
      '/columns/0/gone',
      'only an administrator may change whether a column is marked as gone',
    ],
  ])('cannot change %s', async (_what, body, pointer, message) => {
    expect((await change(owner, mine, body)).slice(0, 2)).toEqual([422, [pointer, message]]);
    const { body: whole } = await api.call('get', mine);
    expect(
      (
        await change(
          owner,
          mine,
          { ...(whole as object), ...body, ...('query' in body ? { table: undefined } : {}) },
          'put',
        )
      )[0],
    ).toBe(422);
  });

  it('changes comments, adds tags and takes away those that no policy names', async () => {
    expect(await change(owner, mine, { comment: 'people', tags: ['Conf'] })).toEqual([200]);
    expect(
      await change(owner, mine, withColumn('nation', { comment: 'where', tags: ['Geo.Nation', 'Free'] })),
    ).toEqual([200]);
    expect(await change(owner, mine, withColumn('id', { comment: 'key', tags: ['PII'] }))).toEqual([200]);
  });

  it('cannot take away a tag that a policy names, not even a disabled one', async () => {
    expect(await change(owner, mine, withColumn('name', { tags: [] }))).toEqual([
      422,
      [
        '/columns/2/tags',
        "tag 'PII' of column 'name' is named by policy 'pii': only a governor or an administrator may remove it",
      ],
    ]);
    expect((await change(owner, mine, withColumn('nation', { tags: ['Geo.Other'] })))[0]).toBe(422);
    expect(await change(owner, mine, { tags: ['Free'] })).toEqual([
      422,
      ['/tags', "tag 'Conf' is named by policy 'kept': only a governor or an administrator may remove it"],
    ]);
    expect(await remove(owner, mine)).toEqual([
      403,
      ['', 'your roles do not let you remove this: an administrator may'],
    ]);
    expect((await remove(owner, '/tags/PII'))[0]).toBe(403);
  });

  it('cannot make a row rule unenforceable by giving its tag to a second column', async () => {
    expect(await change(owner, mine, withColumn('id', { tags: ['Geo.Nation'] }))).toEqual([
      422,
      [
        '',
        "data source 'd.mine' would be closed: policy 'nations', rule 1: 2 columns are tagged Geo.Nation (id, nation), but the rule needs exactly one",
      ],
    ]);
  });

  it('cannot open by a tag: neither to who is granted access by it, nor what a milder mask would show', async () => {
    expect(await change(owner, mine, { tags: ['Conf', 'Free', 'Public'] })).toEqual([
      422,
      [
        '/tags',
        "with this tag, subscription policy 'open data' would grant access: let a governor or an administrator give the tag, or grant access by a subscription policy of your own",
      ],
    ]);
    expect(await change(owner, mine, withColumn('phone', { tags: ['PII', 'PII.Phone'] }))).toEqual([
      422,
      [
        '/columns/3/tags',
        "this could show more of data source 'd.mine': column 'phone', masked by policy 'pii'; an administrator or a governor may do it",
      ],
    ]);
  });

  it('disables what they own, and does not enable it', async () => {
    expect(await change(owner, mine, { enabled: false })).toEqual([200]);
    expect(await change(owner, mine, { enabled: true })).toEqual([
      422,
      ['/enabled', 'only an administrator may enable a data source'],
    ]);
  });

  it('writes local policies that show less, and undoes none', async () => {
    const rules = [{ mask: { type: 'null' }, columns: { names: ['id'] } }];
    expect(await create(owner, '/policies', { name: 'own', dataSource: 'd.mine', rules })).toEqual([201]);
    expect(await change(owner, '/policies/own', { comment: 'no keys' })).toEqual([200]);
    expect(
      await change(owner, '/policies/own', {
        rules: [...rules, { mask: { type: 'null' }, columns: { names: ['name'] } }],
      }),
    ).toEqual([200]);
    const more = "this could show more of data source 'd.plain': column 'id', masked by policy 'local'";
    const may = 'an administrator or a governor may do it';
    expect(await remove(owner, '/policies/local')).toEqual([422, ['', `${more}; ${may}`]]);
    expect(await change(owner, '/policies/local', { enabled: false })).toEqual([
      422,
      ['/rules', `${more}; ${may}`],
    ]);
    expect((await change(owner, '/policies/local', { dataSource: 'd.mine' }))[0]).toBe(422);
    const except = [{ ...rules[0], exceptWhen: { user: 'ann' } }];
    expect((await change(owner, '/policies/local', { rules: except }))[0]).toBe(422);
    expect(await remove(governor, '/policies/local')).toEqual([204]);
  });

  it('learns nothing of a masked column by a predicate over it', async () => {
    const probes = [
      { rows: { where: "name > 'M'" } },
      { rows: { column: { name: 'name' }, in: 'groups' } },
      {
        mask: { type: 'conditional', where: "phone LIKE '4%'", mask: { type: 'null' } },
        columns: { names: ['id'] },
      },
    ];
    for (const rule of probes) {
      const [status, [pointer, message] = []] = await create(owner, '/policies', {
        name: 'probe',
        dataSource: 'd.mine',
        rules: [rule],
      });
      expect([status, pointer]).toEqual([422, '/rules/0']);
      const disabled = { name: 'probe', dataSource: 'd.mine', enabled: false, rules: [rule] };
      expect((await create(owner, '/policies', disabled))[0]).toBe(422);
      expect(message).toMatch(/^a predicate reads column '(name|phone)', which a policy masks/);
    }
    expect(
      await create(owner, '/policies', {
        name: 'fine',
        dataSource: 'd.mine',
        rules: [{ rows: { where: "id > 'M'" } }],
      }),
    ).toEqual([201]);
  });

  it('reads only lookup tables that are open to owners', async () => {
    const secret =
      '(SELECT t.person FROM vault.hr.territory t ORDER BY t.person OFFSET 3 ROWS FETCH FIRST 1 ROW ONLY)';
    const mask = (expression: string) => ({
      rules: [{ mask: { type: 'custom', expression }, columns: { names: ['id'] } }],
    });
    const policy = { name: 'own', dataSource: 'd.mine' };
    const message = (table: string) =>
      `there is no lookup table '${table}' that owners may use; an administrator can allow one with usableBy: owners`;
    expect(await create(owner, '/policies', { ...policy, ...mask(secret) })).toEqual([
      422,
      ['/rules/0/mask/expression', message('vault.hr.territory')],
    ]);
    expect(
      await create(owner, '/policies', { ...policy, ...mask(secret.replaceAll('territory', '"TERRITORY"')) }),
    ).toEqual([422, ['/rules/0/mask/expression', message('vault.hr.territory')]]);
    expect(
      await create(owner, '/policies', {
        ...policy,
        rules: [{ rows: { where: 'id IN (SELECT t.x FROM vault.hr.none t)' } }],
      }),
    ).toEqual([422, ['/rules/0/rows/where', message('vault.hr.none')]]);
    expect(
      await create(owner, '/policies', {
        ...policy,
        rules: [{ rows: { where: 'id IN (SELECT t.region FROM vault.hr.regions t)' } }],
      }),
    ).toEqual([201]);
    expect(await create(governor, '/policies', { ...policy, name: 'g', ...mask(secret) })).toEqual([201]);
  });
});

describe('a governor', () => {
  it('keeps tags of data sources, and not what these stand for', async () => {
    const path = '/data-sources/d.mine';
    expect(await change(governor, path, withColumn('name', { tags: [] }))).toEqual([200]);
    expect(await change(governor, path, { table: 'c.s.secret' })).toEqual([
      422,
      ['/table', 'only an administrator may change the definition of a data source'],
    ]);
    expect((await change(governor, path, { owners: [{ user: 'eve' }] }))[0]).toBe(422);
    expect(
      await create(governor, '/data-sources', { schema: 'd', name: 'n', table: 'c.s.n', columns }),
    ).toEqual([403, ['', 'your roles do not let you create this: an administrator may']]);
  });

  it('opens no raw table as a lookup table', async () => {
    const table = { table: 'vault.hr.salary', columns: [{ name: 'v', type: 'bigint' }] };
    expect(await create(governor, '/lookup-tables', table)).toEqual([
      403,
      ['', 'your roles do not let you create this: an administrator may'],
    ]);
    expect((await change(governor, '/lookup-tables/vault.hr.territory', { usableBy: 'owners' }))[0]).toBe(
      403,
    );
    expect((await remove(governor, '/lookup-tables/vault.hr.territory'))[0]).toBe(403);
    expect((await change(governor, '/settings', { inlineHashKey: true }))[0]).toBe(403);
  });
});

describe('the table of the hash key', () => {
  const key = [{ name: 'key', type: 'varchar' }];
  const reason = 'contains the key of hash masks (settings.hashKeyTable), which nothing may read';

  it.each(['vault.scrim.hash_key', 'vault.scrim.hash_key_v2', 'vault.scrim."hash_key$files"'])(
    'is no lookup table and no data source, not even for an administrator: %s',
    async (table) => {
      const plain = table.replaceAll('"', '');
      const faulty = (pointer: string) => [422, [pointer, `table ${plain} ${reason}`]];
      expect(await create(api.admin, '/lookup-tables', { table, columns: key })).toEqual(faulty('/table'));
      const source = { schema: 'd', name: 'key' };
      expect(await create(api.admin, '/data-sources', { ...source, table, columns: key })).toEqual(
        faulty('/table'),
      );
      const query = `SELECT k.key FROM ${table.toUpperCase()} k`;
      const reads = [{ table, columns: key }];
      expect(await create(api.admin, '/data-sources', { ...source, query, reads, columns: key })).toEqual([
        422,
        ['/reads/0/table', `table ${plain} ${reason}`],
        ['/query', `table ${plain} ${reason}`],
      ]);
    },
  );

  it('is not made of a table that something reads', async () => {
    expect(await change(api.admin, '/settings', { hashKeyTable: 'vault.hr.territory' })).toEqual([
      422,
      [
        '/hashKeyTable',
        "lookup table 'vault.hr.territory' reads this table; nothing but the hash key settings may refer to the table of the hash key",
      ],
    ]);
    expect((await change(api.admin, '/settings', { hashKeyTable: 'c.s.mine_v3' }))[1]).toEqual([
      '/hashKeyTable',
      "data source 'd.mine' reads this table; nothing but the hash key settings may refer to the table of the hash key",
    ]);
  });
});
