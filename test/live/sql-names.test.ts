// What scrim finds out about the names in a query is what a real Trino makes of them.
import { expect, it } from '@jest/globals';

import { allColumns, query, select, table } from '../../src/sql/build.js';
import { parseQuery } from '../../src/sql/parse/index.js';
import { print } from '../../src/sql/print/print.js';
import { replaceTables, resolve, type Lookup, type ReplaceTable } from '../../src/sql/scope/index.js';
import { askBenchmark, queriesOf, tpcds, tpch } from './support/benchmark-queries.js';
import type { Benchmark } from './support/benchmark-queries.js';
import { inParallel } from './support/in-parallel.js';
import { describeLive, live } from './support/live.js';
import { runAs } from './support/run-as.js';

/** Knows the tables of the schema `tiny`. */
async function lookupOf(benchmark: Pick<Benchmark, 'catalog'>): Promise<Lookup> {
  const columns = table([benchmark.catalog, 'information_schema', 'columns']);
  const { rows } = await askBenchmark(
    benchmark,
    print(query(select({ items: [allColumns()], from: columns })), 'trino'),
  );
  const tables = new Map<string, string[]>();
  for (const [, schema, name, column] of rows) {
    if (schema !== 'tiny') continue;
    tables.set(String(name), [...(tables.get(String(name)) ?? []), String(column)]);
  }
  return (parts) => tables.get(parts.at(-1) ?? '');
}

const governed =
  ({ catalog }: Benchmark): ReplaceTable =>
  ({ name: { parts } }) =>
    query(
      select({
        items: [allColumns()],
        from: table([catalog, 'tiny', parts.at(-1)?.value ?? '']),
      }),
    );

/** Names as Trino shows them, over `tpch.tiny`. */
const named = [
  'SELECT NAME, "Name" AS "X", nationkey + 1 FROM nation',
  'SELECT n.*, r.name AS region FROM nation n JOIN region r ON n.regionkey = r.regionkey',
  'SELECT * FROM nation n JOIN region r USING (regionkey)',
  'SELECT r.*, regionkey FROM nation n JOIN region r USING (regionkey)',
  'SELECT * FROM nation n JOIN region r USING (REGIONKEY) JOIN customer c USING (nationkey) LIMIT 1',
  'SELECT tiny.nation.name, nation.comment FROM tiny.nation',
  'WITH nation AS (SELECT 1 AS one) SELECT * FROM nation',
  'WITH nation AS (SELECT 1 AS one) SELECT * FROM tiny.nation LIMIT 1',
  'WITH nation AS (SELECT * FROM nation) SELECT * FROM nation LIMIT 1',
  'WITH x (A, "b c") AS (SELECT name, regionkey FROM nation) SELECT *, x.a FROM x LIMIT 1',
  'WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3) SELECT * FROM n',
  'SELECT * FROM (VALUES (1, 2)) AS v (a, B)',
  'SELECT * FROM (VALUES (1, 2))',
  'SELECT name AS q FROM nation UNION SELECT name FROM region ORDER BY Q',
  'SELECT * FROM nation UNION CORRESPONDING SELECT * FROM region',
  'SELECT t.x.y, t.x FROM (SELECT CAST(ROW(1) AS row(y bigint)) AS x) AS t',
  'SELECT t.x.* AS (Q), CAST(x AS row(y bigint)).* FROM (SELECT CAST(ROW(1) AS row(y bigint)) AS x) AS t',
  'SELECT * FROM nation CROSS JOIN UNNEST(ARRAY[1, 2], ARRAY[ROW(3, 4)]) WITH ORDINALITY LIMIT 1',
  'SELECT * FROM UNNEST(CAST(NULL AS array(row(p bigint, q varchar)))) AS u',
  'TABLE region ORDER BY name',
  'SELECT max(name), count(*) AS n, regionkey FROM nation GROUP BY 3 ORDER BY N, nation.regionkey',
  'SELECT * FROM TABLE(sequence(1, 2))',
  "SELECT * FROM JSON_TABLE('[1]', 'lax $[*]' COLUMNS (o FOR ORDINALITY, NESTED PATH 'lax $' COLUMNS (V bigint PATH 'lax $')))",
  'SELECT * FROM nation MATCH_RECOGNIZE (PARTITION BY regionkey ORDER BY name MEASURES X.comment AS m ALL ROWS PER MATCH PATTERN (X) DEFINE X AS true) LIMIT 1',
  'SELECT * FROM nation MATCH_RECOGNIZE (PARTITION BY regionkey ORDER BY name MEASURES X.comment AS m PATTERN (X) DEFINE X AS true) LIMIT 1',
];

