import { Option } from 'commander';
import type { Command } from 'commander';

import type { Operations } from '../use-cases/operations.js';

type Environment = Readonly<Record<string, string | undefined>>;

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

/** The same for a command that needs the archive of records, which the configuration of `scrim serve` names. */
export const withArchive = <T>(
  command: Command,
  env: Environment,
  work: (operations: Operations) => Promise<T>,
): Promise<T> => run(command, work, false, env);

/** The same for a command that only asks; with the archive of records if the environment is given. Where no store exists yet it asks an empty one, and creates nothing on disk. */
export const askOperations = <T>(
  command: Command,
  work: (operations: Operations) => Promise<T>,
  env?: Environment,
): Promise<T> => run(command, work, true, env);

/** The option for the configuration that names the archive of records. */
export const configOption = (): Option =>
  new Option(
    '--config <file>',
    'configuration file of scrim serve, for the archive of a store that this command opens itself',
  );

async function run<T>(
  command: Command,
  work: (operations: Operations) => Promise<T>,
  asking: boolean,
  env?: Environment,
): Promise<T> {
  const { store, config } = command.opts<{ readonly store: string; readonly config?: string }>();
  const { openOperations } = await import('../serve/open-operations.js');
  const { operations, close } = await openOperations(store, {
    asking,
    ...(env !== undefined && {
      archive: async () => (await import('../serve/archive-of.js')).archiveOfFile(config, env),
    }),
  });
  try {
    return await work(operations);
  } finally {
    await close();
  }
}
