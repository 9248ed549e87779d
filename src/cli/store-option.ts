import { Option } from 'commander';
import type { Command } from 'commander';

import type { Operations } from '../use-cases/operations.js';

/** The default location of the world. */
const defaultStore = './.scrim';

/** The option for the location of the world. */
export const storeOption = (): Option =>
  new Option('--store <location>', 'where the world is kept: folder, or postgres://USER@HOST:PORT/DATABASE')
    .env('SCRIM_STORE')
    .default(defaultStore);

/** Runs a command's work on the store from its options, and closes the store in every case. */
export const withOperations = <T>(
  command: Command,
  work: (operations: Operations) => Promise<T>,
): Promise<T> => run(command, work, false);

/** The same for a command that only asks. Where no store exists yet it asks an empty one, and creates nothing on disk. */
export const askOperations = <T>(
  command: Command,
  work: (operations: Operations) => Promise<T>,
): Promise<T> => run(command, work, true);

async function run<T>(
  command: Command,
  work: (operations: Operations) => Promise<T>,
  asking: boolean,
): Promise<T> {
  const { store } = command.opts<{ readonly store: string }>();
  const { openOperations } = await import('../serve/open-operations.js');
  const { operations, close } = await openOperations(store, { asking });
  try {
    return await work(operations);
  } finally {
    await close();
  }
}
