import type { Command } from 'commander';

import type { CliContext } from './context.js';
import { jsonOption } from './json-option.js';
import type { InitOptions } from './run-trino-init.js';
import { storeOption } from './store-option.js';
import type { TrinoOfWorld } from './trino-of-world.js';

/**
 * `scrim trino init`: writes the files that connect a stock Trino to scrim, and close the raw tables to people.
 *
 * @param ofWorld reads the values that the command line does not give; called only if one is missing
 * @returns the command `scrim trino`, to add other subcommands
 */
export function registerTrinoInit(
  program: Command,
  context: CliContext,
  ofWorld: (command: Command) => Promise<TrinoOfWorld> = readOfWorld,
): Command {
  const trino = program.command('trino').description('set up the Trino that people query');
  trino
    .command('init')
    .description("write the files of Trino's configuration folder that connect it to scrim")
    .requiredOption('--out <folder>', "folder to write to, such as Trino's own etc")
    .requiredOption('--scrim-url <url>', 'where Trino reaches scrim, such as http://127.0.0.1:8181')
    .option('--catalog <name>', 'name of the catalog that people query (default: scrim)')
    .option('--definer <user>', "owner of every view (default: the world's)")
    .option('--raw-catalog <name...>', "catalogs that only the definer reads (default: the world's)")
    .option('--open-catalog <name...>', 'catalogs in which everybody may create tables and views')
    .option('--administrator <user...>', 'users who may do everything; Trino must authenticate them')
    .option('--session-timeout <duration>', "how long Trino keeps a person's unused token (default: 1h)")
    .option('--force', 'replace existing files with different content')
    .option(...jsonOption)
    .addOption(storeOption())
    .action(async (options: InitOptions, command: Command) => {
      const { runTrinoInit } = await import('./run-trino-init.js');
      await runTrinoInit(context, options, () => ofWorld(command));
    });
  return trino;
}

async function readOfWorld(command: Command): Promise<TrinoOfWorld> {
  const { trinoOfWorld } = await import('./trino-of-world.js');
  return trinoOfWorld(command);
}
