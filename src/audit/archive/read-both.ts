import { beginningOf, endOf, millisecondsOfDay } from '../../base/days.js';
import { byCodePoints } from '../../base/text-order.js';
import type { AuditStore, DecisionSearch, QuerySearch } from '../audit-store.js';
import type { Archive } from './archive.js';
import { countBoth } from './count-both.js';
import type { CountingLedger } from './count-both.js';
import { archiveFor, askingArchive } from './known-archive.js';
import type { ArchiveLedger, Archived } from './ledger.js';

/**
 * The records of a store together with those of its archive: one list, the newest first.
 * @param archive undefined if this process knows of none
 */
export function readBoth(
  store: AuditStore,
  ledger: CountingLedger,
  archive: Archive | undefined,
): AuditStore {
  return {
    ...store,
    ...countBoth(store, ledger, archive),
    decisions: (search) =>
      merged(search, {
        ledger,
        archive,
        here: (part) => store.decisions(part),
        there: (of, part, extent) => of.decisions(part, extent),
        keyOf: ({ id }) => id,
        compare: (a, b) => b.at.getTime() - a.at.getTime() || byCodePoints(b.id, a.id),
        // They have the same id only if one of them is being moved.
        better: (a) => a,
      }),
    queries: (search) =>
      merged(search, {
        ledger,
        archive,
        here: (part) => store.queries(part),
        there: (of, part, extent) => of.queries(part, extent),
        keyOf: ({ at, cluster, queryId }) => JSON.stringify([at, cluster, queryId]),
        compare: (a, b) =>
          b.at.getTime() - a.at.getTime() ||
          byCodePoints(b.cluster, a.cluster) ||
          byCodePoints(b.queryId, a.queryId),
        // The end of a query may have come when its beginning was in the archive already.
        better: (a, b) => (a.endedAt === null ? b : a),
      }),
  };
}

/** How records of one kind are read and compared. */
interface Reading<S, T> {
  readonly ledger: Pick<ArchiveLedger, 'archived'>;
  readonly archive: Archive | undefined;
  readonly here: (search: S) => Promise<readonly T[]>;
  readonly there: (archive: Archive, search: S, extent: Archived) => Promise<readonly T[]>;
  readonly keyOf: (record: T) => string;
  readonly compare: (a: T, b: T) => number;
  /** Which of two with the same key counts. */
  readonly better: (a: T, b: T) => T;
}

async function merged<S extends DecisionSearch | QuerySearch, T extends { readonly at: Date }>(
  search: S,
  reading: Reading<S, T>,
): Promise<readonly T[]> {
  // First what is here, then what is archived: what is moved meanwhile is found in both places, and never in neither.
  const here = await reading.here(search);
  if (search.recent === true) return here;
  const archived = await reading.ledger.archived();
  if (archived === undefined || !reachesBack(search, here, archived)) return here;
  const there = await readArchive(search, archived, reading);
  return distinct([...here, ...there].toSorted(reading.compare), reading).slice(0, search.limit);
}

/** Whether records of the archive can be among those that are searched for. */
function reachesBack(
  { since, before, limit }: DecisionSearch | QuerySearch,
  here: readonly { readonly at: Date }[],
  { first, last }: Archived,
): boolean {
  const begins = beginningOf(first).getTime();
  const ends = endOf(last).getTime();
  // A decision that was made again later has the time of its first time: at most some minutes before.
  if (since !== undefined && since.getTime() >= ends + millisecondsOfDay) return false;
  if (before !== undefined && before.at.getTime() < begins) return false;
  const oldest = here.at(limit - 1);
  return oldest === undefined || oldest.at.getTime() < ends;
}

async function readArchive<S extends DecisionSearch | QuerySearch, T extends { readonly at: Date }>(
  search: S,
  archived: Archived,
  { archive, there, ...reading }: Reading<S, T>,
): Promise<readonly T[]> {
  const known = archiveFor(archived, archive);
  return askingArchive(archived, async () => {
    const found: T[] = [];
    let before = search.before;
    for (;;) {
      const page = await there(known, { ...search, before }, archived);
      found.push(...page);
      const records = distinct(found, reading);
      // A page can have a query twice: at its beginning and at its end.
      if (page.length < search.limit || records.length >= search.limit) return records;
      before = page.at(-1) as unknown as S['before'];
    }
  });
}

/** Records without those that are there twice. */
function distinct<T>(
  records: readonly T[],
  { keyOf, better }: Pick<Reading<never, T>, 'keyOf' | 'better'>,
): readonly T[] {
  const byKey = new Map<string, T>();
  for (const record of records) {
    const known = byKey.get(keyOf(record));
    byKey.set(keyOf(record), known === undefined ? record : better(known, record));
  }
  return [...byKey.values()];
}
