import { chunksBySize } from '../../base/chunks.js';
import { Refusal } from '../../base/refusal.js';
import type { Query } from '../../sql/ast.js';
import type { Ask, AskInPages, Attempt } from '../../trino/ask.js';
import type {
  AccessSearch,
  ArchivedReason,
  ClearRead,
  ColumnsSearch,
  NamedColumn,
  PersonReads,
  PersonShaping,
  Reader,
  ReadersSearch,
  ReadsOnRecord,
  ShapingSearch,
  WantedReason,
} from '../access-on-record.js';
import type { ReadColumn } from '../query-row.js';
import { countStatements } from './count-statements.js';
import type { CountedExtent } from './count-statements.js';
import type { ArchivePlace } from './statements.js';
import { readTexts } from './texts.js';

/** A column whose reads are counted, with the number of the entry of a report in which they count. */
interface EntryColumn extends NamedColumn {
  readonly entry: number;
}

/** How a person read the columns of an entry. */
interface EntryReads {
  readonly entry: number;
  readonly user: string;
  readonly raw: number;
  readonly masked: number;
  readonly lastRaw: ClearRead | null;
}

/** Which readers to find: as many as there are, unless it has a limit. */
type ReadersWanted = Omit<ReadersSearch, 'limit'> & { readonly limit?: number };

/** What reports count in an archive. Each method throws a Refusal if Trino refuses, cannot be reached, or would answer too much. */
export interface ArchiveCounts {
  /** Who read data sources, by data source and name. */
  readers(search: ReadersWanted, extent: CountedExtent): Promise<readonly Reader[]>;
  /** How often each person read a data source. */
  access(search: AccessSearch, extent: CountedExtent): Promise<readonly PersonReads[]>;
  /** Which columns of a data source some people read. */
  columnsOf(
    search: AccessSearch,
    users: readonly string[],
    extent: CountedExtent,
  ): Promise<readonly Pick<ReadsOnRecord, 'user' | 'raw' | 'masked'>[]>;
  /** What each policy shaped for each person. */
  shaping(search: ShapingSearch, extent: CountedExtent): Promise<readonly PersonShaping[]>;
  /** The data sources that were read. */
  dataSources(search: ShapingSearch, extent: CountedExtent): Promise<readonly string[]>;
  /** The columns that were read. */
  namedColumns(search: ColumnsSearch, extent: CountedExtent): Promise<readonly NamedColumn[]>;
  /** How each person read columns. */
  columns(
    search: ColumnsSearch,
    columns: readonly EntryColumn[],
    extent: CountedExtent,
  ): Promise<readonly EntryReads[]>;
  /** The policies under whose masks columns were read. */
  maskedBy(
    search: ColumnsSearch,
    extent: CountedExtent,
  ): Promise<readonly (NamedColumn & { readonly policy: string })[]>;
  /** The newest decision on each wanted one, as far as there is one. */
  reasons(wanted: readonly WantedReason[], extent: CountedExtent): Promise<readonly ArchivedReason[]>;
  /** When the first query of Trino ran. @param dataSources only queries that read one of these, of any platform */
  first(dataSources: readonly string[] | undefined, extent: CountedExtent): Promise<Date | undefined>;
}

/** Rows of an answer that are put together with the store's. More of them would take too much memory. */
const mostRows = 500_000;
/** UTF-8 bytes of the values that one statement names. @see insertStatements */
const mostBytes = 700_000;
const sizeOf = (texts: readonly string[]): number =>
  texts.reduce((size, text) => size + 2 * Buffer.byteLength(text) + 40, 0);

