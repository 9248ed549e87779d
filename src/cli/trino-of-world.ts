import type { Command } from 'commander';

import type { RawTable } from '../trino/raw-table.js';
import { rawNameOf, trinoSql } from '../trino/trino-sql.js';
import type { Operations } from '../use-cases/operations.js';
import { withOperations } from './store-option.js';

/** What a name is taken apart with. */
type PartsOf = (name: string) => readonly string[];

/** What the world says about the Trino in front of it. */
export interface TrinoOfWorld {
  readonly definer: string | undefined;
  /** Catalogs of the raw tables and of the hash-key table. */
  readonly rawCatalogs: readonly string[];
  /** The table of the hash key, by the parts of its name, and what it holds; undefined where hashes need none. */
  readonly hashKey?: { readonly table: readonly string[]; readonly key: string };
}

/** Reads from the store that a command names what the world says about its Trino. */
export const trinoOfWorld = (command: Command): Promise<TrinoOfWorld> =>
  withOperations(command, (operations) => readTrinoOfWorld(operations, trinoSql.partsOf));

/** What is asked for the raw catalogs of a world. */
type RawOperations = Pick<Operations, 'settings' | 'dataSources' | 'lookupTables'>;

/** What only the definer may read on Trino, by its catalog, sorted. */
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
