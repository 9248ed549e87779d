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

/** The definer, every catalog with something that only the definer may read, sorted, and the table of the hash key. */
export async function readTrinoOfWorld(
  operations: Pick<Operations, 'settings' | 'dataSources' | 'hashKey'>,
  partsOf: PartsOf,
): Promise<TrinoOfWorld> {
  const { definer, hashKeyTable, hashKeyVersion = 1 } = await operations.settings();
  const tables = (await operations.dataSources()).flatMap(({ table, reads = [] }) => [
    ...(table === undefined ? [] : [table]),
    ...reads.map((read) => read.table),
  ]);
  const catalogs = [...tables, ...(hashKeyTable === undefined ? [] : [hashKeyTable])].flatMap((name) =>
    partsOf(name).slice(0, 1),
  );
  return {
    definer,
    rawCatalogs: [...new Set(catalogs)].sort(),
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
