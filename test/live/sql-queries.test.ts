// The queries of TPC-H and TPC-DS mean to a real Trino what they meant before scrim read and printed them.
import { expect, it } from '@jest/globals';

import { parseStatement } from '../../src/sql/parse/index.js';
import { print } from '../../src/sql/print/print.js';
import { askBenchmark, queriesOf, tpcds, tpch } from './support/benchmark-queries.js';
import type { Benchmark } from './support/benchmark-queries.js';
import { inParallel } from './support/in-parallel.js';
import { describeLive } from './support/live.js';

const reprint = (sql: string): string => print(parseStatement(sql, 'trino'), 'trino');

const ask = async (benchmark: Benchmark, sql: string) => (await askBenchmark(benchmark, sql)).rows;

/**
 * The plan shows every expression and every name of a result. What two statements of one plan answer can only differ where
 * one of them could answer twice in different ways (a LIMIT among equals), so plans tell more than rows.
 */
const planOf = (benchmark: Benchmark, sql: string) => ask(benchmark, `EXPLAIN (TYPE LOGICAL) ${sql}`);

const rowsOf = async (benchmark: Benchmark, sql: string) =>
  (await ask(benchmark, sql)).map((row) => JSON.stringify(row)).sort();

describeLive('queries that were read and printed', () => {
  it.each([tpch, tpcds])(
    'have the same plans as before: $name',
    async (benchmark) => {
      const differ = await inParallel(queriesOf(benchmark, 'odd'), async ({ file, sql }) => {
        const [before, after] = [await planOf(benchmark, sql), await planOf(benchmark, reprint(sql))];
        return JSON.stringify(after) === JSON.stringify(before) ? [] : [{ file, before, after }];
      });
      expect(differ.flat()).toEqual([]);
    },
    900_000,
  );

  it('have the same rows as before: tpch', async () => {
    const answers = await inParallel(queriesOf(tpch, 'odd'), async ({ file, sql }) => ({
      file,
      before: await rowsOf(tpch, sql),
      after: await rowsOf(tpch, reprint(sql)),
    }));
    expect(answers.map(({ file, after }) => ({ file, rows: after }))).toEqual(
      answers.map(({ file, before }) => ({ file, rows: before })),
    );
    expect(answers.filter(({ before }) => before.length > 0).length).toBeGreaterThan(15);
  });

  it.each([
    [
      'a literal',
      'SELECT name FROM region WHERE regionkey < 2',
      'SELECT name FROM region WHERE regionkey < 3',
    ],
    ['a name', 'SELECT name AS a FROM region', 'SELECT name AS b FROM region'],
    ['an order', 'SELECT name FROM region ORDER BY 1', 'SELECT name FROM region ORDER BY 1 NULLS FIRST'],
    [
      'a join',
      'SELECT 1 FROM region a JOIN region b ON true',
      'SELECT 1 FROM region a LEFT JOIN region b ON true',
    ],
    ['DISTINCT', 'SELECT name FROM region', 'SELECT DISTINCT name FROM region'],
  ])('would have other plans if %s were lost', async (_, one, other) => {
    const nations: Benchmark = { name: 'tpch', catalog: 'tpch' };
    expect(await planOf(nations, one)).not.toEqual(await planOf(nations, other));
  });
});
