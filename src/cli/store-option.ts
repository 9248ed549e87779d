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
export async function withOperations<T>(
  command: Command,
  work: (operations: Operations) => Promise<T>,
): Promise<T> {
  const { store } = command.opts<{ readonly store: string }>();
  const { openOperations } = await import('../serve/open-operations.js');
  const { operations, close } = await openOperations(store);
  try {
    return await work(operations);
  } finally {
    await close();
  }
}
