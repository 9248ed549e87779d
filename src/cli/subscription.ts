import { Option } from 'commander';
import type { Command } from 'commander';

import { Refusal } from '../base/refusal.js';
import type { Principal } from '../model/principals.js';
import type { ListedSubscription } from '../subscriptions/list-subscriptions.js';
import type { RemainingAccess } from '../subscriptions/remaining-access.js';
import type { CliContext } from './context.js';
import { dataSourceArgument, oneDataSourceArgument } from './data-source-argument.js';
import { storeOption, withOperations } from './store-option.js';

interface Options {
  readonly user?: string;
  readonly group?: string;
  readonly actor: string;
  readonly reason?: string;
  readonly expires?: string;
  readonly status?: ListedSubscription['status'];
  readonly json?: true;
}

/** `scrim subscription …`: asks for access to data sources, decides on requests, and lists and takes back subscriptions. */
export function registerSubscription(program: Command, context: CliContext): void {
  const group = program
    .command('subscription')
    .description('ask for access to data sources, and decide on requests');
  registerRequest(group, context);
  registerDecision(group, context, 'approve');
  registerDecision(group, context, 'deny');
  registerRevoke(group, context);
  registerList(group, context);
}

const jsonOption = ['--json', 'print JSON'] as const;

const actorOption = (command: Command, { actor }: CliContext): Command =>
  command.option(
    '--actor <user>',
    'the user of scrim who decides; by default SCRIM_ACTOR, or else the name you are logged in by',
    actor,
  );

/** Runs what somebody decides, and says how to name them where the default is no user. */
async function asActor<T>(actor: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof Refusal) || error.message !== `there is no user '${actor}'`) throw error;
    const mend = '--actor USER, or SCRIM_ACTOR in the environment, names the user of scrim who decides';
    throw new Refusal(error.kind, `${error.message}: ${mend}`, error.detail, { cause: error });
  }
}

/** Says who has access all the same, and how to close it; the command then fails. */
function warnOf(
  remaining: readonly RemainingAccess[],
  { dataSource, subscriber }: { readonly dataSource: string; readonly subscriber: Principal },
  { err, fail }: CliContext,
): void {
  if (remaining.length === 0) return;
  fail();
  const who = 'user' in subscriber ? subscriber.user : `--group ${subscriber.group}`;
  const shown = remaining.slice(0, 5).map(({ user, because }) => `  user '${user}': ${because}\n`);
  const more = remaining.length > 5 ? `  and ${remaining.length - 5} more\n` : '';
  err(
    `still open to:\n${shown.join('')}${more}To close it whatever gives access: scrim block ${who} --data-source ${dataSource} --reason REASON\n`,
  );
}

/** The user or group that options name. */
function subscriberOf({ user, group }: Options): Principal {
  if (user !== undefined && group === undefined) return { user };
  if (group !== undefined && user === undefined) return { group };
  throw new Refusal('invalid', 'name the subscriber: --user USER or --group GROUP');
}

const printed = (value: unknown, json: true | undefined, text: () => string): string =>
  json ? `${JSON.stringify(value, undefined, 2)}\n` : `${text()}\n`;

function registerRequest(group: Command, { out }: CliContext): void {
  group
    .command('request')
    .description('ask for a subscription; it is pending until approvers decide')
    .argument(...dataSourceArgument)
    .requiredOption('--user <user>', 'the user who asks')
    .option('--reason <reason>', 'why')
    .option(...jsonOption)
    .addOption(storeOption())
    .action(async (dataSource: string, options: Options & { readonly user: string }, command: Command) => {
      const { user, reason, json } = options;
      const state = await withOperations(command, (operations) =>
        operations.requestAccess({ user, dataSource, reason }),
      );
      const { describeState } = await import('./format-subscription.js');
      out(printed(state, json, () => describeState(state)));
    });
}

function registerDecision(group: Command, context: CliContext, decision: 'approve' | 'deny'): void {
  const command = group
    .command(decision)
    .description(`${decision} a pending request`)
    .argument(...dataSourceArgument)
    .option('--user <user>', 'the user whose request it is')
    .option('--group <group>', 'the group whose request it is')
    .option('--reason <reason>', 'why')
    .option(...jsonOption)
    .addOption(storeOption());
  if (decision === 'approve')
    command.option('--expires <time>', 'when it ends, such as 2027-01-31T00:00:00Z');
  actorOption(command, context).action(async (dataSource: string, options: Options, own: Command) => {
    const { actor, reason, expires, json } = options;
    const subscriber = subscriberOf(options);
    const state = await asActor(actor, () =>
      withOperations(own, (operations) =>
        operations.decideRequest({ actor, dataSource, subscriber, decision, reason, expires }),
      ),
    );
    const { describeState } = await import('./format-subscription.js');
    context.out(printed(state, json, () => describeState(state)));
    warnOf(state.remaining ?? [], { dataSource, subscriber }, context);
  });
}

function registerRevoke(group: Command, context: CliContext): void {
  const command = group
    .command('revoke')
    .description('take back a subscription or a request; fails when somebody has access all the same')
    .argument(...dataSourceArgument)
    .option('--user <user>', 'the user who is subscribed')
    .option('--group <group>', 'the group that is subscribed')
    .option('--reason <reason>', 'why')
    .option(...jsonOption)
    .addOption(storeOption());
  actorOption(command, context).action(async (dataSource: string, options: Options, own: Command) => {
    const { actor, reason, json } = options;
    const subscriber = subscriberOf(options);
    const revoked = await asActor(actor, () =>
      withOperations(own, (operations) =>
        operations.revokeSubscription({ actor, dataSource, subscriber, reason }),
      ),
    );
    const { describeSubscription } = await import('./format-subscription.js');
    context.out(printed(revoked, json, () => describeSubscription(revoked.subscription)));
    warnOf(revoked.remaining, { dataSource, subscriber }, context);
  });
}

function registerList(group: Command, { out }: CliContext): void {
  group
    .command('list')
    .description('list subscriptions and requests')
    .argument(...oneDataSourceArgument)
    .option('--user <user>', 'only of this user')
    .option('--group <group>', 'only of this group')
    .addOption(
      new Option('--status <status>', 'only those').choices([
        'pending',
        'approved',
        'denied',
        'revoked',
        'expired',
      ]),
    )
    .option(...jsonOption)
    .addOption(storeOption())
    .action(async (dataSource: string | undefined, options: Options, command: Command) => {
      const { user, group: of, status, json } = options;
      const subscriber = user === undefined && of === undefined ? undefined : subscriberOf(options);
      const found = await withOperations(command, (operations) =>
        operations.subscriptions({ subscriber, dataSource, status }),
      );
      const { describeSubscription } = await import('./format-subscription.js');
      out(
        printed(found, json, () =>
          found.length === 0 ? 'none' : found.map(describeSubscription).join('\n'),
        ),
      );
    });
}