/** Names that Trino refuses as well. */
const refused = [
  'SELECT n.name FROM nation n JOIN region r USING (name)',
  'SELECT name FROM nation, region',
  'SELECT nation.name FROM nation AS n',
  'SELECT tpch.tiny.nation.name FROM tiny.nation',
  'SELECT name AS x FROM nation WHERE x = name',
  'SELECT name AS x, regionkey AS x FROM nation ORDER BY x',
  'SELECT name FROM nation UNION SELECT comment FROM nation ORDER BY comment',
  'SELECT 1 FROM nation n, (SELECT n.name) AS x',
  'SELECT 1 FROM UNNEST(ARRAY[n.name]) AS x (y), nation n',
  'SELECT 1 FROM nation n, UNNEST(ARRAY[n.name]) AS u (x) CROSS JOIN region',
  'WITH x AS (SELECT * FROM y), y AS (SELECT 1 AS one) SELECT * FROM x',
  'WITH x (a) AS (SELECT name, comment FROM nation) SELECT a FROM x',
  'WITH x AS (SELECT 1), X AS (SELECT 2) SELECT 1',
  'SELECT a FROM nation AS n (a)',
  'SELECT sum(regionkey) OVER w FROM nation',
  'SELECT * FROM nation NATURAL JOIN region',
  'SELECT n.q FROM nation n',
  'SELECT m FROM nation MATCH_RECOGNIZE (MEASURES "x".name AS m PATTERN (X) DEFINE X AS true)',
];

const replaced = (benchmark: Benchmark, lookup: Lookup, sql: string): string =>
  print(replaceTables(parseQuery(sql, 'trino'), lookup, 'trino', governed(benchmark)), 'trino');

describeLive('names in queries', () => {
  it('mean the same once tables are replaced: the rows of tpch', async () => {
    const lookup = await lookupOf(tpch);
    const rowsOf = async (sql: string) =>
      (await askBenchmark(tpch, sql)).rows.map((row) => JSON.stringify(row)).sort();
    const differ = await inParallel(queriesOf(tpch, 'even'), async ({ file, sql }) => {
      const [before, after] = [await rowsOf(sql), await rowsOf(replaced(tpch, lookup, sql))];
      return JSON.stringify(before) === JSON.stringify(after) ? [] : [{ file, before, after }];
    });
    expect(differ.flat()).toEqual([]);
  });

  it('give the same columns once tables are replaced: the results of tpcds', async () => {
    const lookup = await lookupOf(tpcds);
    const resultOf = async (sql: string) => {
      const { rows } = await askBenchmark(tpcds, `EXPLAIN (TYPE LOGICAL) ${sql}`);
      return /Output\[columnNames = .*\]/.exec(String(rows[0]?.[0]))?.[0];
    };
    const differ = await inParallel(queriesOf(tpcds, 'even'), async ({ file, sql }) => {
      const [before, after] = [await resultOf(sql), await resultOf(replaced(tpcds, lookup, sql))];
      const found = resolve(parseQuery(sql, 'trino'), lookup, 'trino').output;
      const names = found?.map(({ name }, index) => name ?? `_col${index}`).join(', ');
      const expected = `Output[columnNames = [${names}]]`;
      return before === expected && after === expected ? [] : [{ file, before, after, expected }];
    });
    expect(differ.flat()).toEqual([]);
  });

  it('are those of the results that Trino gives', async () => {
    const lookup = await lookupOf({ catalog: 'tpch' });
    const differ = await inParallel(named, async (sql) => {
      const { output, errors } = resolve(parseQuery(sql, 'trino'), lookup, 'trino');
      const found = output?.map(({ name }, index) => name ?? `_col${index}`);
      const { columns } = await runAs(live().administrator, sql, { catalog: 'tpch', schema: 'tiny' });
      const same = JSON.stringify(found) === JSON.stringify(columns.map(({ name }) => name));
      return same && errors.length === 0 ? [] : [{ sql, found, errors, columns }];
    });
    expect(differ.flat()).toEqual([]);
  });

  it('are refused where Trino refuses them', async () => {
    const lookup = await lookupOf({ catalog: 'tpch' });
    const accepted = await inParallel(refused, async (sql) => {
      const { errors } = resolve(parseQuery(sql, 'trino'), lookup, 'trino');
      const answer = runAs(live().administrator, sql, { catalog: 'tpch', schema: 'tiny' });
      const refusal = await answer.then(
        () => undefined,
        (error: Error) => error.message,
      );
      return errors.length > 0 && refusal !== undefined ? [] : [{ sql, errors, refusal }];
    });
    expect(accepted.flat()).toEqual([]);
  });
});
