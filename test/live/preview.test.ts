import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { stringify } from 'yaml';
import type { z } from 'zod';

import type { worldFile } from '../../src/model/world.js';
import { runToEnd } from '../unit/cli/run-command.js';
import { describeLive, live } from './support/live.js';
import { runAs } from './support/run-as.js';
import { serveScrim } from './support/serve-scrim.js';
import type { ServedScrim } from './support/serve-scrim.js';

type World = z.input<typeof worldFile>;

const world = {
  settings: { definer: 'scrim_owner', hashKeyTable: 'vault.scrim.hash_key' },
  tags: [{ name: 'PII' }],
  groups: [
    { name: 'europe', attributes: { region: ['3'] } },
    { name: 'asia', attributes: { region: ['2'] } },
  ],
  users: [{ name: 'ann', groups: ['europe'] }, { name: 'bob', groups: ['asia'] }, { name: 'nil' }],
  lookupTables: [
    {
      table: 'vault.scrim.territories',
      columns: [
        { name: 'person', type: 'varchar' },
        { name: 'regionkey', type: 'bigint' },
      ],
    },
  ],
  dataSources: [
    {
      schema: 'geo',
      name: 'nation',
      table: 'tpch.tiny.nation',
      columns: [
        { name: 'nationkey', type: 'bigint' },
        { name: 'name', type: 'varchar(25)', tags: ['PII'] },
        { name: 'regionkey', type: 'bigint' },
      ],
    },
    {
      schema: 'geo',
      name: 'region',
      table: 'tpch.tiny.region',
      columns: [
        { name: 'regionkey', type: 'bigint' },
        { name: 'name', type: 'varchar(25)' },
      ],
    },
    {
      schema: 'geo',
      name: 'joined',
      query:
        'SELECT n.name AS nation, r.name AS region, count(*) AS number FROM geo.nation n JOIN geo.region r ON n.regionkey = r.regionkey GROUP BY 1, 2',
      columns: [
        { name: 'nation', type: 'varchar(25)' },
        { name: 'region', type: 'varchar(25)' },
        { name: 'number', type: 'bigint' },
      ],
    },
    {
      schema: 'geo',
      name: 'orders',
      table: 'tpch.tiny.orders',
      columns: [
        { name: 'orderkey', type: 'bigint' },
        { name: 'orderdate', type: 'date' },
      ],
    },
  ],
  subscriptions: ['europe', 'asia'].flatMap((group) =>
    ['nation', 'region', 'joined', 'orders'].map((name) => ({
      dataSource: `geo.${name}`,
      subscriber: { group },
    })),
  ),
  policies: [
    {
      name: 'own region',
      dataSource: 'geo.nation',
      rules: [{ rows: { column: { name: 'regionkey' }, in: { attribute: 'region' } } }],
    },
    {
      name: 'territories',
      dataSource: 'geo.region',
      rules: [
        {
          rows: {
            where:
              'regionkey IN (SELECT t.regionkey FROM vault.scrim.territories t WHERE t.person = @username())',
          },
        },
      ],
    },
    {
      name: 'young',
      dataSource: 'geo.orders',
      rules: [{ rows: { column: { name: 'orderdate' }, newerThan: 'P29Y' } }],
    },
    {
      name: 'names',
      rules: [{ mask: { type: 'hash' }, columns: { tags: ['PII'] }, exceptWhen: { group: 'europe' } }],
    },
  ],
} satisfies World;

const queries = [
  'SELECT * FROM geo.nation ORDER BY nationkey',
  "SELECT * FROM scrim.geo.nation AS n WHERE n.name < 'G' ORDER BY nationkey",
  'SELECT r.name, count(n.nationkey) AS nations FROM geo.region r LEFT JOIN geo.nation n ON n.regionkey = r.regionkey GROUP BY 1 ORDER BY 1',
  'SELECT * FROM geo.region WHERE 10 / (regionkey - 4) < 100 ORDER BY 1',
  'SELECT * FROM geo.joined ORDER BY 1, 2',
  'SELECT count(*), max(orderdate) FROM geo.orders',
  'WITH mine AS (SELECT name FROM geo.nation WHERE regionkey IN (SELECT regionkey FROM geo.region)) SELECT name, current_user AS who FROM mine ORDER BY 1',
  'SELECT name, rank() OVER (ORDER BY nationkey DESC) AS place FROM geo.nation ORDER BY place LIMIT 3',
];

