import { setTimeout as sleep } from 'node:timers/promises';

import type { ExportPosition } from '../../audit/export-position.js';
import type { ExportFormat } from '../../audit/exported-record.js';
import { formatRecord } from '../../audit/format-record.js';
import type { ExportedPage } from '../../use-cases/audit/export-records.js';
import type { LineSink } from './line-file.js';

/** Milliseconds between two looks for new records. */
const pause = 1_000;

/** What an export reads, and where it writes it. */
export interface Exporting {
  readonly read: (after: ExportPosition | undefined) => Promise<ExportedPage>;
  readonly format: ExportFormat;
  readonly sink: LineSink;
  /** Is told how far the export is, after the lines are written. */
  readonly onPosition: (position: ExportPosition) => Promise<void>;
  /** Whether it goes on with what comes, until it is stopped. */
  readonly follow: boolean;
  readonly signal: AbortSignal;
}

/**
 * Exports records. The position is stored after the lines, so that after a failure some lines may be written again, and none is missing.
 * @param from the position at which an earlier export ended
 * @throws what reading and writing throw
 */
export async function exportOn(
  { read, format, sink, onPosition, follow, signal }: Exporting,
  from: ExportPosition | undefined,
): Promise<void> {
  let position = from;
  while (!signal.aborted) {
    const page = await read(position);
    if (page.records.length === 0) {
      if (!follow) return;
      await sink.rotate();
      // Keeps the export taken while nothing happens.
      await onPosition(page.position);
      await sleep(pause, undefined, { signal }).catch(() => undefined);
      continue;
    }
    await sink.write(page.records.map((record) => formatRecord(record, format)));
    await onPosition(page.position);
    position = page.position;
  }
}
