import type { Command } from 'commander';

import type { CliContext } from './context.js';
import { dataSourceArgument } from './data-source-argument.js';
import { asJson, jsonOption } from './json-option.js';
import { askOperations, storeOption } from './store-option.js';
import { personSuppositions, readAsOf, warn, withAsOf, withPersonOptions } from './what-if-options.js';
import type { AsOfOption, PersonOptions } from './what-if-options.js';

/** `scrim explain`: explains what a person sees of a data source, and why. */
export function registerExplain(program: Command, context: CliContext): void {
  withAsOf(
    withPersonOptions(
      program
        .command('explain')
        .description('explain what a user sees of a data source, and why; or would see, or saw')
        .argument(...dataSourceArgument),
    ),
  )
    .option(...jsonOption)
    .addOption(storeOption())
    .action(
      async (dataSource: string, options: PersonOptions & AsOfOption & { json?: true }, command: Command) => {
        const { json, asOf: when, ...asked } = options;
        const supposed = await personSuppositions(asked);
        const asOf = await readAsOf(when);
        const explanation = await askOperations(command, (operations) =>
          operations.explain({ dataSource, asOf, ...supposed }),
        );
        warn(context, explanation);
        const { formatExplanation } = await import('./format-explanation.js');
        context.out(json ? asJson(explanation) : formatExplanation(explanation));
      },
    );
}
