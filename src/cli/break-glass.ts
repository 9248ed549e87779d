import { InvalidArgumentError } from 'commander';
import type { Command } from 'commander';

import type { CliContext } from './context.js';
import { dataSourceArgument } from './data-source-argument.js';
import { asJson, jsonOption } from './json-option.js';
import { storeOption, withOperations } from './store-option.js';

interface Options {
  readonly user: string;
  readonly json?: true;
}

const hoursOf = (text: string): number => {
  const hours = Number(text);
  if (!Number.isInteger(hours) || hours < 1 || hours > 24) {
    throw new InvalidArgumentError('expected a whole number from 1 to 24');
  }
  return hours;
};

/** `scrim break-glass …`: takes access in an emergency, and ends it. */
export function registerBreakGlass(program: Command, { out, err }: CliContext): void {
  const group = program
    .command('break-glass')
    .description('take access for hours in an emergency, where a policy allows it; others are told at once');
  group
    .command('take')
    .description('give a user access that ends by itself, under a policy with breakGlass')
    .argument(...dataSourceArgument)
    .requiredOption('--user <user>', 'the user who takes access')
    .requiredOption('--reason <reason>', 'why; it is sent to those who are told, and shown by scrim explain')
    .requiredOption('--hours <hours>', 'for how many hours', hoursOf)
    .option(...jsonOption)
    .addOption(storeOption())
    .action(
      async (
        dataSource: string,
        options: Options & { readonly reason: string; readonly hours: number },
        command: Command,
      ) => {
        const { user, reason, hours, json } = options;
        const taken = await withOperations(command, (operations) =>
          operations.takeBreakGlass({ actor: user, dataSource, reason, hours }),
        );
        const { describeSubscription } = await import('./format-subscription.js');
        out(json ? asJson(taken) : `${describeSubscription(taken)}\n`);
        err(`to be told, by webhooks for access.break-glass: ${taken.breakGlass?.told.join(', ') ?? ''}\n`);
      },
    );
  group
    .command('end')
    .description('end access by break glass before its time')
    .argument(...dataSourceArgument)
    .requiredOption('--user <user>', 'the user who took access')
    .option(...jsonOption)
    .addOption(storeOption())
    .action(async (dataSource: string, { user, json }: Options, command: Command) => {
      const ended = await withOperations(command, (operations) =>
        operations.endBreakGlass({ actor: user, dataSource }),
      );
      const { describeSubscription } = await import('./format-subscription.js');
      out(json ? asJson(ended) : `${describeSubscription(ended)}\n`);
    });
}
