import type { Command } from 'commander';

import { Refusal } from '../base/refusal.js';
import type { Recertified } from '../use-cases/recertification/decide-access.js';
import { actorOption, asActor } from './actor-option.js';
import type { CliContext } from './context.js';
import { oneDataSourceArgument } from './data-source-argument.js';
import { asJson, jsonOption } from './json-option.js';
import { principalOf, withPrincipal } from './principal-options.js';
import type { PrincipalOptions } from './principal-options.js';
import { repeatedOption } from './repeated.js';
import { askOperations, storeOption, withOperations } from './store-option.js';

/** `scrim recertify …`: rounds in which owners confirm or end access. */
export function registerRecertify(program: Command, context: CliContext): void {
  const group = program
    .command('recertify')
    .description('let owners confirm or end access until a time; access that nobody confirms ends');
  registerStart(group, context);
  registerList(group, context);
  registerShow(group, context);
  registerDecision(group, context, 'confirm');
  registerDecision(group, context, 'end');
  registerCancel(group, context);
}

const roundArgument = ['<name>', 'the name of the round'] as const;

interface StartOptions {
  readonly tag: readonly string[];
  readonly schema: readonly string[];
  readonly due: string;
  readonly actor: string;
  readonly json?: true;
}

function registerStart(group: Command, context: CliContext): void {
  const { out, err } = context;
  group
    .command('start')
    .description('start a round: each subscription to its data sources ends when it is due, unless confirmed')
    .argument(...roundArgument)
    .argument('[data-source...]', 'over these data sources, each as SCHEMA.NAME')
    .addOption(repeatedOption('--tag <tag>', 'over data sources with this tag, or with one below it'))
    .addOption(repeatedOption('--schema <schema>', 'over data sources in this schema'))
    .requiredOption('--due <time>', 'when access ends that nobody confirms, such as 2027-01-31T00:00:00Z')
    .addOption(actorOption(context, 'who starts it'))
    .option(...jsonOption)
    .addOption(storeOption())
    .action(async (name: string, dataSources: readonly string[], options: StartOptions, command: Command) => {
      const { tag: tags, schema: schemas, due, actor, json } = options;
      const target = {
        ...(tags.length === 0 ? {} : { tags }),
        ...(dataSources.length === 0 ? {} : { dataSources }),
        ...(schemas.length === 0 ? {} : { schemas }),
      };
      if (Object.keys(target).length === 0) {
        throw new Refusal('invalid', 'say over which data sources: name them, or give --tag or --schema');
      }
      const started = await withOperations(command, (operations) =>
        operations.startRecertification({ actor, name, target, due }),
      );
      if (json) {
        out(asJson(started));
        return;
      }
      const { counted } = await import('./format-recertification.js');
      const accesses = started.rounds.reduce((sum, one) => sum + one.accesses.length, 0);
      out(
        `round ${name}: ${counted(accesses, 'access', 'accesses')} to ${counted(started.rounds.length, 'data source')}; what nobody confirms ends at ${due}\n`,
      );
      for (const one of started.nobodyDecides) {
        err(`nobody can confirm access to '${one}': it has neither owners nor approvers\n`);
      }
    });
}

function registerList(group: Command, { out }: CliContext): void {
  group
    .command('list')
    .description('list rounds, those that are due last first')
    .option(...jsonOption)
    .addOption(storeOption())
    .action(async ({ json }: { readonly json?: true }, command: Command) => {
      const rounds = await askOperations(command, (operations) => operations.recertifications());
      const { describeRound } = await import('./format-recertification.js');
      if (json) out(asJson(rounds));
      else out(rounds.length === 0 ? 'none\n' : rounds.map((one) => `${describeRound(one)}\n`).join(''));
    });
}

interface ShowOptions {
  readonly json?: true;
  readonly csv?: true;
}

