import type { Command } from 'commander';

import type { CliContext } from './context.js';
import { asJson, jsonOption } from './json-option.js';
import { planInstead, withPlan } from './print-plan.js';
import type { PlanOptions } from './print-plan.js';
import { storeOption, withOperations } from './store-option.js';

interface Options extends PlanOptions {
  readonly user: string;
}

/** `scrim project …`: sets the project that a user works in. */
export function registerProject(program: Command, context: CliContext): void {
  const { out } = context;
  const group = program.command('project').description('set the project that a user works in');
  const switchTo = async (project: string | null, { user, json, plan }: Options, command: Command) => {
    const input = { actor: user, project };
    if (plan) {
      await planInstead(context, command, 'switchProject', input);
      return;
    }
    const switched = await withOperations(command, (operations) => operations.switchProject(input));
    if (json) {
      out(asJson(switched));
      return;
    }
    out(`${user} works in ${project === null ? 'no project' : `project '${project}'`}\n`);
    for (const { purpose, statement } of switched.unacknowledged) {
      out(`purpose ${purpose} applies once it is acknowledged: ${statement}\n`);
    }
  };
  withPlan(group.command('switch'))
    .description('make a user work in a project; they leave the one before')
    .argument('<project>', 'the project')
    .requiredOption('--user <user>', 'the user')
    .option(...jsonOption)
    .addOption(storeOption())
    .action((project: string, options: Options, command: Command) => switchTo(project, options, command));
  withPlan(group.command('leave'))
    .description('make a user leave the project that they work in')
    .requiredOption('--user <user>', 'the user')
    .option(...jsonOption)
    .addOption(storeOption())
    .action((options: Options, command: Command) => switchTo(null, options, command));
}
