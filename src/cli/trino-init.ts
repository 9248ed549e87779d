import type { Command } from 'commander';

import type { CliContext } from './context.js';
import { jsonOption } from './json-option.js';
import type { InitOptions } from './run-trino-init.js';
import { storeOption } from './store-option.js';
import type { TrinoOfWorld } from './trino-of-world.js';

/**
 * `scrim trino init`: writes what a stock Trino needs to ask scrim, and to keep people from going past it.
 *
 * @param ofWorld reads what is not said on the command line; asked only when something is not
 * @returns the command `scrim trino`, for others beside this one
 */
export function registerTrinoInit(
  program: Command,
  context: CliContext,
  ofWorld: (command: Command) => Promise<TrinoOfWorld> = readOfWorld,
): Command {
  const trino = program.command('trino').description('set up the Trino that people query');
  trino
    .command('init')
    .description("write the files of Trino's configuration folder that make it ask scrim")
    .requiredOption('--out <folder>', "folder to write to, such as Trino's own etc")
    .requiredOption('--scrim-url <url>', 'where Trino reaches scrim, such as http://127.0.0.1:8181')
    .option('--catalog <name>', 'name of the catalog that people query (default: scrim)')
    .option('--definer <user>', "owner of every view (default: the world's)")
    .option('--raw-catalog <name...>', "catalogs that only the definer reads (default: the world's)")
    .option('--open-catalog <name...>', 'catalogs in which everybody may make tables and views')
    .option('--administrator <user...>', 'users who may do everything; Trino must authenticate them')
    .option('--session-timeout <duration>', "how long Trino keeps a person's token unused (default: 1h)")
    .option('--force', 'replace files that are there with another content')
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