function registerShow(group: Command, { out }: CliContext): void {
  group
    .command('show')
    .description('show the state of each access in a round')
    .argument(...roundArgument)
    .argument(...oneDataSourceArgument)
    .option('--csv', 'print a table for a spreadsheet, one line for each access')
    .option(...jsonOption)
    .addOption(storeOption())
    .action(
      async (name: string, dataSource: string | undefined, { json, csv }: ShowOptions, command: Command) => {
        if (json && csv) throw new Refusal('invalid', 'give --json or --csv, not both');
        const rounds = await askOperations(command, (operations) =>
          operations.recertification({ name, dataSource }),
        );
        const { formatRound, roundAsCsv } = await import('./format-recertification.js');
        if (json) out(asJson(rounds));
        else out(csv ? roundAsCsv(rounds) : rounds.map(formatRound).join(''));
      },
    );
}

interface DecisionOptions extends PrincipalOptions {
  readonly all?: true;
  readonly reason?: string;
  readonly until?: string;
  readonly actor: string;
  readonly json?: true;
}

function registerDecision(group: Command, context: CliContext, decision: 'confirm' | 'end'): void {
  const command = withPrincipal(group.command(decision), 'only this user', 'only this group')
    .description(
      decision === 'confirm'
        ? 'confirm access, as an owner of the data source or an approver'
        : 'end access at once, as an owner or an approver; exit code 1 if people keep access by other means',
    )
    .argument(...roundArgument)
    .argument(...oneDataSourceArgument)
    .option('--all', 'every access on which nobody has decided and you may')
    .option('--reason <reason>', 'why')
    .option(...jsonOption)
    .addOption(actorOption(context, 'the user of scrim who decides'))
    .addOption(storeOption());
  if (decision === 'confirm') {
    command.option(
      '--until <time>',
      'when it ends, such as 2027-01-31T00:00:00Z (default: when it would have ended before the round)',
    );
  }
  command.action(
    async (name: string, dataSource: string | undefined, options: DecisionOptions, own: Command) => {
      const { user, group: of, all, reason, until, actor, json } = options;
      const subscriber =
        user === undefined && of === undefined ? undefined : principalOf(options, 'the subscriber');
      const done = await asActor(actor, () =>
        withOperations(own, (operations) =>
          operations.decideRecertification({
            ...{ actor, name, decision, dataSource, subscriber, all, reason, until },
          }),
        ),
      );
      await report(done, json, context);
    },
  );
}

async function report(
  done: Recertified,
  json: true | undefined,
  { out, err, fail }: CliContext,
): Promise<void> {
  if (json) out(asJson(done));
  else {
    const { describeEndSetBy, describeSubscription } = await import('./format-subscription.js');
    const { describePrincipal } = await import('../model/principals.js');
    const lines = done.decided.flatMap(({ subscription, endSetBy }) => [
      describeSubscription(subscription),
      ...describeEndSetBy(endSetBy),
    ]);
    out(lines.map((line) => `${line}\n`).join(''));
    for (const { dataSource, subscriber, because } of done.skipped) {
      err(`skipped: ${describePrincipal(subscriber)} to '${dataSource}': ${because}\n`);
    }
  }
  if (done.remaining.length === 0) return;
  fail();
  for (const { user, dataSource, because } of done.remaining.slice(0, 5)) {
    err(`user '${user}' still has access to '${dataSource}': ${because}\n`);
  }
  if (done.remaining.length > 5) err(`and ${done.remaining.length - 5} more\n`);
}

function registerCancel(group: Command, context: CliContext): void {
  group
    .command('cancel')
    .description('cancel a round: access on which nobody has decided has its earlier end again')
    .argument(...roundArgument)
    .addOption(actorOption(context, 'who cancels it'))
    .option(...jsonOption)
    .addOption(storeOption())
    .action(
      async (
        name: string,
        { actor, json }: { readonly actor: string; readonly json?: true },
        command: Command,
      ) => {
        const cancelled = await withOperations(command, (operations) =>
          operations.cancelRecertification({ actor, name }),
        );
        const { counted } = await import('./format-recertification.js');
        const restored = counted(cancelled.restored, 'access', 'accesses');
        context.out(
          json ? asJson(cancelled) : `round ${name} is cancelled; ${restored} with the earlier end again\n`,
        );
      },
    );
}
