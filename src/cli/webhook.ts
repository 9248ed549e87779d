import type { Command } from 'commander';

import { Refusal } from '../base/refusal.js';
import type { DeadLetter, WebhookStatus } from '../webhooks/queue.js';
import type { CliContext } from './context.js';
import { asJson, jsonOption } from './json-option.js';
import { storeOption, withOperations } from './store-option.js';

/** Maximum number of given-up events that are listed. */
const mostListed = 1_000;

/** `scrim webhook …`: shows the state of deliveries, lists given-up events, and sends them again. */
export function registerWebhook(program: Command, { out }: CliContext): void {
  const group = program.command('webhook').description('show and repair deliveries to webhooks');
  group
    .command('list')
    .description('show how many events of each webhook wait, and how many were given up')
    .option(...jsonOption)
    .addOption(storeOption())
    .action(async ({ json }: { readonly json?: true }, command: Command) => {
      const found = await withOperations(command, (operations) => operations.webhooks());
      out(printed(found, json, describeStatus));
    });
  group
    .command('dead')
    .description('list events that were given up, or send them again')
    .option('--webhook <name>', 'only events of this webhook')
    .option('--retry <id>', 'send this event again')
    .option('--all', 'send all of these events again')
    .option(...jsonOption)
    .addOption(storeOption())
    .action(async ({ webhook, retry, all, json }: DeadOptions, command: Command) => {
      if (retry !== undefined && all) throw new Refusal('invalid', 'give --retry ID or --all, not both');
      if (retry === undefined && !all) {
        const found = await withOperations(command, (operations) =>
          operations.deadLetters({ webhook, limit: mostListed }),
        );
        out(printed(found, json, describeLetter));
        return;
      }
      const { revived } = await withOperations(command, (operations) =>
        operations.reviveDeadLetters({ webhook, id: retry }),
      );
      if (revived === 0 && retry !== undefined) {
        throw new Refusal('not-visible', `no event '${retry}' was given up`);
      }
      out(json ? `${JSON.stringify({ revived })}\n` : `${revived} queued to be sent again\n`);
    });
  group
    .command('remove')
    .description('remove a webhook that is no longer configured, and the events that wait for it')
    .argument('<name>', 'the webhook')
    .option(...jsonOption)
    .addOption(storeOption())
    .action(async (webhook: string, { json }: { readonly json?: true }, command: Command) => {
      const { removed } = await withOperations(command, (operations) =>
        operations.removeWebhook({ webhook }),
      );
      if (!removed) throw new Refusal('not-visible', `there is no webhook '${webhook}'`);
      out(json ? asJson({ webhook, removed }) : `webhook ${webhook} is removed\n`);
    });
}

interface DeadOptions {
  readonly webhook?: string;
  readonly retry?: string;
  readonly all?: true;
  readonly json?: true;
}

const printed = <T>(found: readonly T[], json: true | undefined, describe: (one: T) => string): string =>
  json ? asJson(found) : `${found.length === 0 ? 'none' : found.map(describe).join('\n')}\n`;

const describeStatus = ({ webhook, pending, dead, lag }: WebhookStatus): string =>
  `${webhook}: ${pending} waiting, ${dead} given up, ${Math.ceil(lag)} s behind`;

const describeLetter = ({ id, webhook, type, key, revision, attempts, error, deadAt }: DeadLetter): string =>
  `${id} ${webhook}: ${type} ${key} (revision ${revision}), given up at ${deadAt} after ${attempts === 1 ? '1 attempt' : `${attempts} attempts`}: ${error}`;
