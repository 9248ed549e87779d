import type { Command } from 'commander';

import type { CliContext } from './context.js';
import { storeOption, withOperations } from './store-option.js';

/** `scrim purpose acknowledge`: notes that a user acknowledged the statement of a purpose. */
export function registerPurpose(program: Command, { out }: CliContext): void {
  program
    .command('purpose')
    .description('acknowledge purposes')
    .command('acknowledge')
    .description('note that a user acknowledged the statement of a purpose, which then counts for them')
    .argument('<purpose>', 'the purpose')
    .requiredOption('--user <user>', 'the user')
    .option('--json', 'print JSON')
    .addOption(storeOption())
    .action(async (purpose: string, { user, json }: { user: string; json?: true }, command: Command) => {
      const acknowledged = await withOperations(command, (operations) =>
        operations.acknowledgePurpose({ user, purpose }),
      );
      const { statement, at } = acknowledged;
      out(
        json
          ? `${JSON.stringify(acknowledged, undefined, 2)}\n`
          : `${user} has acknowledged ${purpose}${at === undefined ? '' : ` at ${at}`}: ${statement}\n`,
      );
    });
}
