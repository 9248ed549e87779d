import type { Command } from 'commander';

import type { CliContext } from './context.js';
import { dataSourceArgument } from './data-source-argument.js';
import { asJson, jsonOption } from './json-option.js';
import { storeOption, withOperations } from './store-option.js';

/** `scrim explain`: explains what a person sees of a data source, and why. */
export function registerExplain(program: Command, { out }: CliContext): void {
  program
    .command('explain')
    .description('explain what a user sees of a data source, and why')
    .argument(...dataSourceArgument)
    .requiredOption('--user <user>', 'the user who queries')
    .option('--project <project>', 'the project that the user names in the source of their Trino client')
    .option(...jsonOption)
    .addOption(storeOption())
    .action(
      async (
        dataSource: string,
        options: { user: string; project?: string; json?: true },
        command: Command,
      ) => {
        const { user, project, json } = options;
        const explanation = await withOperations(command, (operations) =>
          operations.explain({ user, dataSource, project }),
        );
        const { formatExplanation } = await import('./format-explanation.js');
        out(json ? asJson(explanation) : formatExplanation(explanation));
      },
    );
}
