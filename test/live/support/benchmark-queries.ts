import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

import { often } from '../../support/runs.js';
import { live } from './live.js';
import { runAs } from './run-as.js';
import type { Answer } from './run-as.js';

/** A benchmark of the TPC, by the name of its folder of queries, and the catalog of its tables. */
export interface Benchmark {
  readonly name: string;
  readonly catalog: string;
}

export const tpch: Benchmark = { name: 'tpch', catalog: 'tpch_standard' };
export const tpcds: Benchmark = { name: 'tpcds', catalog: 'tpcds' };

/** The planner takes most of its time to look for good joins; any will do to compare. */
const session = { join_reordering_strategy: 'NONE', join_distribution_type: 'PARTITIONED' };

/** Asks something about the tables of a benchmark. */
export const askBenchmark = ({ catalog }: Pick<Benchmark, 'catalog'>, sql: string): Promise<Answer> =>
  runAs(live().administrator, sql, { catalog, schema: 'tiny', session });

/**
 * The queries of a benchmark.
 * @param half which of the many of TPC-DS are asked on each change: two tests share them out
 */
export function queriesOf(
  { name }: Benchmark,
  half: 'even' | 'odd',
): readonly { readonly file: string; readonly sql: string }[] {
  const folder = join('test', 'fixtures', 'sql', name);
  const isAsked = (_: string, index: number): boolean =>
    name !== tpcds.name || often(index % 2 === (half === 'even' ? 0 : 1), true);
  return readdirSync(folder)
    .sort()
    .filter(isAsked)
    .map((file) => ({ file, sql: readFileSync(join(folder, file), 'utf8').trim().replace(/;$/, '') }));
}
