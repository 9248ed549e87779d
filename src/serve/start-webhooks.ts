import type { Logger } from 'pino';
import { Counter, Gauge } from 'prom-client';
import type { Registry } from 'prom-client';

import type { Config } from '../config/config.js';
import { startWebhook } from '../webhooks/deliver.js';
import type { Outcome, WebhookDelivery } from '../webhooks/deliver.js';
import { asksFor, breakGlassEvent, eventIdOf, eventTypeOf } from '../webhooks/event.js';
import { describePrincipal } from '../model/principals.js';
import type { Subscription } from '../model/subscription.js';
import { resolveBySystem } from '../webhooks/post.js';
import type { Claimed, WebhookQueue, WebhookStatus } from '../webhooks/queue.js';
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
  const sending = await keepSayingBreakGlass(webhooks, { queue, logger });
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
      sending.stop();
      await Promise.all(started.map(({ stop }) => stop(patience)));
    },
  };
}

/** Seconds for which a webhook is taken to send access by break glass after a service said so, and between two times of saying it. */
const breakGlassKnown = { for: 300, every: 60 };

/** Notes in the store, while this service runs, which of its webhooks send access by break glass: without one, nobody gets such access. */
async function keepSayingBreakGlass(
  webhooks: Config['webhooks'],
  { queue, logger }: Pick<Surroundings, 'queue' | 'logger'>,
): Promise<{ stop(): void }> {
  const say = async (): Promise<void> => {
    for (const { name, enabled, events, documents } of webhooks) {
      const told = documents === true || (documents !== false && documents.includes('subscription'));
      const sends = enabled && told && asksFor(events, breakGlassEvent);
      await queue.sendsBreakGlass(name, sends ? breakGlassKnown.for : 0);
    }
  };
  await say();
  const timer = setInterval(() => {
    say().catch((error: unknown) => {
      logger.error({ err: error }, 'it cannot be noted which webhooks send access by break glass');
    });
  }, breakGlassKnown.every * 1_000).unref();
  return {
    stop: () => {
      clearInterval(timer);
    },
  };
}

/** Warns of access by break glass when it is first sent, so that it is in the log whatever becomes of the event. */
function warnOfBreakGlass({ entry, attempt }: Claimed, logger: Logger): void {
  if (attempt !== 1 || entry.kind === 'alarm' || eventTypeOf(entry) !== breakGlassEvent) return;
  const { dataSource, subscriber, expires, reason, breakGlass } = entry.after as Subscription;
  const who = describePrincipal(subscriber);
  logger.warn(
    { event: eventIdOf(entry), dataSource, ...subscriber, until: expires, because: reason, ...breakGlass },
    `break glass: ${who} took access to '${dataSource}' until ${String(expires)}, because: ${String(reason)}`,
  );
}

/** Logs each attempt at level debug; once that a webhook fails, and once that it works again; and every event that is given up. */
function attemptLog(logger: Logger, webhook: string): WebhookDelivery['onAttempt'] {
  let failing = false;
  return (claimed, outcome) => {
    const { entry, attempt } = claimed;
    warnOfBreakGlass(claimed, logger);
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
