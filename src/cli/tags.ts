import { Option } from 'commander';
import type { Command } from 'commander';

import type { TagProposal } from '../model/tag-proposal.js';
import type { CliContext } from './context.js';
import { dataSourceArgument } from './data-source-argument.js';
import { storeOption, withOperations } from './store-option.js';

interface Options {
  readonly actor: string;
  readonly status: TagProposal['status'];
  readonly json?: true;
}

/** `scrim tags …`: what was proposed for columns, and what becomes of it. */
export function registerTags(program: Command, context: CliContext): void {
  const group = program.command('tags').description('tags that scrim sync proposes for columns');
  group
    .command('proposed')
    .description('list proposals')
    .addOption(
      new Option('--status <status>', 'those that are so')
        .choices(['proposed', 'accepted', 'rejected'])
        .default('proposed'),
    )
    .option('--json', 'print JSON')
    .addOption(storeOption())
    .action(async ({ status, json }: Options, command: Command) => {
      const found = await withOperations(command, (operations) => operations.tagProposals({ status }));
      const { describeProposal } = await import('./format-sync.js');
      const lines = found.length === 0 ? ['none'] : found.map(describeProposal);
      context.out(json ? `${JSON.stringify(found, undefined, 2)}\n` : `${lines.join('\n')}\n`);
    });
  registerDecision(group, context, 'accept', 'give a column a tag that was proposed');
  registerDecision(group, context, 'reject', 'refuse a tag that was proposed; it is not proposed again');
}

function registerDecision(
  group: Command,
  { actor: self, out }: CliContext,
  decision: 'accept' | 'reject',
  description: string,
): void {
  group
    .command(decision)
    .description(description)
    .argument(...dataSourceArgument)
    .argument('<column>', 'the column')
    .argument('<tag>', 'the tag')
    .option('--actor <user>', 'the user who decides', self)
    .option('--json', 'print JSON')
    .addOption(storeOption())
    .action(
      async (dataSource: string, column: string, tag: string, { actor, json }: Options, command: Command) => {
        const decided = await withOperations(command, (operations) =>
          operations.decideTagProposal({ dataSource, column, tag, decision, actor }),
        );
        out(
          json
            ? `${JSON.stringify(decided, undefined, 2)}\n`
            : `${dataSource}, column ${column}: tag ${tag} is ${decided.status}\n`,
        );
      },
    );
}
