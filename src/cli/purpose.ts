import type { Command } from 'commander';

import type { CliContext } from './context.js';
import { asJson, jsonOption } from './json-option.js';
import { storeOption, withOperations } from './store-option.js';

/** `scrim purpose acknowledge`: records that a user acknowledged the statement of a purpose. */
export function registerPurpose(program: Command, { out }: CliContext): void {
  program
    .command('purpose')
    .description('record that users acknowledged purposes')
    .command('acknowledge')
    .description('record that a user acknowledged the statement of a purpose; it then applies to them')
    .argument('<purpose>', 'the purpose')
    .requiredOption('--user <user>', 'the user')
    .option(...jsonOption)
    .addOption(storeOption())
    .action(async (purpose: string, { user, json }: { user: string; json?: true }, command: Command) => {
      const acknowledged = await withOperations(command, (operations) =>
        operations.acknowledgePurpose({ actor: user, purpose }),
      );
      const { statement, at } = acknowledged;
      out(
        json
          ? asJson(acknowledged)
          : `${user} has acknowledged ${purpose}${at === undefined ? '' : ` at ${at}`}: ${statement}\n`,
      );
    });
}
