import { Counter, Gauge } from 'prom-client';
import type { Registry } from 'prom-client';
import type { Logger } from 'pino';

import type { AuditStore } from '../audit/audit-store.js';
import { millisecondsOfDay } from '../base/days.js';
import { createRecorder } from '../audit/recorder.js';
import type { Recorder } from '../audit/recorder.js';
import { decisionLog } from './decision-log.js';

/** Milliseconds between two times of storing what is only counted so far. */
const flushEvery = 5_000;

/** Records decisions in the store, after the log. */
export interface Recording {
  readonly record: Recorder['record'];
  /** Stores what is only counted so far. */
  stop(): Promise<void>;
}

/**
 * Starts to record decisions.
 * @param foldSeconds seconds in which a decision that is made again is counted on its record
 * @param retentionDays days for which records are kept
 */
export function startRecording(
  store: AuditStore,
  {
    logger,
    registry,
    foldSeconds,
    retentionDays,
  }: {
    readonly logger: Logger;
    readonly registry: Registry;
    readonly foldSeconds: number;
    readonly retentionDays: number;
  },
): Recording {
  const lost = new Counter({
    name: 'scrim_audit_lost_total',
    help: 'Decisions that were answered from memory and could not be recorded later',
    registers: [registry],
  });
  const recorder = createRecorder(store, {
    now: () => new Date(),
    foldSeconds,
    onFailure: (error, count) => {
      lost.inc(count);
      logger.error({ err: error, lost: count }, 'decisions could not be recorded yet');
    },
  });
  new Gauge({
    name: 'scrim_audit_waiting',
    help: 'Decisions that wait to be recorded',
    registers: [registry],
    collect() {
      this.set(recorder.waiting());
    },
  });
  const log = decisionLog(logger);
  const removeOld = (): void => {
    store.removeBefore(new Date(Date.now() - retentionDays * millisecondsOfDay)).then(
      (months) => {
        if (months > 0) logger.info({ months }, 'old records of the audit were removed');
      },
      (error: unknown) => {
        logger.warn({ err: error }, 'old records of the audit could not be removed');
      },
    );
  };
  removeOld();
  const removing = setInterval(removeOld, millisecondsOfDay);
  const timer = setInterval(() => void recorder.flush(), flushEvery);
  return {
    async record(record) {
      log(record);
      await recorder.record(record);
    },
    async stop() {
      clearInterval(timer);
      clearInterval(removing);
      await recorder.flush();
    },
  };
}
