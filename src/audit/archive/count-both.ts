import { isDeepStrictEqual } from 'node:util';

import { endOf } from '../../base/days.js';
import { groupBy } from '../../base/group-by.js';
import { byCodePoints } from '../../base/text-order.js';
import { Refusal } from '../../base/refusal.js';
import type {
  AccessOnRecord,
  AccessSearch,
  ColumnsOnRecord,
  ColumnsSearch,
  PersonColumnReads,
  Reader,
  ReadersSearch,
  Shaping,
  ShapingSearch,
  TaggedColumn,
  UnusedGroup,
  UnusedGroupsSearch,
} from '../access-on-record.js';
import type { AuditStore } from '../audit-store.js';
import type { Archive } from './archive.js';
import type { ArchiveCounts } from './archive-counts.js';
import type { CountedExtent } from './count-statements.js';
import { archiveFor, askingArchive } from './known-archive.js';
import type { ArchiveLedger, Archived } from './ledger.js';

/** The methods of the store whose answers are counts: of what is here and of what is archived. */
type Counting = Pick<
  AuditStore,
  'access' | 'readers' | 'unusedGroups' | 'shaping' | 'columns' | 'recordedSince'
>;

/** The part of an account that counting needs. */
export type CountingLedger = Pick<ArchiveLedger, 'archived' | 'late'>;

/** Tries until nothing was archived while a report was counted. */
const tries = 5;
/** Queries that came late, until their days are archived again. */
const mostLate = 2_000;

/** Counts of what is archived. */
interface There {
  readonly counts: ArchiveCounts;
  readonly extent: CountedExtent;
  /** What is in the archive is from before this moment. */
  readonly until: Date;
}

/**
 * The counts of a store together with those of its archive: as if all records were in one place.
 * @param archive undefined if this process knows of none
 */
export function countBoth(store: AuditStore, ledger: CountingLedger, archive: Archive | undefined): Counting {
  /**
   * Counts while nothing is moved: a record that is moved between two counts would count twice, or not at all.
   * @param from records of before do not count
   * @param count counts both, or what is here if nothing of the archive counts
   */
  const counting = async <T>(
    { since, recent }: { readonly since?: Date | undefined; readonly recent?: boolean | undefined },
    count: (there: There | undefined) => Promise<T>,
  ): Promise<T> => {
    if (recent === true) return count(undefined);
    for (let tried = 0; tried < tries; tried += 1) {
      const archived = await ledger.archived();
      const result =
        archived === undefined || (since !== undefined && since >= endOf(archived.last))
          ? await count(undefined)
          : await count(await thereOf(ledger, archiveFor(archived, archive), archived));
      if (isDeepStrictEqual(await ledger.archived(), archived)) return result;
    }
    throw new Refusal('conflict', 'records are being moved to the archive at the moment: try again');
  };

  return {
    access: (search) => counting(search, (there) => access(store, search, there)),
    readers: (search) => counting(search, (there) => readers(store, search, there)),
    unusedGroups: (search) => counting(search, (there) => unusedGroups(store, search, there)),
    shaping: (search) => counting(search, (there) => shaping(store, search, there)),
    columns: (search) => counting(search, (there) => columns(store, search, there)),
    recordedSince: (dataSources, recent) =>
      counting({ recent }, async (there) => {
        const here = await store.recordedSince(dataSources);
        const before = await there?.counts.first(dataSources, there.extent);
        return before !== undefined && (here === undefined || before < here) ? before : here;
      }),
  };
}

async function thereOf(ledger: CountingLedger, { counts }: Archive, archived: Archived): Promise<There> {
  const until = endOf(archived.last);
  const late = await ledger.late(until, mostLate + 1);
  if (late.length > mostLate) {
    throw new Refusal(
      'unavailable',
      `more than ${mostLate} queries came after their day was archived, and are not moved yet: run \`scrim audit archive\``,
    );
  }
  return { counts: sayingWhatIsMissing(counts, archived), extent: { ...archived, late }, until };
}

/** Counts whose errors say which records are missing. */
const sayingWhatIsMissing = (counts: ArchiveCounts, archived: Archived): ArchiveCounts =>
  Object.fromEntries(
    Object.entries(counts as unknown as Record<string, (...input: unknown[]) => Promise<unknown>>).map(
      ([name, count]) => [name, (...input: unknown[]) => askingArchive(archived, () => count(...input))],
    ),
  ) as unknown as ArchiveCounts;

const union = (...lists: readonly (readonly string[])[]): readonly string[] =>
  [...new Set(lists.flat())].toSorted(byCodePoints);

