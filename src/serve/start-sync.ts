import { randomUUID } from 'node:crypto';
import { Cron } from 'croner';
import type { Logger } from 'pino';
import { Counter, Gauge } from 'prom-client';
import type { Registry } from 'prom-client';

import { errorMessage } from '../base/system-error.js';
import { observeSchemas } from '../use-cases/sync/observe-schemas.js';
import type { Outbox } from '../world/outbox.js';
import type { Ask } from '../trino/ask.js';
import type { Operations } from '../use-cases/operations.js';

/** The input for scheduled syncs. */
export interface SyncSchedule {
  /** A cron expression, in UTC. */
  readonly schedule: string;
  readonly ask: Ask;
  readonly operations: Pick<Operations, 'monitoring' | 'sync'>;
  /** The lease by which replicas agree on the one that synchronizes. */
  readonly outbox: Pick<Outbox, 'register' | 'take'>;
  readonly logger: Logger;
  readonly registry: Registry;
  readonly now: () => Date;
}

const place = 'sync';
/**
 * Seconds after which a lease expires if it is not renewed. It is not released at the end of a sync: a replica whose clock is a little late
 * would repeat the whole sync.
 */
const lease = 30;

/**
 * Synchronizes monitored schemas on a schedule, one replica at a time. A failure is logged, and the sync is tried again at the next
 * scheduled time.
 * @returns a function that stops it after a running sync has finished, and one that synchronizes now
 */
export async function startSync(
  options: SyncSchedule,
): Promise<{ readonly run: () => Promise<void>; readonly stop: () => Promise<void> }> {
  const { schedule, outbox, logger, now } = options;
  const holder = randomUUID();
  const measured = measure(options.registry);
  await outbox.register(place, 'now');
  const attempt = async (): Promise<void> => {
    try {
      if (!(await outbox.take(place, holder, lease))) return;
      const failed = await keeping(outbox, holder, () => synchronize(options));
      measured(failed ? 'failed' : 'done', now());
    } catch (error) {
      logger.error({ error: errorMessage(error) }, 'a sync of monitored schemas failed');
      measured('failed', now());
    }
  };
  let running: Promise<void> | undefined;
  const run = (): Promise<void> => {
    running ??= attempt().finally(() => {
      running = undefined;
    });
    return running;
  };
  const job = new Cron(schedule, { timezone: 'UTC', unref: true }, run);
  return {
    run,
    stop: async () => {
      job.stop();
      await running;
    },
  };
}

/** Runs work while renewing the lease. */
async function keeping<T>(outbox: Pick<Outbox, 'take'>, holder: string, work: () => Promise<T>): Promise<T> {
  const timer = setInterval(
    () => {
      // If the lease is lost, another replica does the same work. That is harmless, because the work is idempotent.
      outbox.take(place, holder, lease).catch(() => undefined);
    },
    (lease * 1_000) / 3,
  );
  try {
    return await work();
  } finally {
    clearInterval(timer);
  }
}

/** @returns whether a schema could not be synchronized */
async function synchronize({ ask, operations, logger }: SyncSchedule): Promise<boolean> {
  const observed = await observeSchemas(ask, await operations.monitoring());
  const { schemas } = await operations.sync({ observed, dryRun: false });
  for (const { schema, errors, closed, changes, proposals } of schemas) {
    if (errors.length > 0) logger.error({ schema, errors }, 'a monitored schema could not be synchronized');
    if (closed.length > 0) logger.warn({ schema, closed }, 'policies cannot be enforced after a sync');
    if (changes.length + proposals.length > 0) {
      logger.info({ schema, changes, proposals: proposals.length }, 'a monitored schema was synchronized');
    }
  }
  return schemas.some(({ errors }) => errors.length > 0);
}

function measure(registry: Registry): (result: 'done' | 'failed', at: Date) => void {
  const registers = [registry];
  const runs = new Counter({
    ...{ name: 'scrim_syncs_total', help: 'Scheduled syncs of monitored schemas, by result' },
    ...{ labelNames: ['result'], registers },
  });
  const last = new Gauge({
    name: 'scrim_sync_last_success_timestamp_seconds',
    help: 'When all monitored schemas were last synchronized by schedule, as seconds since 1970; 0 for never',
    registers,
  });
  return (result, at) => {
    runs.inc({ result });
    if (result === 'done') last.set(at.getTime() / 1_000);
  };
}
