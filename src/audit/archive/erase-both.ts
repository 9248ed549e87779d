import { dayOf } from '../../base/days.js';
import { Refusal } from '../../base/refusal.js';
import type { Erased } from '../erased-row.js';
import type { Archive } from './archive.js';
import type { Archiving } from './archiving.js';
import { said } from './erase.js';
import { archiveFor } from './known-archive.js';
import type { ArchiveLedger } from './ledger.js';
import { clean, reportEvery, usuallySilent } from './move.js';

/** What came of an erasure. */
interface ErasedBoth {
  /** How many rows of each table were changed, or would be; tables of the archive have its place before their name. */
  readonly rows: Readonly<Record<string, number>>;
  /** Why the archive still has the name, and what was changed in the store. */
  readonly failure?: Refusal;
}

const otherwise = ': the archive has the name too';

/**
 * Replaces the name of a person in the store and in its archive. Nothing is moved meanwhile. The archive is read first, so that nothing is changed
 * while it cannot be reached.
 * @throws Refusal `conflict` for a person who exists, or whom an object of the world names, or while records are moved; `unavailable`
 */
export async function eraseBoth(
  { records, ledger, configured }: Archiving,
  person: Erased & { readonly dryRun: boolean },
  now: Date,
): Promise<ErasedBoth> {
  const archived = await ledger.archived();
  const archive = archived === undefined ? undefined : archiveFor(archived, configured?.archive, otherwise);
  const there = await archive?.erase({ ...person, dryRun: true });
  const named = (rows: Readonly<Record<string, number>> = {}): Readonly<Record<string, number>> =>
    Object.fromEntries(
      Object.entries(rows).map(([table, count]) => [`${String(archive?.place)}.${table}`, count]),
    );
  if (person.dryRun) return { rows: { ...(await records.erase(person)), ...named(there) } };
  return holding(ledger, configured?.archive, now, async () => {
    const here = await records.erase(person);
    try {
      return { rows: { ...here, ...named(await archive?.erase(person)) } };
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return {
        rows: here,
        failure: new Refusal(
          error.kind,
          `the person is '${person.pseudonym}' in scrim's store from now on, but the archive ${String(archive?.place)} could not be changed (${error.message}); it had the name in ${said(there ?? {})}: see to it, and run it again`,
          error.detail,
          { cause: error },
        ),
      };
    }
  });
}

/** Works while nothing is moved to the archive, and without what unfinished batches left there. */
async function holding<T>(
  ledger: ArchiveLedger,
  archive: Archive | undefined,
  now: Date,
  work: () => Promise<T>,
): Promise<T> {
  // A batch without rows: nobody begins another one before it ends.
  const { batch } = await ledger.begin(dayOf(now), archive?.place ?? '', usuallySilent);
  const timer = setInterval(() => {
    ledger.touch(batch).catch(() => undefined);
  }, reportEvery);
  try {
    if (archive !== undefined) await clean(ledger, archive);
    return await work();
  } finally {
    clearInterval(timer);
    await ledger.abandon(batch);
    await ledger.cleaned(batch);
  }
}
