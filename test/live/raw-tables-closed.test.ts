import { beforeAll, expect, it } from '@jest/globals';

import { describeLive, live } from './support/live.js';
import { runAs } from './support/run-as.js';

const closed = (catalog: string): string => `Access Denied: Cannot access catalog ${catalog}`;

/** Every way to a raw table, or to what is known about it, that SQL has. */
const attempts: readonly (readonly [sql: string, refusal: string])[] = [
  ['SELECT count(*) FROM tpch.tiny.orders', closed('tpch')],
  ['SELECT orderkey FROM tpch.tiny.orders LIMIT 1', closed('tpch')],
  ['TABLE vault.scrim.hash_key', closed('vault')],
  ['SELECT (SELECT key FROM vault.scrim.hash_key)', closed('vault')],
  ['WITH o AS (SELECT * FROM tpch.tiny.orders) SELECT count(*) FROM o', closed('tpch')],
  ['VALUES EXISTS (SELECT 1 FROM tpcds.tiny.customer)', closed('tpcds')],
  ['CREATE TABLE memory.default.stolen AS SELECT * FROM tpch.tiny.region', closed('tpch')],
  ['INSERT INTO memory.default.own SELECT regionkey FROM tpch.tiny.region', closed('tpch')],
  ['CREATE VIEW memory.default.stolen AS SELECT * FROM tpch.tiny.region', closed('tpch')],
  ['CREATE VIEW memory.default.stolen SECURITY INVOKER AS SELECT * FROM tpch.tiny.region', closed('tpch')],
  [
    'CREATE TABLE memory.default.stolen (LIKE tpch.tiny.region)',
    'Access Denied: Cannot reference columns of table tpch.tiny.region',
  ],
  ['DESCRIBE tpch.tiny.orders', closed('tpch')],
  ['SHOW COLUMNS FROM vault.scrim.hash_key', closed('vault')],
  ['SHOW STATS FOR tpch.tiny.orders', closed('tpch')],
  ['SHOW STATS FOR (SELECT * FROM tpch.tiny.orders WHERE orderkey = 1)', closed('tpch')],
  ['SHOW CREATE TABLE tpch.tiny.orders', closed('tpch')],
  ['SHOW CREATE SCHEMA tpch.tiny', closed('tpch')],
  ['SHOW SCHEMAS FROM tpch', closed('tpch')],
  ['SHOW TABLES FROM tpch.tiny', closed('tpch')],
  ['SHOW FUNCTIONS FROM tpch.tiny', closed('tpch')],
  ['USE tpch.tiny', closed('tpch')],
  ['SELECT * FROM tpch.information_schema.tables', closed('tpch')],
  ['SELECT * FROM vault.information_schema.columns', closed('vault')],
  ['EXPLAIN SELECT * FROM tpch.tiny.orders', closed('tpch')],
  ['EXPLAIN (TYPE IO) SELECT * FROM tpch.tiny.orders', closed('tpch')],
  ['EXPLAIN ANALYZE SELECT * FROM tpch.tiny.orders', closed('tpch')],
  [`EXECUTE IMMEDIATE 'SELECT * FROM tpch.tiny.orders'`, closed('tpch')],
  [
    'ANALYZE tpch.tiny.orders',
    'Access Denied: Cannot ANALYZE (missing insert privilege) table tpch.tiny.orders',
  ],
  ['INSERT INTO vault.scrim.hash_key VALUES (1)', closed('vault')],
  ['DELETE FROM vault.scrim.hash_key', closed('vault')],
  ['TRUNCATE TABLE vault.scrim.hash_key', closed('vault')],
  ['DROP TABLE vault.scrim.hash_key', closed('vault')],
  [`UPDATE vault.scrim.hash_key SET key = 2`, closed('vault')],
  ['ALTER TABLE vault.scrim.hash_key RENAME TO other', closed('vault')],
  ['ALTER TABLE vault.scrim.hash_key ADD COLUMN a int', closed('vault')],
  ['COMMENT ON TABLE vault.scrim.hash_key IS NULL', closed('vault')],
  [`CREATE SCHEMA vault.own`, closed('vault')],
  ['CREATE TABLE vault.scrim.own (a int)', closed('vault')],
  ['GRANT SELECT ON vault.scrim.hash_key TO USER alice', closed('vault')],
  [
    `SELECT * FROM TABLE(tpch.system.query(query => 'x'))`,
    "line 1:21: Table function 'tpch.system.query' not registered",
  ],
  ['SELECT * FROM system.runtime.tasks', 'Access Denied: Cannot select from table system.runtime.tasks'],
  ['SELECT * FROM system.runtime.nodes', 'Access Denied: Cannot select from table system.runtime.nodes'],
];