describeLive('scrim preview', () => {
  let scrim: ServedScrim;
  let folder: string;
  beforeAll(async () => {
    scrim = await serveScrim(world);
    folder = await mkdtemp(join(tmpdir(), 'preview-'));
    const { administrator } = live();
    for (const statement of [
      'CREATE SCHEMA IF NOT EXISTS vault.scrim',
      'DROP TABLE IF EXISTS vault.scrim.hash_key',
      `CREATE TABLE vault.scrim.hash_key AS SELECT '${scrim.hashKey}' AS key`,
      'DROP TABLE IF EXISTS vault.scrim.territories',
      "CREATE TABLE vault.scrim.territories AS SELECT * FROM (VALUES ('ann', 3), ('ann', 1), ('bob', 2)) AS t (person, regionkey)",
    ]) {
      await runAs(administrator, statement);
    }
  });
  afterAll(async () => {
    await rm(folder, { recursive: true });
    await scrim.stop();
  });

  const preview = (query: string, ...args: readonly string[]) =>
    runToEnd('admin', [
      'preview',
      query,
      '--trino',
      live().url,
      '--store',
      live().store,
      '--trino-user',
      live().administrator,
      ...args,
    ]);
  const rowsOf = async (query: string, ...args: readonly string[]): Promise<unknown> => {
    const { code, out, err } = await preview(query, '--json', '--limit', '100', ...args);
    if (code !== 0) throw new Error(err);
    const { rows, columns } = JSON.parse(out) as { rows: unknown; columns: { name: string; type: string }[] };
    return { rows, columns: columns.map(({ name, type }) => ({ name, type })) };
  };

  it.each(queries)('shows the rows of the views of each person: %s', async (query) => {
    for (const user of ['ann', 'bob']) {
      const { rows, columns } = await runAs(user, query, { catalog: 'scrim' });
      expect(rows.length).toBeGreaterThan(0);
      expect(await rowsOf(query, '--user', user)).toEqual({
        rows,
        // The name of the person is a literal, of the length that it has.
        columns: columns.map(({ name, type }) => ({ name, type: name === 'who' ? 'varchar(3)' : type })),
      });
      if (user === 'bob') continue;
      const asPerson = ['--impersonate', '--user', user];
      expect(await rowsOf(query, ...asPerson)).toEqual({ rows, columns });
    }
  });

  it('shows what would be seen', async () => {
    const query = 'SELECT count(*) FROM geo.nation';
    expect(await rowsOf(query, '--as-facts', 'groups=europe,groups=asia')).toMatchObject({ rows: [[10]] });
    const file = join(folder, 'change.yaml');
    const open = [
      { name: 'own region', dataSource: 'geo.nation', enabled: false, rules: world.policies[0]?.rules },
    ];
    await writeFile(file, stringify({ policies: open }));
    expect(await rowsOf(query, '--user', 'ann', '-f', file)).toMatchObject({ rows: [[25]] });
    expect(await rowsOf(query, '--user', 'ann')).toMatchObject({ rows: [[5]] });
    const orders = 'SELECT min(orderdate) FROM geo.orders';
    expect(await rowsOf(orders, '--user', 'ann', '--at', '2024-07-01')).toMatchObject({
      rows: [['1995-07-01']],
    });
  });

  it('prints a table, CSV, and how many rows there are', async () => {
    const query = 'SELECT nationkey, name FROM geo.nation ORDER BY 1';
    expect((await preview(query, '--user', 'ann', '--limit', '2')).out).toBe(
      `nationkey | name
----------+--------
        6 | FRANCE
        7 | GERMANY
(the first 2 rows; --limit prints more, as ann sees them)
`,
    );
    expect(await preview(query, '--user', 'ann', '--csv')).toMatchObject({
      out: 'nationkey,name\r\n6,FRANCE\r\n7,GERMANY\r\n19,ROMANIA\r\n22,RUSSIA\r\n23,UNITED KINGDOM\r\n',
      err: '(5 rows, as ann sees them)\n',
    });
  });

  it('refuses raw tables, and what the person may not know of', async () => {
    expect(await preview('SELECT * FROM tpch.tiny.nation', '--user', 'ann')).toMatchObject({
      code: 1,
      err: "scrim: the query, 1:15: 'tpch.tiny.nation' is no data source; name data sources, as SCHEMA.NAME or scrim.SCHEMA.NAME, and no other tables\n",
    });
    expect((await preview('SELECT * FROM geo.nation', '--user', 'nil')).err).toContain(
      "data source 'geo.nation' does not exist for nil: no subscription",
    );
  });
});