/** Counts in the tables of a Trino. */
export function createArchiveCounts({
  ask,
  askInPages,
  place,
}: {
  readonly ask: Ask<Attempt>;
  readonly askInPages: AskInPages;
  readonly place: ArchivePlace;
}): ArchiveCounts {
  const statements = countStatements(place);

  const rowsOf = async (statement: Query): Promise<readonly (readonly unknown[])[]> => {
    const rows: (readonly unknown[])[] = [];
    for await (const page of askInPages(statement)) {
      rows.push(...page);
      if (rows.length > mostRows) {
        throw new Refusal(
          'unavailable',
          `more than ${mostRows} people and data sources were counted; ask about a shorter time (--since), or about less`,
        );
      }
    }
    return rows;
  };

  const maskedInLong = async (search: ColumnsSearch, extent: CountedExtent) => {
    const long = await rowsOf(statements.longColumns(search, extent));
    const texts = await readTexts(ask, place, [...new Set(long.map(([, digest]) => String(digest)))], extent);
    return long.flatMap(([dataSource, digest]) =>
      (JSON.parse(texts.get(String(digest)) ?? '[]') as readonly ReadColumn[]).flatMap(
        ({ name, policies = [] }) =>
          policies.map((policy) => ({ dataSource: String(dataSource), column: name, policy })),
      ),
    );
  };

  return {
    readers: async (search, extent) =>
      (await rowsOf(statements.readers(search, extent))).map(([dataSource, user]) => ({
        dataSource: String(dataSource),
        user: String(user),
      })),

    access: async (search, extent) =>
      (await rowsOf(statements.access(search, extent))).map(([user, queries, pastScrim, first, last]) => ({
        ...{ user: String(user), queries: Number(queries), pastScrim: Number(pastScrim) },
        ...{ first: at(first), last: at(last) },
      })),

    async columnsOf(search, users, extent) {
      if (users.length === 0) return [];
      const rows = await rowsOf(statements.columnsOf(search, users, extent));
      return rows.map(([user, raw, masked]) => ({
        user: String(user),
        raw: listOf(raw),
        masked: listOf(masked),
      }));
    },

    shaping: async (search, extent) =>
      (await rowsOf(statements.shaping(search, extent))).map(([policy, user, queries, last]) => ({
        ...{ policy: String(policy), user: String(user), queries: Number(queries), last: at(last) },
      })),

    dataSources: async (search, extent) =>
      (await rowsOf(statements.dataSources(search, extent))).map(([name]) => String(name)),

    namedColumns: async (search, extent) =>
      (await rowsOf(statements.namedColumns(search, extent))).map(([dataSource, name]) => ({
        dataSource: String(dataSource),
        column: String(name),
      })),

    async columns(search, columns, extent) {
      if (columns.length === 0) return [];
      if (columns.reduce((size, one) => size + sizeOf([one.dataSource, one.column]), 0) > mostBytes) {
        throw new Refusal(
          'unavailable',
          `${columns.length} columns with these tags were read, which is more than one query of Trino can name; ask about one tag or data source (--tag, --data-source)`,
        );
      }
      const rows = await rowsOf(statements.columns(search, columns, extent));
      const recents = rows.map(([, , , , , recent]) => recentOf(recent));
      const texts = await readTexts(
        ask,
        place,
        [...new Set(recents.flatMap((recent) => longFilter(recent) ?? []))],
        extent,
      );
      return rows.map(([entry, user, raw, masked, last], index): EntryReads => {
        const recent = recents[index];
        return {
          ...{ entry: Number(entry), user: String(user), raw: Number(raw), masked: Number(masked) },
          lastRaw:
            recent === undefined
              ? null
              : {
                  ...{ at: at(last), via: recent.via, shown: recent.shown },
                  authorization: recent.authorization,
                  filter: listOf(recent.filters ?? texts.get(longFilter(recent) ?? '') ?? '[]')[0] ?? null,
                },
        };
      });
    },

    async maskedBy(search, extent) {
      if (search.dataSources?.length === 0) return [];
      const rows = await rowsOf(statements.masks(search, extent));
      const named = rows.map(([dataSource, name, policy]) => ({
        ...{ dataSource: String(dataSource), column: String(name), policy: String(policy) },
      }));
      return [...named, ...(await maskedInLong(search, extent))];
    },

    async reasons(wanted, extent) {
      const sizeOfWanted = ({ dataSource, shown, users }: WantedReason): number =>
        users.reduce((size, user) => size + sizeOf([dataSource, shown, user, '']), 1);
      const found: ArchivedReason[] = [];
      for (const some of chunksBySize(wanted, sizeOfWanted, mostBytes)) {
        const rows = await rowsOf(statements.reasons(some, extent));
        const long = rows.map(([, , , reason]) => textsIn(reason));
        const texts = await readTexts(
          ask,
          place,
          [...new Set(long.flatMap(([, digests]) => digestIn(digests, 'because') ?? []))],
          extent,
        );
        for (const [index, [number, user, last]] of rows.entries()) {
          const one = some[Number(number)];
          const [because, digests] = long[index] ?? [];
          if (one === undefined) continue;
          found.push({
            ...{ dataSource: one.dataSource, shown: one.shown, user: String(user), at: at(last) },
            because: because ?? texts.get(digestIn(digests, 'because') ?? '') ?? null,
          });
        }
      }
      return found;
    },

    async first(dataSources, extent) {
      if (dataSources?.length === 0) return undefined;
      const [row] = await rowsOf(statements.first(dataSources, extent));
      return row?.[0] == null ? undefined : at(row[0]);
    },
  };
}

const at = (value: unknown): Date => new Date(String(value));
const listOf = (value: unknown): readonly string[] => JSON.parse(String(value)) as readonly string[];
const textsIn = (value: unknown): readonly (string | null | undefined)[] =>
  Array.isArray(value) ? (value as readonly (string | null)[]) : [];

/** The digest of the text of a column that is elsewhere. */
const digestIn = (long: string | null | undefined, name: string): string | undefined =>
  long == null ? undefined : (JSON.parse(long) as Readonly<Record<string, string>>)[name];

interface Recent {
  readonly via: string;
  readonly filters: string | null;
  readonly shown: string | null;
  readonly authorization: string | null;
  readonly long: string | null;
}

const longFilter = (recent: Recent | undefined): string | undefined =>
  recent?.filters === null ? digestIn(recent.long, 'filters') : undefined;

function recentOf(value: unknown): Recent | undefined {
  const [via, filters = null, shown = null, authorization = null, long = null] = textsIn(value);
  return via == null ? undefined : { via, filters, shown, authorization, long };
}
