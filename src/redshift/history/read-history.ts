import { chunks } from '../../base/chunks.js';
import { groupBy } from '../../base/group-by.js';
import {
  and,
  as,
  cast,
  column,
  equals,
  inList,
  integer,
  query,
  select,
  table,
  type,
} from '../../sql/build.js';
import { parseName } from '../../sql/parse/index.js';
import type { Cluster, Row } from '../cluster.js';
import type { FinishedQuery, HistoryPosition, Scan } from './finished-query.js';
import type { HistoryViews } from './history-views.js';
import { momentOf, timeText } from './time-text.js';

/** Queries that are read together. */
const pageSize = 200;

/** Some queries that ended one after another. */
export interface HistoryPage {
  readonly queries: readonly FinishedQuery[];
  /** The position after them. */
  readonly position: HistoryPosition;
  /** Whether there may be more. */
  readonly more: boolean;
}

/** What to read of a history. */
export interface HistorySearch {
  readonly after: HistoryPosition;
  /** Queries that ended later are left for later: the cluster may not have all about them yet. */
  readonly until: Date;
  /** Queries that are known already, by number: nothing more is read of them. */
  readonly isKnown: (id: string) => boolean;
}

/**
 * Reads the next queries that ended.
 * @param database the database that the cluster's connection is to
 */
export async function readHistory(
  cluster: Pick<Cluster, 'rows'>,
  views: HistoryViews,
  database: string,
  { after, until, isKnown }: HistorySearch,
): Promise<HistoryPage> {
  const rows = await cluster.rows(views.page(after, timeText(until), pageSize));
  const last = rows.at(-1);
  const position = last === undefined ? after : { ended: textOf(last, 'ended'), id: textOf(last, 'id') };
  const found = rows.filter((row) => !isKnown(textOf(row, 'id')));
  return {
    queries: found.length === 0 ? [] : await complete(cluster, views, database, found),
    position,
    more: rows.length === pageSize,
  };
}

/** Adds the texts, the users and the scanned tables. */
async function complete(
  cluster: Pick<Cluster, 'rows'>,
  views: HistoryViews,
  database: string,
  rows: readonly Row[],
): Promise<readonly FinishedQuery[]> {
  const ids = rows.map((row) => textOf(row, 'id'));
  const users = await readUsers(
    cluster,
    rows.map((row) => textOf(row, 'user_id')),
  );
  const texts = groupBy(await cluster.rows(views.texts(ids)), (row) => textOf(row, 'id'));
  const scanned = await cluster.rows(views.scans(ids));
  const named = await readTables(
    cluster,
    scanned.map((row) => textOf(row, 'table_id')),
  );
  const scans = groupBy(scanned, (row) => textOf(row, 'id'));
  return rows.map((row): FinishedQuery => {
    const id = textOf(row, 'id');
    const userId = textOf(row, 'user_id');
    const own = trimmed(row, 'database_name') || database;
    const ended = momentOf(textOf(row, 'ended')) ?? new Date();
    const elapsed = numberOf(row, 'elapsed');
    const started = momentOf(textOf(row, 'started')) ?? ended;
    return {
      id,
      username: users.get(userId) ?? `user ${userId}`,
      session: row['session'] == null ? null : textOf(row, 'session'),
      database: own,
      type: trimmed(row, 'query_type') || null,
      status: statusOf(row),
      at: started,
      endedAt: ended,
      ...joined(texts.get(id) ?? [], views, textOf(row, 'query_text')),
      error: trimmed(row, 'error_message') || null,
      rows: numberOf(row, 'returned_rows'),
      bytes: numberOf(row, 'returned_bytes'),
      seconds: elapsed === null ? (ended.getTime() - started.getTime()) / 1_000 : elapsed / 1_000_000,
      isCached: row['result_cache_hit'] === true,
      scans: (scans.get(id) ?? []).map((scan) => scanOf(scan, own, own === database ? named : new Map())),
    };
  });
}

function statusOf(row: Row): FinishedQuery['status'] {
  if (row['aborted'] !== undefined) return numberOf(row, 'aborted') === 0 ? 'success' : 'canceled';
  const status = trimmed(row, 'status');
  return status === 'failed' || status === 'canceled' ? status : 'success';
}

