import type { Command } from 'commander';

import type { Operations } from '../service/operations.js';
import { withOperations } from './store-option.js';
import type { TrinoOfWorld } from './trino-init.js';

/** What a name is taken apart with. */
type PartsOf = (name: string) => readonly string[];

/** Reads from the store that a command names what the world says about its Trino. */
export const trinoOfWorld =
  (partsOf: PartsOf) =>
  (command: Command): Promise<TrinoOfWorld> =>
    withOperations(command, (operations) => readTrinoOfWorld(operations, partsOf));

/** What is asked for the raw catalogs of a world. */
type RawOperations = Pick<Operations, 'settings' | 'dataSources' | 'lookupTables'>;

/** Every catalog of Trino with something that only the definer may read, sorted. */
export async function readRawCatalogs(
  operations: RawOperations,
  partsOf: PartsOf,
): Promise<readonly string[]> {
  const { hashKeyTable } = await operations.settings();
  const dataSources = await operations.dataSources();
  const lookupTables = await operations.lookupTables();
  const tables = [
    ...dataSources
      .filter(({ platform }) => platform === 'trino')
      .flatMap(({ table, reads = [] }) => [
        ...(table === undefined ? [] : [table]),
        ...reads.map((read) => read.table),
      ]),
    ...lookupTables.filter(({ platform }) => platform !== 'redshift').map(({ table }) => table),
    ...(hashKeyTable === undefined ? [] : [hashKeyTable]),
  ];
  return [...new Set(tables.flatMap((name) => partsOf(name).slice(0, 1)))].sort();
}

/** The definer, the raw catalogs, and the table of the hash key. */
export async function readTrinoOfWorld(
  operations: RawOperations & Pick<Operations, 'hashKey'>,
  partsOf: PartsOf,
): Promise<TrinoOfWorld> {
  const { definer, hashKeyTable, hashKeyVersion = 1 } = await operations.settings();
  return {
    definer,
    rawCatalogs: await readRawCatalogs(operations, partsOf),
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
