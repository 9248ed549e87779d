import type { Command } from 'commander';

import type { CliContext } from './context.js';
import { dataSourceArgument } from './data-source-argument.js';
import { asJson, jsonOption } from './json-option.js';
import { askOperations, storeOption } from './store-option.js';
import { personSuppositions, warn, withPersonOptions } from './what-if-options.js';
import type { PersonOptions } from './what-if-options.js';

/** `scrim explain`: explains what a person sees of a data source, and why. */
export function registerExplain(program: Command, context: CliContext): void {
  withPersonOptions(
    program
      .command('explain')
      .description('explain what a user sees of a data source, and why; or would see')
      .argument(...dataSourceArgument),
  )
    .option(...jsonOption)
    .addOption(storeOption())
    .action(async (dataSource: string, options: PersonOptions & { json?: true }, command: Command) => {
      const { json, ...asked } = options;
      const supposed = await personSuppositions(asked);
      const explanation = await askOperations(command, (operations) =>
        operations.explain({ dataSource, ...supposed }),
      );
      warn(context, explanation);
      const { formatExplanation } = await import('./format-explanation.js');
      context.out(json ? asJson(explanation) : formatExplanation(explanation));
    });
}
