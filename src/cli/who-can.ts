import type { Command } from 'commander';

import type { CliContext } from './context.js';
import { dataSourceArgument } from './data-source-argument.js';
import { asJson, jsonOption } from './json-option.js';
import { askOperations, storeOption } from './store-option.js';
import { readAsOf, warn, withAsOf, withWorldOptions, worldSuppositions } from './what-if-options.js';
import type { AsOfOption, WorldOptions } from './what-if-options.js';

/** `scrim who-can`: counts which users see what of a data source. */
export function registerWhoCan(program: Command, context: CliContext): void {
  withAsOf(
    withWorldOptions(
      program
        .command('who-can')
        .description(
          'count which users see what of a data source, or of one of its columns; or would see, or saw',
        )
        .argument(...dataSourceArgument)
        .option('--column <name>', 'only this column'),
    ),
  )
    .option(...jsonOption)
    .addOption(storeOption())
    .action(
      async (
        dataSource: string,
        options: WorldOptions & AsOfOption & { column?: string; json?: true },
        command: Command,
      ) => {
        const { column, json, asOf: when, ...asked } = options;
        const supposed = await worldSuppositions(asked);
        const asOf = await readAsOf(when);
        const counted = await askOperations(command, (operations) =>
          operations.whoCan({ dataSource, column, asOf, ...supposed }),
        );
        warn(context, counted);
        const { formatWhoCan } = await import('./format-who-can.js');
        context.out(json ? asJson(counted) : formatWhoCan(counted));
      },
    );
}
