import type { Command } from 'commander';

import type { CliContext } from './context.js';
import { jsonOption } from './json-option.js';
import type { SyncOptions } from './run-sync.js';
import { storeOption } from './store-option.js';
import { withTrinoOptions } from './trino-options.js';

/** `scrim sync`: updates data sources to the tables that monitored schemas have now. */
export function registerSync(program: Command, context: CliContext): void {
  withTrinoOptions(program.command('sync'))
    .description('update data sources to the tables that monitored schemas have now')
    .option('--catalog <catalog>', 'only this catalog')
    .option('--schema <schema>', 'only schemas of this name')
    .option('--dry-run', 'print what would change, and change nothing')
    .option('--detect', 'propose tags for all tables, not only for those with new columns')
    .option('--allow-gone', 'mark data sources as gone even if that is half of their schema or more')
    .option(...jsonOption)
    .addOption(storeOption())
    .action(async (options: SyncOptions, command: Command) => {
      const { runSync } = await import('./run-sync.js');
      await runSync(context, options, command);
    });
}
