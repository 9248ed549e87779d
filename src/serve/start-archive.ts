import type { Logger } from 'pino';
import { Counter, Gauge } from 'prom-client';
import type { Registry } from 'prom-client';

import { Refusal } from '../base/refusal.js';
import type { Operations } from '../use-cases/operations.js';

/** Milliseconds between two runs: a run that failed is repeated soon, and one without old records costs nothing. */
const hour = 3_600_000;

/** The input for moving records to the archive. */
export interface ArchiveSchedule {
  readonly operations: Pick<Operations, 'auditArchive'>;
  readonly logger: Logger;
  readonly registry: Registry;
  readonly now: () => Date;
}

/**
 * Moves old records to the archive every hour, one replica at a time. A failure is logged, and tried again in the next hour.
 * @returns a function that stops it after a running move has finished
 */
export function startArchive({ operations, logger, registry, now }: ArchiveSchedule): {
  readonly stop: () => Promise<void>;
} {
  const registers = [registry];
  const runs = new Counter({
    ...{ name: 'scrim_audit_archive_runs_total', help: 'Moves of old records to the archive, by result' },
    ...{ labelNames: ['result'], registers },
  });
  const last = new Gauge({
    name: 'scrim_audit_archive_last_success_timestamp_seconds',
    help: 'When old records were last moved to the archive, as seconds since 1970; 0 for never',
    registers,
  });
  const attempt = async (): Promise<void> => {
    try {
      const { days, place } = await operations.auditArchive({});
      for (const { day, ...counts } of days) logger.info({ day, ...counts }, `records moved to ${place}`);
      runs.inc({ result: 'done' });
      last.set(now().getTime() / 1_000);
    } catch (error) {
      // Another replica moves them.
      if (error instanceof Refusal && error.kind === 'conflict') return;
      logger.error({ err: error }, 'old records could not be moved to the archive');
      runs.inc({ result: 'failed' });
    }
  };
  let running: Promise<void> | undefined;
  const run = (): void => {
    running ??= attempt().finally(() => {
      running = undefined;
    });
  };
  run();
  const timer = setInterval(run, hour);
  return {
    stop: async () => {
      clearInterval(timer);
      await running;
    },
  };
}
