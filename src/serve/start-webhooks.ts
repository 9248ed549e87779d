import type { Logger } from 'pino';
import { Counter, Gauge } from 'prom-client';
import type { Registry } from 'prom-client';

import type { Config } from '../config/config.js';
import { startWebhook } from '../webhooks/deliver.js';
import type { Outcome, WebhookDelivery } from '../webhooks/deliver.js';
import { eventIdOf, eventTypeOf } from '../webhooks/event.js';
import { resolveBySystem } from '../webhooks/post.js';
import type { WebhookQueue, WebhookStatus } from '../webhooks/queue.js';
import { webhookSecrets } from './webhook-secrets.js';

interface Surroundings {
  readonly queue: WebhookQueue;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly logger: Logger;
  readonly registry: Registry;
}

/**
 * Sends changes to the configured webhooks.
 * @returns a function that stops it; open requests may take `patience` milliseconds more
 * @throws Refusal `invalid` if a secret cannot be read
 */
export async function startWebhooks(
  { webhooks }: Pick<Config, 'webhooks'>,
  { queue, env, logger, registry }: Surroundings,
): Promise<{ stop(patience: number): Promise<void> }> {
  const enabled = webhooks.filter((webhook) => webhook.enabled);
  for (const webhook of enabled) await webhookSecrets(webhook, env);
  for (const { name } of webhooks) await queue.register(name);
  if (webhooks.length === 0) return { stop: () => Promise.resolve() };
  const names = webhooks.map(({ name }) => name);
  const statuses = async () => (await queue.status()).filter(({ webhook }) => names.includes(webhook));
  const attempted = measure(registry, statuses);
  const started = enabled.map((webhook) => {
    const log = attemptLog(logger, webhook.name);
    return startWebhook({
      webhook,
      queue,
      secrets: () => webhookSecrets(webhook, env),
      resolve: resolveBySystem,
      onAttempt: (claimed, outcome) => {
        attempted(webhook.name, outcome);
        log(claimed, outcome);
      },
      onFailure: (error) => {
        logger.error({ webhook: webhook.name, err: error }, 'the queue of a webhook cannot be processed');
      },
    });
  });
  return {
    stop: async (patience) => {
      await Promise.all(started.map(({ stop }) => stop(patience)));
    },
  };
}

/** Logs each attempt at level debug; once that a webhook fails, and once that it works again; and every event that is given up. */
function attemptLog(logger: Logger, webhook: string): WebhookDelivery['onAttempt'] {
  let failing = false;
  return ({ entry, attempt }, outcome) => {
    const about = { webhook, event: eventIdOf(entry), type: eventTypeOf(entry), attempt, ...outcome };
    logger.debug(about, 'webhook attempt');
    if (outcome.result === 'dead') logger.error(about, 'a webhook event was given up');
    const fails = outcome.result !== 'sent';
    if (fails && !failing) logger.warn(about, 'a webhook fails; its events will be sent again');
    if (!fails && failing) logger.info({ webhook }, 'a webhook accepts events again');
    failing = fails;
  };
}

function measure(
  registry: Registry,
  statuses: WebhookQueue['status'],
): (webhook: string, outcome: Outcome) => void {
  const registers = [registry];
  const attempts = new Counter({
    name: 'scrim_webhook_attempts_total',
    help: 'Attempts to send an event, by result',
    labelNames: ['webhook', 'result'],
    registers,
  });
  const gauge = (name: string, help: string, valueOf: (status: WebhookStatus) => number) =>
    new Gauge({
      ...{ name: `scrim_webhook_${name}`, help, labelNames: ['webhook'], registers },
      // While the store cannot be reached, the last numbers stay.
      async collect() {
        for (const status of await statuses().catch(() => [])) {
          this.set({ webhook: status.webhook }, valueOf(status));
        }
      },
    });
  gauge('pending', 'Events that wait to be sent', ({ pending }) => pending);
  gauge('dead', 'Events that were given up', ({ dead }) => dead);
  gauge('lag_seconds', 'Age of the oldest change that is not yet sent', ({ lag }) => lag);
  return (webhook, { result }) => {
    attempts.inc({ webhook, result });
  };
}
