import { Option } from 'commander';
import type { Command } from 'commander';

import type { CliContext } from './context.js';
import { jsonOption } from './json-option.js';
import type { InitOptions } from './run-trino-init.js';
import { readPort } from './read-port.js';
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
    .addOption(
      new Option(
        '--guard',
        'let Trino ask scrim for access control: people read views only, the raw catalogs are closed',
      ).conflicts('inPlace'),
    )
    .addOption(
      new Option(
        '--in-place',
        'let Trino ask scrim for access control: people also read raw tables, with their filters and masks',
      ).conflicts('guard'),
    )
    .option('--events', 'report each query to scrim, for the record')
    .option(
      '--cluster <name>',
      'with --guard, --in-place or --events: name of this Trino in opa.clusters and audit.clusters (default: main)',
    )
    .option(
      '--http2 <port>',
      "with --guard or --in-place: ask over HTTP/2, at scrim's opa.http2Port",
      readPort,
    )
    .option(
      '--certificate <name>',
      'with --guard or --in-place: ask with a client certificate of this common name, instead of a secret',
    )
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
