import type { Command } from 'commander';

import type { RawTable } from '../trino/raw-table.js';
import { rawNameOf, trinoSql } from '../trino/trino-sql.js';
import type { Operations } from '../use-cases/operations.js';
import { withOperations } from './store-option.js';

/** Splits a name into its parts. */
type PartsOf = (name: string) => readonly string[];

/** The world's values for the configuration of its Trino. */
export interface TrinoOfWorld {
  readonly definer: string | undefined;
  /** Catalogs of the raw tables and of the hash-key table. */
  readonly rawCatalogs: readonly string[];
  /** The table of the hash key: the parts of its name, and its content; undefined if no such table is needed. */
  readonly hashKey?: { readonly table: readonly string[]; readonly key: string };
}

/** Reads the values for Trino from the store that a command names. */
export const trinoOfWorld = (command: Command): Promise<TrinoOfWorld> =>
  withOperations(command, (operations) => readTrinoOfWorld(operations, trinoSql.partsOf));

/** The parts of the world that determine its raw catalogs. */
type RawOperations = Pick<Operations, 'settings' | 'dataSources' | 'lookupTables'>;

/** The raw tables that only the definer may read in Trino, by catalog, sorted. */
export async function readRawTables(
  operations: RawOperations,
  partsOf: PartsOf,
): Promise<ReadonlyMap<string, readonly RawTable[]>> {
  const { hashKeyTable } = await operations.settings();
  const dataSources = await operations.dataSources();
  const lookupTables = await operations.lookupTables();
  const tables = [
    ...dataSources
      .filter(({ platform }) => platform === 'trino')
      .flatMap(({ table, columns, reads = [] }) => [
        ...(table === undefined ? [] : [{ table, columns }]),
        ...reads,
      ]),
    ...lookupTables.filter(({ platform }) => platform !== 'redshift'),
    ...(hashKeyTable === undefined ? [] : [{ table: hashKeyTable, columns: [] }]),
  ];
  const byCatalog = new Map<string, RawTable[]>();
  for (const { table, columns } of tables) {
    const name = rawNameOf(table, partsOf);
    if (name === undefined) continue;
    byCatalog.set(name.catalog, [...(byCatalog.get(name.catalog) ?? []), { ...name, columns }]);
  }
  return new Map([...byCatalog].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The definer, the raw catalogs, and the table of the hash key. */
export async function readTrinoOfWorld(
  operations: RawOperations & Pick<Operations, 'hashKey'>,
  partsOf: PartsOf,
): Promise<TrinoOfWorld> {
  const { definer, hashKeyTable, hashKeyVersion = 1 } = await operations.settings();
  return {
    definer,
    rawCatalogs: [...(await readRawTables(operations, partsOf)).keys()],
    ...(hashKeyTable === undefined
      ? {}
      : {
          hashKey: {
            table: partsOf(hashKeyTable),
            key: await operations.hashKey({ version: hashKeyVersion }),
          },
        }),
  };
}
