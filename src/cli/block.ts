import type { Command } from 'commander';

import { Refusal } from '../base/refusal.js';
import type { BlockScope } from '../model/block.js';
import { actorOption } from './actor-option.js';
import type { CliContext } from './context.js';
import { oneDataSourceArgument } from './data-source-argument.js';
import { asJson, jsonOption } from './json-option.js';
import { principalOf, withPrincipal } from './principal-options.js';
import type { PrincipalOptions } from './principal-options.js';
import { planInstead, withPlan } from './print-plan.js';
import type { PlanOptions } from './print-plan.js';
import { storeOption, withOperations } from './store-option.js';

interface Options extends PrincipalOptions, PlanOptions {
  readonly schema?: string;
  readonly everything?: true;
  readonly until?: string;
  readonly actor: string;
}

/** `scrim block`, `unblock` and `blocks`: closes access at once, for incidents. */
export function registerBlock(program: Command, context: CliContext): void {
  const { out } = context;
  withScope(withPlan(program.command('block')))
    .description(
      'block a user or a group from data sources; this overrides everything that gives access, and takes effect with the next query',
    )
    .requiredOption('--reason <reason>', 'why; shown by scrim explain')
    .option(
      '--until <time>',
      'when the block ends, such as 2027-01-31T00:00:00Z (default: when it is lifted)',
    )
    .addOption(actorOption(context, 'who blocks'))
    .option(...jsonOption)
    .addOption(storeOption())
    .action(
      async (
        dataSource: string | undefined,
        options: Options & { readonly reason: string },
        command: Command,
      ) => {
        const { reason, until, actor, json, plan } = options;
        const [blocked, scope] = [principalOf(options, whom), scopeOf(dataSource, options)];
        const input = { actor, blocked, scope, reason, until };
        if (plan) {
          await planInstead(context, command, 'setBlock', input);
          return;
        }
        const set = await withOperations(command, (operations) => operations.setBlock(input));
        const { describeBlock } = await import('./format-block.js');
        const closed = `${set.dataSources} data source${set.dataSources === 1 ? '' : 's'}`;
        out(json ? asJson(set) : `${describeBlock(set.block)}; ${closed} closed\n`);
      },
    );
  withScope(withPlan(program.command('unblock')))
    .description('lift a block')
    .addOption(actorOption(context, 'who lifts it'))
    .option(...jsonOption)
    .addOption(storeOption())
    .action(async (dataSource: string | undefined, options: Options, command: Command) => {
      const [blocked, scope] = [principalOf(options, whom), scopeOf(dataSource, options)];
      const input = { actor: options.actor, blocked, scope };
      if (options.plan) {
        await planInstead(context, command, 'liftBlock', input);
        return;
      }
      const lifted = await withOperations(command, (operations) => operations.liftBlock(input));
      const { describeLifted } = await import('./format-block.js');
      out(options.json ? asJson(lifted) : `${describeLifted(blocked, scope)}\n`);
    });
  withPrincipal(program.command('blocks'), 'only blocks of this user', 'only blocks of this group')
    .description('list blocks; with a data source: only the blocks that close it')
    .argument(...oneDataSourceArgument)
    .option(...jsonOption)
    .addOption(storeOption())
    .action(async (dataSource: string | undefined, options: Options, command: Command) => {
      const { user, group, json } = options;
      const blocked = user === undefined && group === undefined ? undefined : principalOf(options, whom);
      const found = await withOperations(command, (operations) => operations.blocks({ blocked, dataSource }));
      const { describeBlock } = await import('./format-block.js');
      if (json) out(asJson(found));
      else out(found.length === 0 ? 'none\n' : found.map((one) => `${describeBlock(one)}\n`).join(''));
    });
}

const whom = 'who is blocked';

const withScope = (command: Command): Command =>
  withPrincipal(command.argument(...oneDataSourceArgument), 'the user', 'the group')
    .option('--schema <schema>', 'every data source in this schema')
    .option('--everything', 'every data source (the default)');

function scopeOf(dataSource: string | undefined, { schema, everything }: Options): BlockScope {
  const given: readonly BlockScope[] = [
    ...(dataSource === undefined ? [] : [{ dataSource }]),
    ...(schema === undefined ? [] : [{ schema }]),
    ...(everything === undefined ? [] : [{ everything }]),
  ];
  if (given.length > 1)
    throw new Refusal('invalid', 'give only one of: a data source, --schema SCHEMA, --everything');
  return given[0] ?? { everything: true };
}
