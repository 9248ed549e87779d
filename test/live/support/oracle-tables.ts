import { literalOf, rawColumns } from '../../oracle/cells.js';
import type { RawColumn } from '../../oracle/cells.js';
import { lookupTable } from '../../oracle/predicate.js';
import { copiesAt, lookupRows } from '../../oracle/raw-tables.js';
import type { rawTables } from '../../oracle/raw-tables.js';
import { inParallel } from './in-parallel.js';
import { runAs } from './run-as.js';

const columnNames = Object.keys(rawColumns) as RawColumn[];

/**
 * Makes the oracle's raw tables on Trino, all at once where a catalog lets it.
 * @param places what names of the copies begin with that worlds stand on which are applied together
 */
export async function makeOracleTables(
  administrator: string,
  {
    tables,
    hashKey,
    places,
  }: {
    readonly tables: ReturnType<typeof rawTables>;
    readonly hashKey: string;
    readonly places: readonly string[];
  },
): Promise<void> {
  const made = Object.entries(tables).map(([name, rows]) => {
    const columns = columnNames.map((column) => `${column} ${rawColumns[column].type}`).join(', ');
    const values = rows.map(
      (row) =>
        `(${columnNames.map((column) => `CAST(${literalOf(rawColumns[column].kind, row[column] ?? null)} AS ${rawColumns[column].type})`).join(', ')})`,
    );
    return [`vault.oracle.${name}`, columns, values] as const;
  });
  const lookups = lookupRows.map(({ kind, region }) => `('${kind}', ${literalOf('text', region)})`);
  const everything = [...made, [lookupTable, 'kind varchar, place varchar', lookups] as const];
  await runAs(administrator, 'CREATE SCHEMA IF NOT EXISTS vault.oracle');
  for (const [name, columns, values] of everything) {
    await runAs(administrator, `DROP TABLE IF EXISTS ${name}`);
    await runAs(administrator, `CREATE TABLE ${name} (${columns})`);
    await runAs(administrator, `INSERT INTO ${name} VALUES ${values.join(', ')}`);
  }
  await inParallel(copiesAt(places), async ([name, raw]) => {
    await runAs(administrator, `CREATE TABLE vault.oracle.${name} AS TABLE vault.oracle.${raw}`);
  });
  await runAs(administrator, 'DROP TABLE IF EXISTS vault.oracle.hash_key');
  await runAs(administrator, `CREATE TABLE vault.oracle.hash_key AS SELECT '${hashKey}' AS key`);
}
