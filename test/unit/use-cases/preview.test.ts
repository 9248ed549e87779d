import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { z } from 'zod';

import type { worldFile } from '../../../src/model/world.js';
import type { Store } from '../../../src/store/open-store.js';
import { createPorts } from '../../../src/use-cases/create-ports.js';
import type { DecisionRecord } from '../../../src/audit/decision-record.js';
import { operationsOn } from '../../../src/use-cases/operations.js';
import type { Operations } from '../../../src/use-cases/operations.js';
import { administrationOf } from '../../../src/use-cases/world/context.js';
import { storeOf } from '../store-of.js';

const world: z.input<typeof worldFile> = {
  settings: { definer: 'owner' },
  tags: [{ name: 'PII' }],
  groups: [{ name: 'eu' }, { name: 'us' }],
  users: [{ name: 'ann', groups: ['eu'] }, { name: "o'hara", groups: ['us'] }, { name: 'nil' }],
  dataSources: [
    {
      schema: 's',
      name: 'orders',
      table: 'lake.t.orders',
      columns: [
        { name: 'id', type: 'bigint' },
        { name: 'region', type: 'varchar' },
        { name: 'mail', type: 'varchar', tags: ['PII'] },
        { name: 'at', type: 'timestamp(3)' },
      ],
    },
    { schema: 's', name: 'regions', table: 'lake.t.regions', columns: [{ name: 'region', type: 'varchar' }] },
    { schema: 's', name: 'recent', table: 'lake.t.recent', columns: [{ name: 'at', type: 'timestamp(3)' }] },
    {
      schema: 's',
      name: 'far',
      platform: 'redshift',
      table: 'dev.t.far',
      columns: [{ name: 'a', type: 'bigint' }],
    },
  ],
  subscriptions: [
    ...['orders', 'regions', 'recent', 'far'].flatMap((name) =>
      ['eu', 'us'].map((group) => ({ dataSource: `s.${name}`, subscriber: { group } })),
    ),
  ],
  policies: [
    {
      name: 'own rows',
      dataSource: 's.orders',
      rules: [{ rows: { column: { name: 'region' }, in: 'groups' } }],
    },
    { name: 'mails', rules: [{ mask: { type: 'null' }, columns: { tags: ['PII'] } }] },
    { name: 'named', dataSource: 's.regions', rules: [{ rows: { where: 'region <> @username()' } }] },
    {
      name: 'young',
      dataSource: 's.recent',
      rules: [{ rows: { column: { name: 'at' }, newerThan: 'P30D' } }],
    },
  ],
};

let store: Store;
let operations: Operations;
const records: DecisionRecord[] = [];
beforeAll(async () => {
  store = (await storeOf(world)) as Store;
  const ports = await createPorts(store, (one) => {
    records.push(one);
    return Promise.resolve();
  });
  operations = operationsOn(administrationOf(store, ports));
});
beforeEach(() => {
  records.length = 0;
});
afterAll(() => store.close());

type Input = Parameters<Operations['preview']>[0];
const preview = async (query: string, input: Partial<Input> = {}): Promise<string> =>
  (await operations.preview({ query, user: 'ann', catalog: 'scrim', limit: 20, ...input })).sql.replaceAll(
    /\s+/g,
    ' ',
  );

const orders =
  '( SELECT CAST(shown.id AS bigint) AS id, CAST(shown.region AS varchar) AS region, CAST(shown.mail AS varchar) AS mail, CAST(shown.at AS timestamp(6)) AS at ' +
  "FROM ( SELECT id, region, CAST(NULL AS varchar) AS mail, at FROM lake.t.orders WHERE TRUE AND region = 'eu' ) AS shown )";

