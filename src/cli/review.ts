import type { Command } from 'commander';

import type { CliContext } from './context.js';
import { dataSourceArgument } from './data-source-argument.js';
import { storeOption, withOperations } from './store-option.js';

/** `scrim datasource review`: notes that somebody has looked at columns that a sync found. */
export function registerReview(group: Command, { actor: self, out }: CliContext): void {
  group
    .command('review')
    .description('show columns that scrim sync found, as policies say, now that somebody has looked at them')
    .argument(...dataSourceArgument)
    .argument('[column...]', 'its columns; all that nobody has reviewed for none')
    .option('--actor <user>', 'the user who has looked at them', self)
    .option('--json', 'print JSON')
    .addOption(storeOption())
    .action(
      async (
        dataSource: string,
        columns: string[],
        { actor, json }: { readonly actor: string; readonly json?: true },
        command: Command,
      ) => {
        const reviewed = await withOperations(command, (operations) =>
          operations.reviewColumns({ dataSource, columns, actor }),
        );
        const names = reviewed.columns.join(', ');
        out(
          json
            ? `${JSON.stringify(reviewed, undefined, 2)}\n`
            : `${dataSource}: ${names === '' ? 'there was nothing to review' : `reviewed ${names}`}\n`,
        );
      },
    );
}
