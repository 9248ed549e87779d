import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { isDeepStrictEqual } from 'node:util';
import { BasicAuth, Trino } from 'trino-client';

import { startLiveTrino, stopLiveTrino } from '../test/live/support/live-trino.js';
import type { LiveTrino } from '../test/live/support/live.js';
import { applyTo, serveForTrino } from './support/for-trino.js';
import { comparisons, hashKey, hashKeyTable, tables, territory, worldOf } from './tpch/comparisons.js';
import type { Comparison, Table } from './tpch/comparisons.js';
import { queries } from './tpch/queries.js';
import { median } from './support/median.js';

/** Of each query: the median of so many runs, both sides in turns, after one run that compares the answers. */
const rounds = Number(process.env['SCRIM_BENCH_ROUNDS'] ?? 5);
const scale = 'tpch_standard."sf0.1"';
const goal = 1.05;

/** What a query took: milliseconds for the person who asks, and milliseconds of CPU in Trino. */
interface Cost {
  readonly elapsed: number;
  readonly cpu: number;
}
interface Answer extends Cost {
  readonly rows: readonly unknown[];
}
type Ask = (sql: string, as?: { user?: string; catalog?: string; schema?: string }) => Promise<Answer>;

/**
 * The 22 queries of TPC-H at scale factor 0.1, on Iceberg: over scrim's views, and over plain views by hand that show the same, on a real
 * Trino. Both give equal answers, which is checked first.
 */
export async function run(): Promise<void> {
  process.env['CI'] ??= 'true';
  const folder = await mkdtemp(join(tmpdir(), 'scrim-bench-'));
  await startLiveTrino();
  try {
    const live = JSON.parse(process.env['SCRIM_LIVE'] ?? '') as LiveTrino;
    const ask = askOn(live);
    const columns = await makeTables(ask);
    const world = join(folder, 'world.json');
    await writeFile(world, JSON.stringify(worldOf(columns)));
    const store = join(folder, 'store');
    await applyTo(store, world);
    const stop = await serveForTrino(live, store);
    try {
      for (const comparison of comparisons) await compare(ask, comparison, columns);
    } finally {
      await stop();
    }
  } finally {
    await stopLiveTrino();
    await rm(folder, { recursive: true });
  }
}

const askOn =
  ({ url, administrator }: LiveTrino): Ask =>
  async (sql, { user = administrator, catalog = 'lake', schema = 'tpch' } = {}) => {
    const trino = Trino.create({ server: url, auth: new BasicAuth(user), catalog, schema, source: 'bench' });
    const rows: unknown[] = [];
    let cpu = NaN;
    const begun = performance.now();
    for await (const { error, data, stats } of await trino.query(sql)) {
      if (error !== undefined) throw new Error(`${error.message}: ${sql}`);
      rows.push(...(data ?? []));
      cpu = stats?.cpuTimeMillis ?? cpu;
    }
    return { rows, cpu, elapsed: performance.now() - begun };
  };

type Columns = ReadonlyMap<Table, readonly { readonly name: string; readonly type: string }[]>;

/** Makes the raw tables on Iceberg. @returns their columns */
async function makeTables(ask: Ask): Promise<Columns> {
  for (const schema of ['lake.tpch', 'vault.tpch']) await ask(`CREATE SCHEMA ${schema}`);
  await ask(`CREATE TABLE ${hashKeyTable} AS SELECT '${hashKey}' AS key`);
  await ask(
    `CREATE TABLE ${territory} AS SELECT person, nationkey FROM tpch.tiny.nation CROSS JOIN (VALUES 'bea') AS t (person) WHERE nationkey % 4 <> 0`,
  );
  const columns = new Map<Table, { readonly name: string; readonly type: string }[]>();
  for (const table of tables) {
    await ask(`CREATE TABLE lake.tpch.${table} AS SELECT * FROM ${scale}.${table}`);
    const { rows } = await ask(`SHOW COLUMNS FROM lake.tpch.${table}`);
    columns.set(
      table,
      (rows as string[][]).map(([name = '', type = '']) => ({ name, type })),
    );
  }
  return columns;
}

/** Makes the views by hand of a comparison. @returns their catalog and schema */
async function byHand(
  ask: Ask,
  { person, byHand: views }: Comparison,
  columns: Columns,
): Promise<{ readonly catalog: string; readonly schema: string }> {
  if (views === undefined) return { catalog: 'lake', schema: 'tpch' };
  const schema = `byhand_${person}`;
  await ask(`CREATE SCHEMA memory.${schema}`);
  for (const [table, own] of columns) {
    const { masks = {}, where } = views[table] ?? {};
    const items = own.map(({ name }) => (masks[name] === undefined ? name : `${masks[name]} AS ${name}`));
    const filter = where === undefined ? '' : ` WHERE ${where}`;
    await ask(
      `CREATE VIEW memory.${schema}.${table} AS SELECT ${items.join(', ')} FROM lake.tpch.${table}${filter}`,
    );
  }
  return { catalog: 'memory', schema };
}

async function compare(ask: Ask, comparison: Comparison, columns: Columns): Promise<void> {
  const { title, person: user } = comparison;
  const hand = { user, ...(await byHand(ask, comparison, columns)) };
  const scrim = { user, catalog: 'scrim', schema: 'tpch' };
  process.stdout.write(
    `${title}\n  ${'query'.padEnd(8)}${['by hand', 'scrim', 'ratio', 'CPU ratio'].map((head) => head.padStart(10)).join('')}\n`,
  );
  const ratios: number[] = [];
  const ofCpu: number[] = [];
  for (const [name, sql] of Object.entries(queries)) {
    const [expected, found] = [await ask(sql, hand), await ask(sql, scrim)];
    if (!isDeepStrictEqual(found.rows, expected.rows))
      throw new Error(
        `${name}: scrim's views answer ${JSON.stringify(found.rows.slice(0, 3))}, those by hand ${JSON.stringify(expected.rows.slice(0, 3))}`,
      );
    const taken: Readonly<Record<'hand' | 'scrim', Cost[]>> = { hand: [], scrim: [] };
    for (let round = 0; round < rounds; round += 1) {
      const turns = round % 2 === 0 ? (['hand', 'scrim'] as const) : (['scrim', 'hand'] as const);
      for (const side of turns) taken[side].push(await ask(sql, side === 'hand' ? hand : scrim));
    }
    const elapsed = (side: 'hand' | 'scrim'): number => median(taken[side].map((cost) => cost.elapsed));
    const cpu = (side: 'hand' | 'scrim'): number => median(taken[side].map((cost) => cost.cpu));
    ratios.push(elapsed('scrim') / elapsed('hand'));
    ofCpu.push(cpu('scrim') / cpu('hand'));
    process.stdout.write(
      `  ${name.padEnd(8)}${[elapsed('hand').toFixed(0), elapsed('scrim').toFixed(0), ...[ratios, ofCpu].map((all) => `${(all.at(-1) ?? NaN).toFixed(2)}x`)].map((cell) => cell.padStart(10)).join('')}\n`,
    );
  }
  process.stdout.write(
    `  geometric mean${''.padEnd(14)}${[ratios, ofCpu].map((all) => `${geometricMean(all).toFixed(2)}x`.padStart(10)).join('')}   goal <= ${goal}x\n`,
  );
}

const geometricMean = (values: readonly number[]): number =>
  Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length);