/** What lists catalogs, schemas, tables or columns, held to those that are closed. */
const listings: readonly string[] = [
  `SHOW CATALOGS LIKE 'tp%'`,
  `SHOW CATALOGS LIKE 'vault'`,
  `SELECT * FROM system.metadata.catalogs WHERE catalog_name IN ('tpch', 'tpcds', 'vault')`,
  `SELECT * FROM system.jdbc.catalogs WHERE table_cat IN ('tpch', 'tpcds', 'vault')`,
  `SELECT * FROM system.jdbc.schemas WHERE table_catalog IN ('tpch', 'tpcds', 'vault')`,
  `SELECT * FROM system.jdbc.tables WHERE table_cat IN ('tpch', 'tpcds', 'vault')`,
  `SELECT * FROM system.jdbc.columns WHERE table_cat IN ('tpch', 'tpcds', 'vault')`,
  `SELECT * FROM system.metadata.table_comments WHERE catalog_name IN ('tpch', 'tpcds', 'vault')`,
  `SHOW SESSION LIKE 'tpcds%'`,
];

describeLive('raw tables', () => {
  beforeAll(async () => {
    const { administrator } = live();
    await runAs(administrator, 'CREATE SCHEMA IF NOT EXISTS vault.scrim');
    await runAs(administrator, 'CREATE TABLE IF NOT EXISTS vault.scrim.hash_key (key bigint)');
    await runAs('alice', 'CREATE TABLE IF NOT EXISTS memory.default.own (a bigint)');
  });

  it('are there, for those whom they are open to', async () => {
    const { administrator } = live();
    const { columns, rows } = await runAs(administrator, 'SELECT count(*) AS n FROM tpch.tiny.orders');
    expect({ columns, rows }).toEqual({ columns: [{ name: 'n', type: 'bigint' }], rows: [[15_000]] });
    expect((await runAs(administrator, 'SELECT count(*) FROM vault.scrim.hash_key')).columns).toHaveLength(1);
  });

  it.each(attempts)('are closed to %s', async (sql, refusal) => {
    await expect(runAs('alice', sql)).rejects.toMatchObject({ message: refusal });
  });

  it('are closed to prepared statements', async () => {
    const headers = { 'X-Trino-Prepared-Statement': 'steal=SELECT%20name%20FROM%20tpch.tiny.region' };
    for (const sql of ['EXECUTE steal', 'DESCRIBE OUTPUT steal']) {
      await expect(runAs('alice', sql, { headers })).rejects.toMatchObject({ message: closed('tpch') });
    }
  });

  it('are closed to a session that begins in their schema', async () => {
    await expect(
      runAs('alice', 'SELECT * FROM region', { catalog: 'tpch', schema: 'tiny' }),
    ).rejects.toMatchObject({ message: closed('tpch') });
  });

  it.each(listings)('are not listed by %s', async (sql) => {
    expect((await runAs('alice', sql)).rows).toEqual([]);
    expect((await runAs(live().administrator, sql)).rows).not.toEqual([]);
  });

  it('leave people what is theirs', async () => {
    await runAs('alice', 'INSERT INTO memory.default.own VALUES 7');
    expect((await runAs('alice', 'SELECT a FROM memory.default.own')).rows).toContainEqual([7]);
  });
});

