import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { Counter } from 'prom-client';
import type { Registry } from 'prom-client';

import type { ExportPosition, ExportPositions } from '../../audit/export-position.js';
import type { AuditExport } from '../../config/audit.js';
import type { Operations } from '../../use-cases/operations.js';
import { exportOn } from './export-on.js';
import { lineFile } from './line-file.js';
import type { LineSink } from './line-file.js';
import { lineOutput } from './line-output.js';

/** Seconds for which a process has an export without renewing that. */
const lease = 60;

/** The input for exports that go on for as long as the service runs. */
export interface ExportsOptions {
  readonly operations: Pick<Operations, 'exportRecords'>;
  readonly positions: ExportPositions;
  /** The standard output. */
  readonly out: (text: string) => void;
  readonly logger: Logger;
  readonly registry: Registry;
  /** Milliseconds until an export that failed, or that another process has, is tried again. */
  readonly pause?: number;
}

/**
 * Exports records as they come, each export by one process at a time. What fails is logged and tried again from where it was.
 * @returns a function that ends the exports and lets other processes go on
 */
export function startExports(
  exports: readonly AuditExport[],
  { operations, positions, out, logger, registry, pause = 10_000 }: ExportsOptions,
): { readonly stop: () => Promise<void> } {
  const of = { labelNames: ['export'], registers: [registry] };
  const exported = new Counter({
    ...{ name: 'scrim_audit_exported_records_total', help: 'Records that were exported', ...of },
  });
  const failures = new Counter({
    ...{ name: 'scrim_audit_export_failures_total', help: 'Failures of exports, each tried again', ...of },
  });
  const stopping = new AbortController();
  const { signal } = stopping;
  const holder = randomUUID();

  const sinkOf = ({ name, file, rotateBytes: size, rotateSeconds: seconds, keep }: AuditExport): LineSink => {
    const sink = file === undefined ? lineOutput(out) : lineFile(file, { size, seconds, keep });
    return {
      ...sink,
      async write(lines) {
        await sink.write(lines);
        exported.inc({ export: name }, lines.length);
      },
    };
  };

  /** Stores how far an export is, and goes on having it. @throws Error if another process has it by now */
  const keeping = (name: string): ((position: ExportPosition) => Promise<void>) => {
    let [stored, renewed] = ['', performance.now()];
    return async (position) => {
      const text = JSON.stringify(position);
      const isDue = performance.now() - renewed > (lease * 1_000) / 3;
      if (text === stored && !isDue) return;
      const isKept =
        (!isDue || (await positions.take(name, holder, lease)) !== undefined) &&
        (text === stored || (await positions.advance(name, holder, position)));
      if (!isKept) throw new Error('another process has taken the export');
      stored = text;
      if (isDue) renewed = performance.now();
    };
  };

  /** Exports until it is stopped. @returns at once if another process has the export */
  const attempt = async (one: AuditExport): Promise<void> => {
    const { name, format } = one;
    const taken = await positions.take(name, holder, lease);
    if (taken === undefined) return;
    const sink = sinkOf(one);
    try {
      await exportOn(
        {
          read: (after) => operations.exportRecords({ after }),
          ...{ format, sink, onPosition: keeping(name), follow: true, signal },
        },
        taken.position,
      );
    } finally {
      await sink.close();
      await positions.release(name, holder);
    }
  };

  const run = async (one: AuditExport): Promise<void> => {
    while (!signal.aborted) {
      try {
        await attempt(one);
      } catch (error) {
        failures.inc({ export: one.name });
        logger.error({ err: error, export: one.name }, 'records could not be exported, and are tried again');
      }
      await sleep(pause, undefined, { signal }).catch(() => undefined);
    }
  };

  const running = Promise.all(exports.map(run));
  return {
    stop: async () => {
      stopping.abort();
      await running;
    },
  };
}
