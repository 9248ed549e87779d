import type { Command } from 'commander';

import type { CliContext } from './context.js';
import { formatWhoCan } from './format-who-can.js';
import { storeOption, withOperations } from './store-option.js';

/** `scrim who-can`: how many users see what of a data source. */
export function registerWhoCan(program: Command, { out }: CliContext): void {
  program
    .command('who-can')
    .description('count who sees what of a data source, or of one of its columns')
    .requiredOption('--data-source <name>', 'the data source, as SCHEMA.NAME')
    .option('--column <name>', 'ask about this column alone')
    .option('--json', 'print JSON')
    .addOption(storeOption())
    .action(async (options: { dataSource: string; column?: string; json?: true }, command: Command) => {
      const { dataSource, column, json } = options;
      const counted = await withOperations(command, (operations) =>
        operations.whoCan({ dataSource, column }),
      );
      out(json ? `${JSON.stringify(counted, undefined, 2)}\n` : formatWhoCan(counted));
    });
}