describeLive('the definer', () => {
  const refused = 'Access Denied: Cannot execute query';

  it.each(['SELECT 1', 'SELECT * FROM tpch.tiny.region', 'SHOW CATALOGS', 'TABLE vault.scrim.hash_key'])(
    'cannot be used for %s by whoever claims to be it',
    async (sql) => {
      await expect(runAs(live().definer, sql)).rejects.toMatchObject({ message: refused });
    },
  );

  it('is the same with white space around it, and another user in capitals', async () => {
    await expect(runAs(`${live().definer} `, 'SELECT 1')).rejects.toMatchObject({ message: refused });
    await expect(runAs(live().definer.toUpperCase(), 'SELECT * FROM tpch.tiny.region')).rejects.toMatchObject(
      { message: closed('tpch') },
    );
  });

  it('cannot be impersonated', async () => {
    const { definer } = live();
    const message = `Access Denied: User alice cannot impersonate user ${definer}`;
    const asked = runAs('alice', `SET SESSION AUTHORIZATION ${definer}`, {
      headers: { 'X-Trino-Client-Capabilities': 'SESSION_AUTHORIZATION' },
    });
    await expect(asked).rejects.toMatchObject({ message });
    // A client that has been granted another user sends both names from then on; this one pretends that it was.
    const headers = { 'X-Trino-User': definer, 'X-Trino-Original-User': 'alice' };
    const first = await fetch(`${live().url}/v1/statement`, { method: 'POST', body: 'SELECT 1', headers });
    const { nextUri } = (await first.json()) as { nextUri: string };
    expect(await (await fetch(nextUri)).json()).toMatchObject({ error: { message } });
  });

  it('cannot be given what a person has made, which would then read with its rights', async () => {
    const { definer } = live();
    await runAs('alice', 'CREATE OR REPLACE VIEW memory.default.bait AS SELECT 1 AS a');
    await expect(
      runAs('alice', `ALTER VIEW memory.default.bait SET AUTHORIZATION ${definer}`),
    ).rejects.toThrow(`Cannot set authorization for view memory.default.bait to USER ${definer}`);
    await expect(runAs('alice', `ALTER SCHEMA memory.default SET AUTHORIZATION ${definer}`)).rejects.toThrow(
      `Cannot set authorization for schema memory.default to USER ${definer}`,
    );
  });
});

describeLive("another person's queries", () => {
  const long = 'SELECT count(*) FROM tpch.sf1000.lineitem';
  const theirs = `SELECT query_id FROM system.runtime.queries WHERE query = '${long}' AND state <> 'FAILED'`;

  it('can be neither seen nor ended', async () => {
    const { administrator } = live();
    const running = runAs(administrator, long).catch((error: Error) => error.message);
    const id = await waitFor(administrator, theirs);

    expect((await runAs('alice', theirs)).rows).toEqual([]);
    expect((await runAs('alice', 'SELECT DISTINCT user FROM system.runtime.queries')).rows).toEqual([
      ['alice'],
    ]);
    await expect(runAs('alice', `CALL system.runtime.kill_query('${id}', 'because')`)).rejects.toThrow(
      'Access Denied: Cannot kill query',
    );
    const address = `${live().url}/v1/query/${id}`;
    const alice = { headers: { 'X-Trino-User': 'alice' } };
    expect((await fetch(address, alice)).status).toBe(403);
    expect((await fetch(address, { ...alice, method: 'DELETE' })).status).toBe(403);
    const listed = (await (await fetch(`${live().url}/v1/query`, alice)).json()) as { queryId: string }[];
    expect(listed.map(({ queryId }) => queryId)).not.toContain(id);

    await runAs(administrator, `CALL system.runtime.kill_query('${id}', 'the test is over')`);
    expect(await running).toContain('the test is over');
  });

  async function waitFor(user: string, sql: string): Promise<string> {
    for (let tries = 0; tries < 100; tries += 1) {
      const [row] = (await runAs(user, sql)).rows;
      if (row !== undefined) return String(row[0]);
    }
    throw new Error('the query did not begin');
  }
});