async function access(
  store: AuditStore,
  search: AccessSearch,
  there: There | undefined,
): Promise<AccessOnRecord> {
  if (there === undefined) return store.access(search);
  const { counts, extent } = there;
  const archived = await counts.access(search, extent);
  const found = await store.access({ ...search, archived });
  const inArchive = new Set(archived.map(({ user }) => user));
  const shown = found.people.flatMap(({ user }) => (inArchive.has(user) ? [user] : []));
  const columnsOf = groupBy(await counts.columnsOf(search, shown, extent), ({ user }) => user);
  return {
    ...found,
    people: found.people.map((person) => {
      const more = columnsOf.get(person.user) ?? [];
      return {
        ...person,
        raw: union(person.raw, ...more.map(({ raw }) => raw)),
        masked: union(person.masked, ...more.map(({ masked }) => masked)),
      };
    }),
  };
}

const byReader = (a: Reader, b: Reader): number =>
  byCodePoints(a.dataSource, b.dataSource) || byCodePoints(a.user, b.user);

async function readers(
  store: AuditStore,
  search: ReadersSearch,
  there: There | undefined,
): Promise<readonly Reader[]> {
  const here = await store.readers(search);
  if (there === undefined || search.dataSources.length === 0) return here;
  const before = await there.counts.readers(search, there.extent);
  const known = new Map([...here, ...before].map((one) => [JSON.stringify([one.dataSource, one.user]), one]));
  return [...known.values()].toSorted(byReader).slice(0, search.limit);
}

/** What nobody used here may have been used in the archive: these are asked about page by page. */
async function unusedGroups(
  store: AuditStore,
  search: UnusedGroupsSearch,
  there: There | undefined,
): Promise<readonly UnusedGroup[]> {
  if (there === undefined) return store.unusedGroups(search);
  const { since, until, limit } = search;
  const unused: UnusedGroup[] = [];
  let { after } = search;
  for (;;) {
    const page = await store.unusedGroups({ ...search, after });
    const end = page.at(-1);
    if (end === undefined) return unused;
    const dataSources = union(page.map(({ dataSource }) => dataSource));
    const archived = await there.counts.readers({ dataSources, since, until }, there.extent);
    const rest = await store.unusedGroups({ ...search, dataSources, after, limit: page.length, archived });
    unused.push(...rest);
    if (unused.length >= limit) return unused.slice(0, limit);
    if (page.length < limit) return unused;
    const further = rest.at(-1);
    after = further === undefined || page.some(({ key }) => key === further.key) ? end : further;
  }
}

async function shaping(store: AuditStore, search: ShapingSearch, there: There | undefined): Promise<Shaping> {
  if (there === undefined) return store.shaping(search);
  const shaped = await there.counts.shaping(search, there.extent);
  const { policies, read } = await store.shaping(search, shaped);
  return { policies, read: union(read, await there.counts.dataSources(search, there.extent)) };
}

async function columns(
  store: AuditStore,
  search: ColumnsSearch,
  there: There | undefined,
): Promise<ColumnsOnRecord> {
  if (there === undefined) return store.columns(search);
  const { counts, extent, until } = there;
  const tagged = await store.taggedColumns(search, await counts.namedColumns(search, extent));
  const dataSources = union(tagged.map(({ named }) => named.dataSource));
  const archived = {
    reads: await columnReads(search, tagged, there),
    maskedBy: search.by === 'tag' ? [] : await counts.maskedBy({ ...search, dataSources }, extent),
    ...{ decisions: [], until },
  };
  const found = await store.columns(search, archived);
  if (found.wanted.length === 0) return found;
  return store.columns(search, { ...archived, decisions: await counts.reasons(found.wanted, extent) });
}

/** How people read the columns of a page in the archive: each column, or those of a tag together. */
async function columnReads(
  search: ColumnsSearch,
  tagged: readonly TaggedColumn[],
  { counts, extent }: There,
): Promise<readonly PersonColumnReads[]> {
  const entries = new Map<string, { readonly number: number } & ReturnType<typeof entryOf>>();
  const entryOf = ({ tag, named: { dataSource }, column }: TaggedColumn) =>
    search.by === 'tag' ? { tag, dataSource: null, column: null } : { tag: null, dataSource, column };
  const wanted = new Map<
    string,
    { readonly entry: number; readonly dataSource: string; readonly column: string }
  >();
  for (const one of tagged) {
    const key = JSON.stringify(Object.values(entryOf(one)));
    const entry = entries.get(key) ?? { number: entries.size, ...entryOf(one) };
    entries.set(key, entry);
    wanted.set(JSON.stringify([entry.number, one.named]), { entry: entry.number, ...one.named });
  }
  const byNumber = [...entries.values()];
  const found = await counts.columns(search, [...wanted.values()], extent);
  return found.flatMap(({ entry, ...reads }) => {
    const about = byNumber[entry];
    return about === undefined
      ? []
      : [{ tag: about.tag, dataSource: about.dataSource, column: about.column, ...reads }];
  });
}