describe('a preview that another user runs', () => {
  it.each([
    ['SELECT id FROM s.orders', `SELECT id FROM ${orders} AS orders LIMIT 21`],
    [
      'SELECT id FROM Scrim.S."orders" AS o WHERE o.id > 1',
      `SELECT id FROM ${orders} AS o WHERE o.id > 1 LIMIT 21`,
    ],
    ['TABLE s.orders LIMIT 3', `SELECT * FROM ${orders} AS orders LIMIT 3`],
    ['SELECT id FROM s.orders LIMIT 1000', `SELECT id FROM ${orders} AS orders LIMIT 21`],
    [
      'SELECT id FROM s.orders FETCH FIRST ROW ONLY',
      `SELECT id FROM ${orders} AS orders FETCH FIRST ROWS ONLY`,
    ],
    ['SELECT current_user FROM s.orders', `SELECT 'ann' FROM ${orders} AS orders LIMIT 21`],
    [
      'WITH orders AS (SELECT 1 AS x) SELECT x FROM orders',
      'WITH orders AS (SELECT 1 AS x) SELECT x FROM orders LIMIT 21',
    ],
    ['VALUES 1', 'VALUES 1 LIMIT 21'],
  ])('makes of %s what the person would see', async (query, sql) => {
    expect((await preview(query)).replaceAll(/\( | \)/g, (part) => part.trim())).toBe(
      sql.replaceAll(/\( | \)/g, (part) => part.trim()),
    );
  });

  it('keeps the name of the person, and drops the condition on who runs the query', async () => {
    const sql = await preview('SELECT count(*) FROM s.regions, s.orders', { user: "o'hara" });
    expect(sql).toContain("'o''hara'");
    expect(sql).not.toMatch(/current_user|fail/i);
  });

  it('reads rows of another time', async () => {
    const input = { suppose: { at: '2026-12-01T00:00:00Z' } };
    const sql = await preview('SELECT * FROM s.recent', input);
    expect(sql).toContain("from_iso8601_timestamp('2026-12-01T00:00:00.000Z')");
    expect(sql).not.toMatch(/current_timestamp/i);
    expect(await preview('SELECT * FROM s.recent')).toMatch(/current_timestamp/i);
    await expect(preview('SELECT current_date FROM s.recent', input)).rejects.toThrow(
      "the query, 1:8: 'current_date' is the time of Trino, and not the one that is supposed: write a literal",
    );
    await expect(preview('SELECT now() FROM s.recent', input)).rejects.toThrow("'now' is the time of Trino");
  });

  const noSource = (name: string): string =>
    `'${name}' is no data source; name data sources, as SCHEMA.NAME or scrim.SCHEMA.NAME, and no other tables`;
  it.each([
    ['SELECT * FROM lake.t.orders', `1:15: ${noSource('lake.t.orders')}`],
    ['SELECT * FROM orders', `1:15: ${noSource('orders')}`],
    [
      'SELECT 1 FROM s.orders WHERE id IN (SELECT id FROM lake.t.orders)',
      `1:52: ${noSource('lake.t.orders')}`,
    ],
    ['SELECT (SELECT max(id) FROM lake.t.orders)', `1:29: ${noSource('lake.t.orders')}`],
    ['WITH x AS (TABLE lake.t.orders) SELECT * FROM x', `1:12: ${noSource('lake.t.orders')}`],
    ['SELECT * FROM scrim.s."orders$files"', "1:15: there is no data source 's.orders$files'"],
    ['SELECT * FROM other.s.orders', `1:15: ${noSource('other.s.orders')}`],
    ['SELECT * FROM information_schema.tables', `1:15: ${noSource('information_schema.tables')}`],
    ['SELECT * FROM s.ordrs', "1:15: there is no data source 's.ordrs'; did you mean 's.orders'?"],
    ['SELECT * FROM s.far', "1:15: data source 's.far' is a table of another platform: query it there"],
    [
      "SELECT * FROM TABLE(lake.system.query(query => 'SELECT 1'))",
      '1:15: a table function may read other tables',
    ],
    ['SELECT * FROM TABLE(sequence(1, 3))', '1:15: a table function may read other tables'],
    [
      'SELECT * FROM TABLE(exclude_columns(input => TABLE(s.orders), columns => DESCRIPTOR(id)))',
      '1:15: a table function may read other tables',
    ],
    [
      'SELECT lake.t.read(id) FROM s.orders',
      "1:8: 'lake.t.read' is no built-in function that scrim knows; others may read tables",
    ],
    ['SELECT read(id) FROM s.orders', "1:8: 'read' is no built-in function"],
    ['SELECT ai_gen(region) FROM s.orders', "1:8: 'ai_gen' is a function that calls a service"],
    [
      'SELECT current_groups() FROM s.orders',
      "1:8: 'current_groups' would be that of the user who runs the query",
    ],
    ['SELECT current_catalog', "1:8: 'current_catalog' would be that of the user who runs the query"],
    ['SELECT * FROM s.orders FOR VERSION AS OF 1', '1:24: a data source has no earlier versions'],
    ['SELECT * FROM s.orders WHERE id = ?', "1:35: there is no value for '?'"],
    ['SELECT nothing FROM s.orders', "1:8: column 'nothing'"],
    ['WITH FUNCTION f() RETURNS bigint RETURN 1 SELECT f()', '1:1: WITH FUNCTION is allowed'],
    ["WITH SESSION query_max_run_time = '1s' SELECT 1", '1:1: WITH SESSION is allowed'],
    ['EXPLAIN SELECT 1', '1:1: '],
    ['DELETE FROM s.orders', '1:1: '],
    ['SELECT 1; SELECT 2', '1:9: '],
    ['SELECT * FROM\n  lake.t.orders', `2:3: ${noSource('lake.t.orders')}`],
  ])('refuses %s', async (query, message) => {
    await expect(preview(query)).rejects.toThrow(`the query, ${message}`);
  });

  it('refuses a data source that does not exist for the person, and says why', async () => {
    await expect(preview('SELECT * FROM s.orders', { user: 'nil' })).rejects.toThrow(
      "the query, 1:15: data source 's.orders' does not exist for nil: no subscription",
    );
    expect(records).toEqual([
      expect.objectContaining({ for: 'preview', client: 'operator', user: 'nil', dataSource: 's.orders' }),
    ]);
  });

  it('is on record, with what was supposed', async () => {
    await preview('SELECT * FROM s.orders, s.regions', {
      user: undefined,
      suppose: { facts: { groups: ['us'] } },
    });
    expect(records.map((one) => one.for === 'preview' && [one.dataSource, one.user, one.supposed])).toEqual(
      ['s.orders', 's.regions'].map((name) => [
        name,
        '(new person)',
        ["user '(new person)' exists, in group 'us'"],
      ]),
    );
  });
});

describe('a preview that the person runs', () => {
  it('leaves the query as it is, but for its limit, and is on record', async () => {
    const query = 'SELECT id, x.f(id) FROM s.orders, lake.t.orders';
    expect(await preview(query, { impersonate: true, limit: 5 })).toBe(`${query} LIMIT 6`);
    expect(records).toMatchObject([{ for: 'preview', user: 'ann', dataSource: 's.orders' }]);
    await expect(preview('DELETE FROM s.orders', { impersonate: true })).rejects.toThrow('the query, 1:1: ');
  });

  it.each([
    { suppose: { at: '2026-12-01T00:00:00Z' } },
    { suppose: { facts: { groups: ['us'] } } },
    { files: [{ name: 'w.yaml', text: 'groups: [{ name: more }]' }] },
  ])('refuses %j', async (supposed) => {
    await expect(preview('SELECT 1', { impersonate: true, ...supposed })).rejects.toThrow(
      'a person who runs the query themselves sees the stored world as it is',
    );
  });
});
