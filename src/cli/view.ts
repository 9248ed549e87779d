import { Option } from 'commander';
import type { Command } from 'commander';

import { Refusal } from '../base/refusal.js';
import type { Dialect } from '../sql/dialect.js';
import type { CliContext } from './context.js';
import { dataSourceArgument } from './data-source-argument.js';
import { asJson, jsonOption } from './json-option.js';
import { storeOption, withOperations } from './store-option.js';

/** `scrim view`: prints the SQL of a person's view. */
export function registerView(program: Command, { out }: CliContext): void {
  program
    .command('view')
    .description('print the SQL of the view that a user gets')
    .argument(...dataSourceArgument)
    .requiredOption('--user <user>', 'the user who queries')
    .addOption(
      new Option(
        '--dialect <dialect>',
        "dialect to print: only that of the data source's platform is accepted",
      ).choices(['trino', 'redshift']),
    )
    .option(...jsonOption)
    .addOption(storeOption())
    .action(
      async (
        dataSource: string,
        options: { user: string; dialect?: Dialect; json?: true },
        command: Command,
      ) => {
        const { user, dialect, json } = options;
        const { sql } = await withOperations(command, (operations) =>
          operations.view({ user, dataSource, dialect }).catch((error: unknown) => {
            if (!(error instanceof Refusal && error.kind === 'not-visible')) throw error;
            const explain = `scrim explain --user ${user} ${dataSource}`;
            throw new Refusal('not-visible', `${error.message} for ${user}: run '${explain}' for the reason`);
          }),
        );
        out(json ? asJson({ user, dataSource, sql }) : `${sql}\n`);
      },
    );
}
