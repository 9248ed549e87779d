import { Option } from 'commander';
import type { Command } from 'commander';

import { Refusal } from '../base/refusal.js';
import { describePrincipal } from '../model/principals.js';
import type { Principal } from '../model/principals.js';
import type { Subscription } from '../model/subscription.js';
import type { SubscriptionState } from '../subscriptions/request-access.js';
import type { CliContext } from './context.js';
import { storeOption, withOperations } from './store-option.js';

interface Options {
  readonly user?: string;
  readonly group?: string;
  readonly actor: string;
  readonly reason?: string;
  readonly expires?: string;
  readonly dataSource?: string;
  readonly status?: Subscription['status'];
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

const dataSourceArgument = ['<data-source>', 'the data source, as SCHEMA.NAME'] as const;
const jsonOption = ['--json', 'print JSON'] as const;

const actorOption = (command: Command, { actor }: CliContext): Command =>
  command.option('--actor <user>', 'the user who decides', actor);

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
    const state = await withOperations(own, (operations) =>
      operations.decideRequest({ actor, dataSource, subscriber, decision, reason, expires }),
    );
    context.out(printed(state, json, () => describeState(state)));
  });
}

function registerRevoke(group: Command, context: CliContext): void {
  const command = group
    .command('revoke')
    .description('take back a subscription or a request')
    .argument(...dataSourceArgument)
    .option('--user <user>', 'the user who is subscribed')
    .option('--group <group>', 'the group that is subscribed')
    .option('--reason <reason>', 'why')
    .option(...jsonOption)
    .addOption(storeOption());
  actorOption(command, context).action(async (dataSource: string, options: Options, own: Command) => {
    const { actor, reason, json } = options;
    const subscriber = subscriberOf(options);
    const subscription = await withOperations(own, (operations) =>
      operations.revokeSubscription({ actor, dataSource, subscriber, reason }),
    );
    context.out(printed(subscription, json, () => describe(subscription)));
  });
}

function registerList(group: Command, { out }: CliContext): void {
  group
    .command('list')
    .description('list subscriptions and requests')
    .option('--user <user>', 'only of this user')
    .option('--group <group>', 'only of this group')
    .option('--data-source <name>', 'only to this data source')
    .addOption(
      new Option('--status <status>', 'only those').choices(['pending', 'approved', 'denied', 'revoked']),
    )
    .option(...jsonOption)
    .addOption(storeOption())
    .action(async (options: Options, command: Command) => {
      const { user, group: of, dataSource, status, json } = options;
      const subscriber = user === undefined && of === undefined ? undefined : subscriberOf(options);
      const found = await withOperations(command, (operations) =>
        operations.subscriptions({ subscriber, dataSource, status }),
      );
      out(printed(found, json, () => (found.length === 0 ? 'none' : found.map(describe).join('\n'))));
    });
}

const describe = ({
  dataSource,
  subscriber,
  status,
  expires,
  requestedAt,
  decidedBy,
  reason,
}: Subscription): string =>
  [
    `${dataSource}: ${describePrincipal(subscriber)} is ${status}`,
    expires === undefined ? '' : ` until ${expires}`,
    requestedAt === undefined ? '' : `, asked at ${requestedAt}`,
    decidedBy === undefined ? '' : `, decided by ${decidedBy}`,
    reason === undefined ? '' : ` (${reason})`,
  ].join('');

const describeState = ({ subscription, waitingFor }: SubscriptionState): string =>
  [describe(subscription), ...waitingFor.map((approvers) => `  waits for ${approvers}`)].join('\n');
