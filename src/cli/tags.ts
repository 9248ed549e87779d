import { Option } from 'commander';
import type { Command } from 'commander';

import type { TagProposal } from '../model/tag-proposal.js';
import { actorOption } from './actor-option.js';
import type { CliContext } from './context.js';
import { dataSourceArgument } from './data-source-argument.js';
import { asJson, jsonOption } from './json-option.js';
import { planInstead, withPlan } from './print-plan.js';
import type { PlanOptions } from './print-plan.js';
import { storeOption, withOperations } from './store-option.js';

interface Options extends PlanOptions {
  readonly actor: string;
  readonly status: TagProposal['status'];
}

/** `scrim tags …`: lists the tags proposed for columns, and decides on them. */
export function registerTags(program: Command, context: CliContext): void {
  const group = program.command('tags').description('decide on tags that scrim sync proposes for columns');
  group
    .command('proposed')
    .description('list proposed tags')
    .addOption(
      new Option('--status <status>', 'only those with this status')
        .choices(['proposed', 'accepted', 'rejected'])
        .default('proposed'),
    )
    .option(...jsonOption)
    .addOption(storeOption())
    .action(async ({ status, json }: Options, command: Command) => {
      const found = await withOperations(command, (operations) => operations.tagProposals({ status }));
      const { describeProposal } = await import('./format-sync.js');
      const lines = found.length === 0 ? ['none'] : found.map(describeProposal);
      context.out(json ? asJson(found) : `${lines.join('\n')}\n`);
    });
  registerDecision(group, context, 'accept', 'give a column a proposed tag');
  registerDecision(group, context, 'reject', 'reject a proposed tag; it is not proposed again');
}

function registerDecision(
  group: Command,
  context: CliContext,
  decision: 'accept' | 'reject',
  description: string,
): void {
  withPlan(group.command(decision))
    .description(description)
    .argument(...dataSourceArgument)
    .argument('<column>', 'the column')
    .argument('<tag>', 'the tag')
    .addOption(actorOption(context, 'who decides'))
    .option(...jsonOption)
    .addOption(storeOption())
    .action(async (dataSource: string, column: string, tag: string, options: Options, command: Command) => {
      const { actor, json, plan } = options;
      const input = { dataSource, column, tag, decision, actor };
      if (plan) {
        await planInstead(context, command, 'decideTagProposal', input);
        return;
      }
      const decided = await withOperations(command, (operations) => operations.decideTagProposal(input));
      context.out(
        json ? asJson(decided) : `${dataSource}, column ${column}: tag ${tag} is ${decided.status}\n`,
      );
    });
}
