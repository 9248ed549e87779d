import { beginningOf, dayOf, endOf } from '../../base/days.js';
import { Refusal } from '../../base/refusal.js';
import type { AuditStore, FoundDecision, FoundQuery } from '../audit-store.js';
import type { Archive } from './archive.js';
import { createChecksum } from './checksum.js';
import type { Cells } from './cells.js';
import type { ArchiveLedger, DayOfRecords } from './ledger.js';
import { rowsOfDecisions, rowsOfDocuments, rowsOfQueries } from './rows.js';
import type { Rows } from './rows.js';
import { tableNames } from './tables.js';

/** Moves records to an archive. */
export interface Moving {
  readonly store: Pick<AuditStore, 'decisions' | 'queries'>;
  readonly ledger: ArchiveLedger;
  readonly archive: Archive;
  /** Is told of each day that was moved. */
  readonly onDay?: ((day: DayOfRecords) => void) | undefined;
  /** Aborted to stop before the next part of a day. */
  readonly signal?: AbortSignal | undefined;
  /** Seconds after which a process that reports no progress counts as ended. */
  readonly silent?: number | undefined;
}

/** Records that are read and written at a time. */
const pageSize = 500;

/** Milliseconds between two reports of a process that moves records, and the seconds of silence after which it counts as ended. */
export const reportEvery = 20_000;
export const usuallySilent = 120;

/**
 * Moves the records of whole days to the archive, the oldest day first. The records of a day are removed here only after all of them were read back
 * from the archive, and only if they are still the same here.
 * @param before only days that ended by then
 * @returns the days that were moved
 * @throws Refusal `unavailable`, `conflict`
 */
export async function moveToArchive(moving: Moving, before: Date): Promise<readonly DayOfRecords[]> {
  const { ledger, archive, onDay = () => undefined } = moving;
  const days = await ledger.days(beginningOf(dayOf(before)));
  if (days.length > 0) await archive.create();
  const moved: DayOfRecords[] = [];
  for (const day of days) {
    await moveDay(moving, day.day);
    moved.push(day);
    onDay(day);
  }
  await clean(ledger, archive);
  return moved;
}

/** Removes days from the archive. @param before the first day that remains is that of this moment */
export async function removeFromArchive(
  { ledger, archive }: Pick<Moving, 'ledger' | 'archive'>,
  before: Date,
): Promise<void> {
  const day = dayOf(before);
  const archived = await ledger.archived();
  if (archived === undefined || archived.first >= day) return;
  await archive.removeBefore(day);
  await ledger.forget(day);
}

async function moveDay(
  { store, ledger, archive, signal, silent = usuallySilent }: Moving,
  day: string,
): Promise<void> {
  const { batch, fingerprint } = await ledger.begin(day, archive.place, silent);
  const timer = setInterval(() => {
    // That another process took over is found out at the end.
    ledger.touch(batch).catch(() => undefined);
  }, reportEvery);
  try {
    await clean(ledger, archive);
    const place = { day, batch };
    const written = Object.fromEntries(tableNames.map((name) => [name, createChecksum(name)]));
    const write = async (rows: Rows): Promise<void> => {
      if (signal?.aborted === true) {
        throw new Refusal('unavailable', `scrim stops; the records of ${day} are archived by the next run`);
      }
      await archive.write(rows);
      for (const name of tableNames) written[name]?.add(rows[name] as readonly Cells[]);
    };
    const documents = new Set<string>();
    for await (const decisions of pagesOf<FoundDecision>((search) => store.decisions(search), day)) {
      await write(rowsOfDecisions(place, decisions));
      const digests = decisions
        .flatMap(({ shown, answer }) => [shown, answer])
        .filter((digest) => digest !== null && !documents.has(digest));
      const wanted = [...new Set(digests)].filter((digest) => digest !== null);
      for (const digest of wanted) documents.add(digest);
      if (wanted.length > 0) await write(rowsOfDocuments(place, await ledger.documents(wanted)));
    }
    for await (const queries of pagesOf<FoundQuery>((search) => store.queries(search), day))
      await write(rowsOfQueries(place, queries));

    const stored = await archive.checksums(place);
    for (const name of tableNames) {
      const expected = written[name]?.text();
      if (stored[name] === expected) continue;
      throw new Refusal(
        'unavailable',
        `the archive ${archive.place} does not have what was written to it: ${name} of ${day} has the checksum ${stored[name]} and not ${String(expected)}; nothing was removed here`,
      );
    }
    await ledger.finish(batch, day, fingerprint);
  } catch (error) {
    // If this fails too, the batch counts as abandoned when its process is silent.
    await ledger.abandon(batch).catch(() => undefined);
    throw error;
  } finally {
    clearInterval(timer);
  }
}

/** Removes what unfinished batches left in the archive. Nobody reads it, but it would be there forever. */
export async function clean(ledger: ArchiveLedger, archive: Archive): Promise<void> {
  for (const { batch, day, place } of await ledger.abandoned()) {
    if (place !== archive.place) continue;
    await archive.remove({ batch, day });
    await ledger.cleaned(batch);
  }
}

/**
 * The records of a day, the newest first, page by page.
 * @param find searches the store
 */
async function* pagesOf<T extends { readonly at: Date }>(
  find: (search: {
    readonly since: Date;
    readonly until: Date;
    readonly before: T | undefined;
    readonly limit: number;
  }) => Promise<readonly T[]>,
  day: string,
): AsyncIterable<readonly T[]> {
  const [since, until] = [beginningOf(day), endOf(day)];
  let before: T | undefined;
  for (;;) {
    const found = await find({ since, until, before, limit: pageSize });
    // A decision of the day before may have been made again on this day.
    const page = found.filter(({ at }) => at >= since);
    if (page.length > 0) yield page;
    if (found.length < pageSize || page.length < found.length) return;
    before = found.at(-1);
  }
}
