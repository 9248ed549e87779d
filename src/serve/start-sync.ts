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

/** What a schedule of syncs needs. */
export interface SyncSchedule {
  /** A cron expression, in UTC. */
  readonly schedule: string;
  readonly ask: Ask;
  readonly operations: Pick<Operations, 'monitoring' | 'sync'>;
  /** Where replicas agree on which of them synchronizes. */
  readonly outbox: Pick<Outbox, 'register' | 'take'>;
  readonly logger: Logger;
  readonly registry: Registry;
  readonly now: () => Date;
}

const place = 'sync';
/**
 * Seconds for which a replica has the place after it last said so. It is not given up at the end: another one whose clock is a
 * little late would do all of it again.
 */
const lease = 30;

/**
 * Synchronizes monitored schemas at their times, one replica at a time. What fails is logged, and tried again at the next time.
 * @returns what stops it, once a sync that is under way is over; and what does it now, as at its time
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

/** Does work while the place is kept. */
async function keeping<T>(outbox: Pick<Outbox, 'take'>, holder: string, work: () => Promise<T>): Promise<T> {
  const timer = setInterval(
    () => {
      // Should it be lost, another does the same: to do it twice is to do it once.
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
