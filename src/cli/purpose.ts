import type { Command } from 'commander';

import type { CliContext } from './context.js';
import { asJson, jsonOption } from './json-option.js';
import { planInstead, withPlan } from './print-plan.js';
import type { PlanOptions } from './print-plan.js';
import { storeOption, withOperations } from './store-option.js';

/** `scrim purpose acknowledge`: records that a user acknowledged the statement of a purpose. */
export function registerPurpose(program: Command, context: CliContext): void {
  const group = program.command('purpose').description('record that users acknowledged purposes');
  withPlan(group.command('acknowledge'))
    .description('record that a user acknowledged the statement of a purpose; it then applies to them')
    .argument('<purpose>', 'the purpose')
    .requiredOption('--user <user>', 'the user')
    .option(...jsonOption)
    .addOption(storeOption())
    .action(async (purpose: string, options: PlanOptions & { readonly user: string }, command: Command) => {
      const { user, json, plan } = options;
      const input = { actor: user, purpose };
      if (plan) {
        await planInstead(context, command, 'acknowledgePurpose', input);
        return;
      }
      const acknowledged = await withOperations(command, (operations) =>
        operations.acknowledgePurpose(input),
      );
      const { statement, at } = acknowledged;
      context.out(
        json
          ? asJson(acknowledged)
          : `${user} has acknowledged ${purpose}${at === undefined ? '' : ` at ${at}`}: ${statement}\n`,
      );
    });
}
