import { afterAll, beforeAll, expect, it } from '@jest/globals';

import { describeLive } from './support/live.js';
import { runAs } from './support/run-as.js';
import { serveScrim } from './support/serve-scrim.js';
import type { ServedScrim } from './support/serve-scrim.js';

/** Names that a URI, a form, SQL or a regular expression writes in another way than they are. */
const odd = [
  'my space',
  'a+b',
  '50%',
  '%41',
  'a/b',
  "it's",
  'say "hi"',
  'a?b#c',
  'a&b=c',
  'a\\b;c',
  'a$files',
  'a@1',
  '*~',
  'straße',
  '日本 東京',
  '😀',
];

/** @param scale one of tpch's, each of which has five regions */
const source = (schema: string, name: string, scale: number) => ({
  schema,
  name,
  table: `tpch.sf${scale}.region`,
  owners: [{ user: 'own' }],
  columns: [
    { name: 'name', type: 'varchar(25)' },
    { name: 'regionkey', type: 'bigint' },
  ],
});
const dataSources = odd.flatMap((name, index) => [
  source(name, 'region', 2 * index + 1),
  source('views', name, 2 * index + 2),
]);

const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`;
const rowsOf = async (sql: string) => (await runAs('own', sql)).rows;
const sorted = (rows: readonly (readonly unknown[])[]) => rows.map((row) => JSON.stringify(row)).toSorted();

describeLive('names that paths encode', () => {
  let scrim: ServedScrim;
  beforeAll(async () => {
    scrim = await serveScrim({
      settings: { definer: 'scrim_owner' },
      users: [{ name: 'own' }],
      dataSources,
    });
  });
  afterAll(() => scrim.stop());

  it('are found in every list of Trino', async () => {
    const views = sorted(dataSources.map(({ schema, name }) => [schema, name]));
    const own = "WHERE table_schema NOT IN ('information_schema', 'system')";
    for (const table of ['views', 'tables']) {
      const sql = `SELECT table_schema, table_name FROM scrim.information_schema.${table} ${own}`;
      expect(sorted(await rowsOf(sql))).toEqual(views);
    }
    const columns = `SELECT DISTINCT table_schema, table_name FROM scrim.information_schema.columns ${own}`;
    expect(sorted(await rowsOf(columns))).toEqual(views);
    expect(sorted(await rowsOf('SHOW TABLES FROM scrim.views'))).toEqual(sorted(odd.map((name) => [name])));
  });

  it.each(odd)('are queried: %s', async (name) => {
    for (const view of [`${quoted(name)}.region`, `views.${quoted(name)}`]) {
      expect(await rowsOf(`SELECT count(*) FROM scrim.${view}`)).toEqual([[5]]);
    }
    expect(await rowsOf(`SHOW TABLES FROM scrim.${quoted(name)}`)).toEqual([['region']]);
  });
});
