import type { Command } from 'commander';

import type { CliContext } from './context.js';
import { dataSourceArgument } from './data-source-argument.js';
import { asJson, jsonOption } from './json-option.js';
import { storeOption, withOperations } from './store-option.js';

/** `scrim who-can`: counts which users see what of a data source. */
export function registerWhoCan(program: Command, { out }: CliContext): void {
  program
    .command('who-can')
    .description('count which users see what of a data source, or of one of its columns')
    .argument(...dataSourceArgument)
    .option('--column <name>', 'only this column')
    .option(...jsonOption)
    .addOption(storeOption())
    .action(async (dataSource: string, options: { column?: string; json?: true }, command: Command) => {
      const { column, json } = options;
      const counted = await withOperations(command, (operations) =>
        operations.whoCan({ dataSource, column }),
      );
      const { formatWhoCan } = await import('./format-who-can.js');
      out(json ? asJson(counted) : formatWhoCan(counted));
    });
}
