import { z } from 'zod';

import type { Archiving } from '../../audit/archive/archiving.js';
import type { DayOfRecords } from '../../audit/archive/ledger.js';
import { moveToArchive, removeFromArchive } from '../../audit/archive/move.js';
import { beginningOf, dayOf, millisecondsOfDay } from '../../base/days.js';
import { Refusal } from '../../base/refusal.js';
import { useCase } from '../use-case.js';
import type { InputOf } from '../use-case.js';

const archiveInput = z.strictObject({
  dryRun: z.boolean().default(false).meta({ description: 'whether to count only what would be moved' }),
});

/** What was moved to the archive, or would be. */
export interface ArchivedRecords {
  readonly dryRun: boolean;
  /** `CATALOG.SCHEMA`. */
  readonly place: string;
  readonly days: readonly DayOfRecords[];
}

/**
 * Moves the records of old days to the archive, and removes days from it that are too old.
 * @throws Refusal `invalid` if no archive is configured; `unavailable`, `conflict`
 */
async function archiveRecords(
  { records, ledger, configured }: Archiving,
  { dryRun }: InputOf<typeof archiveInput>,
  now: Date,
): Promise<ArchivedRecords> {
  if (configured === undefined) {
    throw new Refusal(
      'invalid',
      'no archive is configured: set audit.archive.to in the configuration of scrim serve, and name it by --config or SCRIM_CONFIG',
    );
  }
  const { archive, afterDays, retentionDays, signal } = configured;
  const midnight = beginningOf(dayOf(now)).getTime();
  const before = new Date(midnight - afterDays * millisecondsOfDay);
  if (dryRun) return { dryRun, place: archive.place, days: await ledger.days(before) };
  const days = await moveToArchive({ store: records, ledger, archive, signal }, before);
  await removeFromArchive({ ledger, archive }, new Date(midnight - retentionDays * millisecondsOfDay));
  return { dryRun, place: archive.place, days };
}

/** @see archiveRecords */
export const auditArchiveUseCase = useCase({
  name: 'auditArchive',
  whoMay: 'administrator',
  input: archiveInput,
  run: ({ archiving }, input, { at }) => archiveRecords(archiving, input, at),
});
