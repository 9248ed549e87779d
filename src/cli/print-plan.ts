import { Option } from 'commander';
import type { Command } from 'commander';

import type { Operations } from '../use-cases/operations.js';
import type { Plan } from '../use-cases/plan/plan-change.js';
import type { PlannedName } from '../use-cases/plan/plan-operation.js';
import type { CliContext } from './context.js';
import { asJson } from './json-option.js';
import { askOperations } from './store-option.js';

/** The exit code of a plan that changes something. */
const changes = 2;

/** How a plan is printed. */
export interface PlanFormat {
  readonly json?: true;
  readonly markdown?: true;
}

/** The option of a plan for Markdown. */
export const markdownOption = (description = 'print Markdown, for a pull request'): Option =>
  new Option('--markdown', description).conflicts('json');

/** Prints a plan, with its warnings. The command ends with 2 if anything would change. */
export async function printPlan(
  { out, err, fail }: CliContext,
  plan: Plan,
  { json, markdown }: PlanFormat,
): Promise<void> {
  const { formatPlan, formatPlanMarkdown } = await import('./format-plan.js');
  for (const warning of json ? [] : plan.warnings) err(`warning: ${warning}\n`);
  out(json ? asJson(plan) : markdown ? formatPlanMarkdown(plan) : formatPlan(plan));
  if (plan.changes.length > 0) fail(changes);
}

/** The options of a command that makes one write, which can be planned. */
export interface PlanOptions extends PlanFormat {
  readonly plan?: true;
}

/** Adds the options with which a command tells what its write would change. */
export const withPlan = (command: Command): Command =>
  command
    .option(
      '--plan',
      'change nothing; tell what would change, as scrim plan does (exit code 0: nothing, 2: changes)',
    )
    .addOption(markdownOption('print the plan as Markdown').implies({ plan: true }));

/** Prints what a write would change. @param input of the operation @throws what the write throws */
export async function planInstead<N extends PlannedName>(
  context: CliContext,
  command: Command,
  operation: N,
  input: Parameters<Operations[N]>[0],
): Promise<void> {
  const plan = await askOperations(command, (operations) =>
    operations.planOperation({ operation, input: { ...input } }),
  );
  await printPlan(context, plan, command.opts<PlanFormat>());
}
