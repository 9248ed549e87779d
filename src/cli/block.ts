import type { Command } from 'commander';

import { Refusal } from '../base/refusal.js';
import type { BlockScope } from '../model/block.js';
import type { Principal } from '../model/principals.js';
import type { CliContext } from './context.js';
import { storeOption, withOperations } from './store-option.js';

interface Options {
  readonly group?: string;
  readonly dataSource?: string;
  readonly schema?: string;
  readonly everything?: true;
  readonly until?: string;
  readonly actor: string;
  readonly json?: true;
}

/** `scrim block`, `unblock` and `blocks`: the lock for an incident. */
export function registerBlock(program: Command, context: CliContext): void {
  const { out, actor } = context;
  withPrincipal(program.command('block'))
    .description(
      'block a user or a group from data sources, whatever gives them access; it holds from the next query on',
    )
    .requiredOption('--reason <reason>', 'why; shown by scrim explain')
    .option('--until <time>', 'when the block ends, such as 2027-01-31T00:00:00Z; else when it is lifted')
    .option('--actor <user>', 'who blocks, for the record', actor)
    .option('--json', 'print JSON')
    .addOption(storeOption())
    .action(
      async (user: string | undefined, options: Options & { readonly reason: string }, command: Command) => {
        const { reason, until, actor: by, json } = options;
        const [blocked, scope] = [principalOf(user, options), scopeOf(options)];
        const set = await withOperations(command, (operations) =>
          operations.setBlock({ actor: by, blocked, scope, reason, until }),
        );
        const { describeBlock } = await import('./format-block.js');
        const closed = `${set.dataSources} data source${set.dataSources === 1 ? '' : 's'}`;
        out(json ? formatJson(set) : `${describeBlock(set.block)}; ${closed} closed\n`);
      },
    );
  withPrincipal(program.command('unblock'))
    .description('lift a block')
    .option('--actor <user>', 'who lifts it, for the record', actor)
    .option('--json', 'print JSON')
    .addOption(storeOption())
    .action(async (user: string | undefined, options: Options, command: Command) => {
      const [blocked, scope] = [principalOf(user, options), scopeOf(options)];
      const lifted = await withOperations(command, (operations) =>
        operations.liftBlock({ actor: options.actor, blocked, scope }),
      );
      const { describeLifted } = await import('./format-block.js');
      out(options.json ? formatJson(lifted) : `${describeLifted(blocked, scope)}\n`);
    });
  program
    .command('blocks')
    .description('list blocks')
    .argument('[user]', 'only of this user')
    .option('--group <group>', 'only of this group')
    .option('--data-source <name>', 'only those that close this data source, as SCHEMA.NAME')
    .option('--json', 'print JSON')
    .addOption(storeOption())
    .action(async (user: string | undefined, options: Options, command: Command) => {
      const { group, dataSource, json } = options;
      const blocked = user === undefined && group === undefined ? undefined : principalOf(user, options);
      const found = await withOperations(command, (operations) => operations.blocks({ blocked, dataSource }));
      const { describeBlock } = await import('./format-block.js');
      if (json) out(formatJson(found));
      else out(found.length === 0 ? 'none\n' : found.map((one) => `${describeBlock(one)}\n`).join(''));
    });
}

const withPrincipal = (command: Command): Command =>
  command
    .argument('[user]', 'the user')
    .option('--group <group>', 'the group, in place of a user')
    .option('--data-source <name>', 'from this data source, as SCHEMA.NAME')
    .option('--schema <schema>', 'from every data source in this schema')
    .option('--everything', 'from every data source (the default)');

const formatJson = (value: unknown): string => `${JSON.stringify(value, undefined, 2)}\n`;

function principalOf(user: string | undefined, { group }: Options): Principal {
  if (user !== undefined && group === undefined) return { user };
  if (group !== undefined && user === undefined) return { group };
  throw new Refusal('invalid', 'name a user, or a group with --group GROUP');
}

function scopeOf({ dataSource, schema, everything }: Options): BlockScope {
  const given: readonly BlockScope[] = [
    ...(dataSource === undefined ? [] : [{ dataSource }]),
    ...(schema === undefined ? [] : [{ schema }]),
    ...(everything === undefined ? [] : [{ everything }]),
  ];
  if (given.length > 1) throw new Refusal('invalid', 'name one of --data-source, --schema and --everything');
  return given[0] ?? { everything: true };
}
