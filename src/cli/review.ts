import type { Command } from 'commander';

import { actorOption } from './actor-option.js';
import type { CliContext } from './context.js';
import { dataSourceArgument } from './data-source-argument.js';
import { asJson, jsonOption } from './json-option.js';
import { planInstead, withPlan } from './print-plan.js';
import type { PlanOptions } from './print-plan.js';
import { storeOption, withOperations } from './store-option.js';

/** `scrim datasource review`: marks columns that a sync found as reviewed. */
export function registerReview(group: Command, context: CliContext): void {
  withPlan(group.command('review'))
    .description(
      'mark columns that scrim sync found as reviewed; from then on, policies decide who sees them',
    )
    .argument(...dataSourceArgument)
    .argument('[column...]', 'its columns (default: all unreviewed ones)')
    .addOption(actorOption(context, 'who has reviewed them'))
    .option(...jsonOption)
    .addOption(storeOption())
    .action(
      async (
        dataSource: string,
        columns: string[],
        { actor, json, plan }: PlanOptions & { readonly actor: string },
        command: Command,
      ) => {
        const input = { dataSource, columns, actor };
        if (plan) {
          await planInstead(context, command, 'reviewColumns', input);
          return;
        }
        const reviewed = await withOperations(command, (operations) => operations.reviewColumns(input));
        const names = reviewed.columns.join(', ');
        context.out(
          json
            ? asJson(reviewed)
            : `${dataSource}: ${names === '' ? 'there was nothing to review' : `reviewed ${names}`}\n`,
        );
      },
    );
}