/**
 * A text from its pieces. A piece is as long as its column, unless it is the last one: blanks that its end lost are put back.
 * @param beginning its beginning, if the history has no pieces of it
 */
function joined(
  pieces: readonly Row[],
  { pieceBytes, mostPieces }: Pick<HistoryViews, 'pieceBytes' | 'mostPieces'>,
  beginning: string,
): Pick<FinishedQuery, 'text' | 'isWhole'> {
  if (pieces.length === 0) {
    const text = beginning.trimEnd();
    // All histories cut the beginning after 4,000 bytes.
    return { text, isWhole: Buffer.byteLength(text) < 4_000 };
  }
  const text = pieces
    .slice(0, mostPieces)
    .map((piece) => {
      const part = textOf(piece, 'text');
      return `${part}${' '.repeat(Math.max(0, pieceBytes - Buffer.byteLength(part)))}`;
    })
    .join('');
  return { text: text.trimEnd(), isWhole: pieces.length <= mostPieces };
}

/**
 * A table that was scanned. Its number says which one it is, unless it is of another database; then only its name does.
 * @param named the names of tables of the connection's database, by number
 */
function scanOf(row: Row, database: string, named: ReadonlyMap<string, readonly string[]>): Scan {
  const written = partsOf(trimmed(row, 'table_name'));
  const byNumber = named.get(textOf(row, 'table_id'));
  const isSame = byNumber?.at(-1)?.toLowerCase() === written.at(-1)?.toLowerCase();
  const name =
    written.length < 3 && byNumber !== undefined && isSame
      ? [database, ...byNumber]
      : written.length === 2
        ? [database, ...written]
        : written;
  return { name, rows: numberOf(row, 'read_rows'), bytes: numberOf(row, 'read_bytes') };
}

/** The parts of a name as a view of the system shows it: without quotes, if it is no name of SQL. */
function partsOf(name: string): readonly string[] {
  try {
    return parseName(name, 'redshift').parts.map(({ value }) => value);
  } catch {
    return [name];
  }
}

async function readUsers(
  cluster: Pick<Cluster, 'rows'>,
  ids: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const rows = await rowsOf(cluster, ids, (some) =>
    query(
      select({
        items: [as(cast(column('usesysid'), type('varchar')), 'user_id'), column('usename')],
        from: table(['pg_user']),
        where: inList(column('usesysid'), some),
      }),
    ),
  );
  return new Map(rows.map((row) => [textOf(row, 'user_id'), textOf(row, 'usename')]));
}

/** The schemas and names of tables of the connection's database, by number. */
async function readTables(
  cluster: Pick<Cluster, 'rows'>,
  ids: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const rows = await rowsOf(cluster, ids, (some) =>
    query(
      select({
        items: [
          as(cast(column('c', 'oid'), type('varchar')), 'table_id'),
          column('n', 'nspname'),
          column('c', 'relname'),
        ],
        from: [table(['pg_class'], 'c'), table(['pg_namespace'], 'n')],
        where: and(equals(column('n', 'oid'), column('c', 'relnamespace')), inList(column('c', 'oid'), some)),
      }),
    ),
  );
  return new Map(
    rows.map((row) => [textOf(row, 'table_id'), [textOf(row, 'nspname'), textOf(row, 'relname')]]),
  );
}

const rowsOf = async (
  cluster: Pick<Cluster, 'rows'>,
  ids: readonly string[],
  queryOf: (some: readonly ReturnType<typeof integer>[]) => ReturnType<typeof query>,
): Promise<readonly Row[]> => {
  const rows: Row[] = [];
  for (const some of chunks([...new Set(ids)], 1_000)) {
    rows.push(...(await cluster.rows(queryOf(some.map((id) => integer(BigInt(id)))))));
  }
  return rows;
};

const textOf = (row: Row, name: string): string => String(row[name] ?? '');
const trimmed = (row: Row, name: string): string => textOf(row, name).trim();
const numberOf = (row: Row, name: string): number | null =>
  row[name] == null || row[name] === '' ? null : Number(row[name]);
