import { Option } from 'commander';
import type { Command } from 'commander';

import type { Principal } from '../model/principals.js';
import type { ListedSubscription } from '../use-cases/access/list-subscriptions.js';
import type { RemainingAccess } from '../use-cases/access/remaining-access.js';
import { actorOption, asActor } from './actor-option.js';
import type { CliContext } from './context.js';
import { dataSourceArgument, oneDataSourceArgument } from './data-source-argument.js';
import { asJson, jsonOption } from './json-option.js';
import { principalOf, withPrincipal } from './principal-options.js';
import type { PrincipalOptions } from './principal-options.js';
import { planInstead, withPlan } from './print-plan.js';
import type { PlanOptions } from './print-plan.js';
import { storeOption, withOperations } from './store-option.js';

interface Options extends PrincipalOptions, PlanOptions {
  readonly actor: string;
  readonly reason?: string;
  readonly expires?: string;
  readonly status?: ListedSubscription['status'];
}

/** `scrim subscription …`: requests access to data sources, decides on requests, and lists and revokes subscriptions. */
export function registerSubscription(program: Command, context: CliContext): void {
  const group = program
    .command('subscription')
    .description('request access to data sources, decide on requests, and revoke');
  registerRequest(group, context);
  registerDecision(group, context, 'approve');
  registerDecision(group, context, 'deny');
  registerRevoke(group, context);
  registerList(group, context);
}

/** Prints who still has access, and how to block it. In that case the command fails. */
function warnOf(
  remaining: readonly RemainingAccess[],
  { dataSource, subscriber }: { readonly dataSource: string; readonly subscriber: Principal },
  { err, fail }: CliContext,
): void {
  if (remaining.length === 0) return;
  fail();
  const who = 'user' in subscriber ? `--user ${subscriber.user}` : `--group ${subscriber.group}`;
  const shown = remaining.slice(0, 5).map(({ user, because }) => `  user '${user}': ${because}\n`);
  const more = remaining.length > 5 ? `  and ${remaining.length - 5} more\n` : '';
  err(
    `still accessible to:\n${shown.join('')}${more}To block it, whatever gives access: scrim block ${who} ${dataSource} --reason REASON\n`,
  );
}

const printed = (value: unknown, json: true | undefined, text: () => string): string =>
  json ? asJson(value) : `${text()}\n`;

function registerRequest(group: Command, context: CliContext): void {
  withPlan(group.command('request'))
    .description('request access to a data source; pending until its approvers decide')
    .argument(...dataSourceArgument)
    .requiredOption('--user <user>', 'the user who requests access')
    .option('--reason <reason>', 'why')
    .option('--expires <time>', 'until when, such as 2027-01-31T00:00:00Z')
    .option(...jsonOption)
    .addOption(storeOption())
    .action(async (dataSource: string, options: Options & { readonly user: string }, command: Command) => {
      const { user, reason, expires, json, plan } = options;
      const input = { actor: user, dataSource, reason, expires };
      if (plan) {
        await planInstead(context, command, 'requestAccess', input);
        return;
      }
      const state = await withOperations(command, (operations) => operations.requestAccess(input));
      const { describeState } = await import('./format-subscription.js');
      context.out(printed(state, json, () => describeState(state)));
    });
}

function registerDecision(group: Command, context: CliContext, decision: 'approve' | 'deny'): void {
  const command = withPrincipal(
    withPlan(group.command(decision)),
    'the user whose request it is',
    'the group whose request it is',
  )
    .description(`${decision} a pending request`)
    .argument(...dataSourceArgument)
    .option('--reason <reason>', 'why')
    .option(...jsonOption)
    .addOption(actorOption(context, 'the user of scrim who decides'))
    .addOption(storeOption());
  if (decision === 'approve')
    command.option('--expires <time>', 'when it ends, such as 2027-01-31T00:00:00Z');
  command.action(async (dataSource: string, options: Options, own: Command) => {
    const { actor, reason, expires, json, plan } = options;
    const subscriber = principalOf(options, 'the subscriber');
    const input = { actor, dataSource, subscriber, decision, reason, expires };
    if (plan) {
      await asActor(actor, () => planInstead(context, own, 'decideRequest', input));
      return;
    }
    const state = await asActor(actor, () =>
      withOperations(own, (operations) => operations.decideRequest(input)),
    );
    const { describeState } = await import('./format-subscription.js');
    context.out(printed(state, json, () => describeState(state)));
    warnOf(state.remaining ?? [], { dataSource, subscriber }, context);
  });
}

function registerRevoke(group: Command, context: CliContext): void {
  withPrincipal(
    withPlan(group.command('revoke')),
    'the user who is subscribed',
    'the group that is subscribed',
  )
    .description('revoke a subscription or a request; exit code 1 if people keep access by other means')
    .argument(...dataSourceArgument)
    .option('--reason <reason>', 'why')
    .option(...jsonOption)
    .addOption(actorOption(context, 'the user of scrim who decides'))
    .addOption(storeOption())
    .action(async (dataSource: string, options: Options, own: Command) => {
      const { actor, reason, json, plan } = options;
      const subscriber = principalOf(options, 'the subscriber');
      const input = { actor, dataSource, subscriber, reason };
      if (plan) {
        await asActor(actor, () => planInstead(context, own, 'revokeSubscription', input));
        return;
      }
      const revoked = await asActor(actor, () =>
        withOperations(own, (operations) => operations.revokeSubscription(input)),
      );
      const { describeSubscription } = await import('./format-subscription.js');
      context.out(printed(revoked, json, () => describeSubscription(revoked.subscription)));
      warnOf(revoked.remaining, { dataSource, subscriber }, context);
    });
}

function registerList(group: Command, { out }: CliContext): void {
  withPrincipal(group.command('list'), 'only those of this user', 'only those of this group')
    .description('list subscriptions and requests')
    .argument(...oneDataSourceArgument)
    .addOption(
      new Option('--status <status>', 'only those with this status').choices([
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
      const subscriber =
        user === undefined && of === undefined ? undefined : principalOf(options, 'the subscriber');
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
