import { z } from 'zod';

import { exportPosition, exportStart } from '../../audit/export-position.js';
import type { ExportPosition } from '../../audit/export-position.js';
import type { ExportedRecord } from '../../audit/exported-record.js';
import { useCase } from '../use-case.js';
import type { InputOf } from '../use-case.js';
import type { Administration } from '../world/context.js';
import { momentOf, period } from './period.js';

/** Records of each kind that are read at once. A transaction is read as a whole. */
const most = 500;

const exportInput = z.strictObject({
  after: exportPosition.optional().meta({ description: 'the position of what was exported before' }),
  since: period.since,
  until: period.until,
});

/** The next records of an export, and the position after them. */
export interface ExportedPage {
  readonly records: readonly ExportedRecord[];
  readonly position: ExportPosition;
}

/**
 * Reads the next records of an export: changes of the world, decisions, and queries that ended. If it reads none, all are exported.
 */
export async function exportRecords(
  { audit, history }: Pick<Administration, 'audit' | 'history'>,
  { after = exportStart, since, until }: InputOf<typeof exportInput>,
): Promise<ExportedPage> {
  const time = { since: momentOf(since), until: momentOf(until) };
  const changes = await history.list({ ...time, after: after.changes ?? 'start', limit: most });
  const decisions = await audit.storedDecisions({ ...time, after: after.decisions, limit: most });
  const queries = await audit.storedQueries({ ...time, after: after.queries, limit: most });
  const last = changes.at(-1);
  return {
    records: [
      ...changes.map((one): ExportedRecord => ({ record: 'change', ...one, at: one.at.toISOString() })),
      ...decisions.records.map((one): ExportedRecord => ({
        record: 'decision',
        ...one,
        ...{ at: one.at.toISOString(), lastAt: one.lastAt.toISOString() },
      })),
      ...queries.records.map((one): ExportedRecord => ({
        record: 'query',
        ...one,
        ...{ at: one.at.toISOString(), endedAt: one.endedAt?.toISOString() ?? null },
      })),
    ],
    position: {
      decisions: decisions.position,
      queries: queries.position,
      changes:
        last === undefined ? after.changes : { revision: last.revision, kind: last.kind, key: last.key },
    },
  };
}

/** @see exportRecords */
export const exportRecordsUseCase = useCase({
  name: 'exportRecords',
  whoMay: 'administrator',
  input: exportInput,
  run: exportRecords,
});
