import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';

import { runToEnd } from '../unit/cli/run-command.js';
import { describeLive, live } from './support/live.js';
import { runAs } from './support/run-as.js';
import { runScrim } from './support/run-scrim.js';
import { serveScrim } from './support/serve-scrim.js';
import type { ServedScrim } from './support/serve-scrim.js';

describeLive('scrim as a command, beside the scrim that serves', () => {
  let scrim: ServedScrim;
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'scrim-command-'));
    scrim = await serveScrim({
      settings: { definer: 'scrim_owner' },
      tags: [{ name: 'Sample' }],
      users: [{ name: 'kim' }],
    });
  });
  afterAll(async () => {
    await scrim.stop();
    await rm(folder, { recursive: true });
  });

  const inStore = () => ['--store', live().store];
  const add = (...args: readonly string[]) =>
    runToEnd('admin', [
      ...['datasource', 'add', '--trino', live().url, '--user', live().administrator],
      ...[...inStore(), '--owner', 'kim', ...args],
    ]);
  const listed = async (schema: string) =>
    (await runAs('kim', `SHOW TABLES FROM scrim.${schema}`)).rows.flat();

  it('registers a table of Trino, which its owner can query at once', async () => {
    const added = await add('--from-trino', 'tpch.sf1.nation', '--schema', 'one', '--name', 'country');
    expect(added).toEqual({
      code: 0,
      err: expect.not.stringContaining('not registered'),
      out: expect.stringMatching(/^\+ data source 'one\.country'\n1 created \(revision \d+\)\n$/),
    });
    expect((await runAs('kim', "SELECT regionkey FROM scrim.one.country WHERE name = 'PERU'")).rows).toEqual([
      [1],
    ]);
  });

  it('registers a whole schema, and finds that it still agrees', async () => {
    const added = await add('--from-trino', 'tpch.tiny', '--schema', 'whole', '--tag', 'Sample');
    expect(added).toMatchObject({ code: 0, out: expect.stringMatching(/^8 created \(revision \d+\)$/m) });
    const tables = 'customer lineitem nation orders part partsupp region supplier'.split(' ');
    expect(await listed('whole')).toEqual(tables);
    for (const table of tables) {
      const sql = (catalog: string) => `SELECT count(*) FROM ${catalog}.${table}`;
      const raw = await runAs(live().administrator, sql('tpch.tiny'));
      expect((await runAs('kim', sql('scrim.whole'))).rows).toEqual(raw.rows);
    }
    const again = await add('--from-trino', 'tpch.tiny', '--schema', 'whole', '--tag', 'Sample');
    expect(again).toMatchObject({ code: 0, out: expect.stringMatching(/^nothing to change /) });
    const checked = await runToEnd('admin', [
      ...['datasource', 'check', '--trino', live().url, '--user', live().administrator, ...inStore()],
    ]);
    expect(checked).toMatchObject({ code: 0, out: '9 data sources checked, 0 differ\n' });
    await scrim.apply(
      {
        dataSources: [
          {
            ...{ schema: 'derived', name: 'nations', owners: [{ user: 'kim' }] },
            query:
              'SELECT n.name, sum(o.totalprice) AS spent FROM whole.nation AS n JOIN whole.customer AS c ON c.nationkey = n.nationkey JOIN tpch.sf1.orders AS o ON o.custkey = c.custkey GROUP BY n.name',
            reads: [
              {
                table: 'tpch.sf1.orders',
                columns: [
                  { name: 'custkey', type: 'bigint' },
                  { name: 'totalprice', type: 'double' },
                ],
              },
            ],
            columns: [
              { name: 'name', type: 'varchar(25)' },
              { name: 'spent', type: 'bigint' },
            ],
          },
        ],
      },
      { closing: true },
    );
    const derived = await runToEnd('admin', [
      ...['datasource', 'check', 'derived.nations', '--trino', live().url, '--user', live().administrator],
      ...inStore(),
    ]);
    expect(derived).toMatchObject({
      code: 1,
      out: "derived.nations: column 'spent' is declared as bigint, and double in the result of its query\n1 data source checked, 1 differ\n",
    });
  });

  it('registers nothing with a tag that nobody declared', async () => {
    const added = await add('--from-trino', 'tpch.sf1000', '--schema', 'wrong', '--tag', 'Sampel');
    expect(added).toMatchObject({ code: 1, out: '' });
    expect(added.err).toContain(
      "data source 'wrong.customer' and 7 more: there is no tag 'Sampel'; did you mean 'Sample'?\n" +
        '1 error; nothing was applied\n',
    );
    expect((await runAs('kim', "SHOW SCHEMAS FROM scrim LIKE 'wrong'")).rows).toEqual([]);
  });

  it('has Trino validate the views of what an apply changed', async () => {
    const file = join(folder, 'validated.yaml');
    const text = `
settings: { definer: scrim_owner, functions: [{ name: not_there }] }
dataSources:
  - { schema: two, name: nation, table: tpch.sf100.nation, columns: [{ name: nationkey, type: varchar }] }
  - { schema: two, name: region, table: tpch.sf100.region, columns: [{ name: name, type: varchar }] }
  - { schema: two, name: part, table: tpch.sf100.part, columns: [{ name: name, type: varchar }] }
policies:
  - { name: udf, dataSource: two.region, rules: [{ rows: { where: "not_there(name) = 'x'" } }] }
`;
    await writeFile(file, text);
    const trino = ['--trino', live().url, '--user', live().administrator];
    const applied = await runToEnd('admin', ['apply', '--file', file, ...trino, ...inStore()]);
    expect(applied).toMatchObject({ code: 1, out: expect.stringContaining('created') });
    // The test before left one that is closed.
    const told = applied.err.split('\n').filter((line) => !line.includes("'derived.nations'"));
    expect(told).toEqual([
      "data source 'two.nation': column 'nationkey' is bigint in Trino, and its view needs varchar: declare its type as bigint",
      expect.stringMatching(
        /^data source 'two.region', as policy 'udf' shows it: Trino refuses: .*not_there/,
      ),
      '',
    ]);
    const again = await runToEnd('admin', ['apply', '--file', file, ...trino, ...inStore()]);
    expect(again).toMatchObject({ code: 0, err: expect.not.stringContaining('two.') });
    const nobody = await runToEnd('admin', ['apply', '--file', file, '--trino', live().url, ...inStore()]);
    expect(nobody).toMatchObject({ code: 1, err: expect.stringContaining('--trino needs --user') });
  });

  it('says that a table, or Trino itself, is not there', async () => {
    const missing = await add('--from-trino', 'tpch.tiny.natoin', '--schema', 'one');
    expect(missing).toMatchObject({
      code: 1,
      out: '',
      err: expect.stringContaining(
        "scrim: there is no table 'natoin' in schema tpch.tiny; did you mean 'nation'?\n",
      ),
    });
    const alone = await add(
      '--from-trino',
      'tpch.tiny.nation',
      '--schema',
      'one',
      '--trino',
      'http://127.0.0.1:1',
    );
    expect(alone).toMatchObject({
      code: 1,
      out: '',
      err: 'scrim: Trino at http://127.0.0.1:1 cannot be reached: connect ECONNREFUSED 127.0.0.1:1; check its URL\n',
    });
  });

  it('writes a file that makes the table of the hash key', async () => {
    const key = 'vault.command.hash_key';
    await scrim.apply({
      settings: {
        definer: 'scrim_owner',
        functions: [{ name: 'not_there' }],
        hashKeyTable: key,
      },
    });
    const init = ['trino', 'init', '--out', folder, '--scrim-url', scrim.url, '--administrator', 'admin'];
    const made = await runToEnd('admin', [...init, ...inStore()]);
    expect(made).toMatchObject({
      code: 0,
      err: '',
      out: expect.stringContaining('created   hash-key.sql\n'),
    });
    const file = await readFile(join(folder, 'hash-key.sql'), 'utf8');
    const statements = file.replace(/^--.*\n/gm, '').split(';\n');
    for (const sql of statements.filter((text) => text.trim() !== '')) await runAs(live().administrator, sql);
    expect((await runAs(live().administrator, `TABLE ${key}`)).rows).toEqual([[scrim.hashKey]]);
  });

  it('applies nothing of a world with an error, and all of it without', async () => {
    const file = join(folder, 'world.yaml');
    const source = (table: string) =>
      `dataSources:\n  - schema: applied\n    name: region\n    table: ${table}\n    owners: [{user: kim}]\n    columns: [{name: name, type: varchar(25)}]\n`;
    await writeFile(file, `${source('tpch.sf300.region')}users:\n  - name: lee\n    groups: [nobodys]\n`);
    const wrong = await runScrim(['apply', ...inStore(), '-f', file]);
    expect(wrong).toEqual({
      code: 1,
      out: '',
      err: `${file}:9:14: there is no group 'nobodys'; declare it under groups\n1 error; nothing was applied\n`,
    });
    await expect(runAs('kim', 'SELECT * FROM scrim.applied.region')).rejects.toThrow('does not exist');
    await writeFile(file, source('tpch.sf300.region'));
    expect(await runScrim(['apply', ...inStore(), '-f', file])).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^\+ data source 'applied\.region'\n1 created \(revision \d+\)\n$/),
    });
    expect((await runAs('kim', 'SELECT count(*) FROM scrim.applied.region')).rows).toEqual([[5]]);
  });
});
