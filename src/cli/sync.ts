import type { Command } from 'commander';

import type { CliContext } from './context.js';
import type { SyncOptions } from './run-sync.js';
import { storeOption } from './store-option.js';
import { withTrinoOptions } from './trino-options.js';

/** `scrim sync`: brings data sources up to what Trino has in the schemas that are monitored. */
export function registerSync(program: Command, context: CliContext): void {
  withTrinoOptions(program.command('sync'))
    .description(
      'compare the tables of monitored schemas with the data sources over them, and bring these up to date',
    )
    .option('--catalog <catalog>', 'only this catalog')
    .option('--schema <schema>', 'only schemas of this name')
    .option('--dry-run', 'say what would be done, and do nothing')
    .option('--detect', 'look for tags in all tables, and not only in those with new columns')
    .option('--allow-gone', 'mark data sources gone even where they are most of their schema, or all')
    .option('--json', 'print JSON')
    .addOption(storeOption())
    .action(async (options: SyncOptions, command: Command) => {
      const { runSync } = await import('./run-sync.js');
      await runSync(context, options, command);
    });
}
