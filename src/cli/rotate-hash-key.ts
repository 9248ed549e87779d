import type { Command } from 'commander';

import type { CliContext } from './context.js';
import type { RotateOptions } from './run-rotate-hash-key.js';
import { storeOption } from './store-option.js';

/** `scrim trino rotate-hash-key`: creates the next key of hash masks, in a table beside the current one. */
export function registerRotateHashKey(trino: Command, context: CliContext): void {
  trino
    .command('rotate-hash-key')
    .description('create the next key of hash masks in a new table, and print how to switch to it')
    .option('--out <folder>', 'folder to write the SQL of the new table to')
    .option(
      '--table <name>',
      'the new table, as CATALOG.SCHEMA.TABLE (default: the old name with the version)',
    )
    .option('--force', 'replace an existing file with different content')
    .addOption(storeOption())
    .action(async (options: RotateOptions, command: Command) => {
      const { runRotateHashKey } = await import('./run-rotate-hash-key.js');
      await runRotateHashKey(context, options, command);
    });
}
