import type { FinishedQuery, Scan } from '../../../redshift/history/finished-query.js';
import { sourceKey } from '../../../policy/sources/definition.js';
import { fold } from '../../../sql/scope/names.js';
import type { PlacedSource, PlacedSources } from './placed-sources.js';
import { readStatement } from './read-statement.js';
import type { NamedTable, ReadStatement } from './read-statement.js';

/** A table or view that a query of a cluster read. */
export interface ClusterRead {
  /** The parts of its name: database, schema and name; empty where they are not known. */
  readonly name: readonly [database: string, schema: string, name: string];
  readonly via: 'view' | 'past scrim' | 'other';
  readonly source: PlacedSource | undefined;
  readonly columns: readonly string[] | 'all';
  readonly rows: number | null;
  readonly bytes: number | null;
  /** How it is known that it was read past scrim. */
  readonly because: string | null;
}

/** A scanned table with its folded name, and what it is to scrim. */
interface KnownScan extends Scan {
  readonly raw: ReadonlyMap<string, readonly PlacedSource[]>;
}

/**
 * Finds what a query read: views of scrim, raw tables past them, and other tables. The text says what is named, and the scans what was read. A name
 * without a schema depends on the session's search_path, which the history does not have: then the scans decide. In doubt, it is past scrim.
 */
export function findReads(query: FinishedQuery, placed: PlacedSources): readonly ClusterRead[] {
  const { database, status, isCached } = query;
  // A query that failed before it scanned anything has read nothing.
  if (status !== 'success' && query.scans.length === 0) return [];
  const statement = readStatement(query, (parts) => columnsOfView(parts, database, placed));
  const scans = query.scans
    .map((scan) => ({ ...scan, name: scan.name.map(fold) }))
    .filter(({ name }) => name.length < 2 || !isCatalog(name))
    .map((scan): KnownScan => ({ ...scan, raw: placed.find(scan.name, database).raw }));
  const found = namesOf(statement, { query, placed, scans });
  return [...found, ...unexplained(found, statement, { query, placed, scans })].map((read) =>
    read.via === 'other' || !isCached ? read : { ...read, rows: null, bytes: null },
  );
}

interface Known {
  readonly query: FinishedQuery;
  readonly placed: PlacedSources;
  readonly scans: readonly KnownScan[];
}

const readsProfile = ({ placed, scans }: Known): boolean => scans.some(({ name }) => placed.isProfile(name));

/** The columns of the view with a name, if it can be no other relation that scrim knows. */
function columnsOfView(
  parts: readonly string[],
  database: string,
  placed: PlacedSources,
): readonly string[] | undefined {
  const { views, raw } = placed.find(parts, database);
  return views.length === 1 && raw.size === 0 ? views[0]?.columns : undefined;
}

/** What is read by name. */
function namesOf(statement: ReadStatement, known: Known): readonly ClusterRead[] {
  const named =
    statement.kind === 'known'
      ? statement.named
      : distinctNames(statement.names).map((parts): NamedTable => ({ parts, columns: 'all' }));
  const reads = named.flatMap((one) => readByName(one, statement, known));
  return merged(reads);
}

function readByName(
  { parts, columns }: NamedTable,
  statement: ReadStatement,
  known: Known,
): readonly ClusterRead[] {
  const { query, placed, scans } = known;
  const { database } = query;
  const { views, raw } = placed.find(parts, database);
  const isKnown = views.length > 0 || raw.size > 0;
  if (!isKnown && (isCatalog(parts) || placed.isOwn(parts, database))) return [];
  const isScanned = [...raw.keys()].some((key) => scans.some((scan) => scan.raw.has(key)));
  const asView = views.map((source) => viewRead(source, columns, known));
  const asRaw = (because: string): readonly ClusterRead[] =>
    [...raw].flatMap(([key, sources]) => rawReads(key, sources, because, known));
  if (statement.kind === 'unknown') {
    // Such a name may be one of anything: only scans, or the lack of any in a statement that reads, make it a table.
    if (parts.length > 1 && raw.size > 0 && isScanned)
      return asRaw(`it names the raw table (${statement.why})`);
    if (raw.size > 0 && parts.length > 1 && scans.length === 0 && statement.mayRead)
      return asRaw(`it names the raw table, and ${statement.why}`);
    const isRead = views.some((source) => isReadBy(source, known)) && readsProfile(known);
    return isRead || (parts.length > 1 && statement.mayRead) ? asView : [];
  }
  if (parts.length > 1) {
    if (raw.size > 0) return asRaw('it names the raw table');
    return views.length > 0 ? asView : [otherRead(parts, columns, known)];
  }
  if (raw.size === 0 && views.length === 0) return [otherRead(parts, columns, known)];
  if (raw.size === 0) {
    const isAnother = scans.length > 0 && !readsProfile(known) && !views.some((one) => isReadBy(one, known));
    return isAnother ? [otherRead(parts, columns, known)] : asView;
  }
  if (scans.length === 0)
    return asRaw(
      `its name '${parts.join('.')}' may be that of the raw table, and no scan shows what was read`,
    );
  if (!isScanned)
    return views.length > 0 && readsProfile(known) ? asView : [otherRead(parts, columns, known)];
  const namesOther =
    statement.named.filter((one) => placed.find(one.parts, database).views.length > 0).length > 1;
  if (views.length > 0 && readsProfile(known)) {
    return namesOther
      ? asRaw(`its name '${parts.join('.')}' may be that of the raw table or of a view of scrim`)
      : asView;
  }
  return asRaw('the raw table was scanned, and no view of scrim was read');
}

/** Whether a raw table of a data source was scanned. */
const isReadBy = ({ raw }: PlacedSource, { scans }: Known): boolean =>
  raw.some((parts) => scans.some((scan) => scan.raw.has(sourceKey(parts))));

/** Raw tables and others that were scanned, and that nothing in the text explains. */
function unexplained(
  found: readonly ClusterRead[],
  statement: ReadStatement,
  known: Known,
): readonly ClusterRead[] {
  const { placed, scans, query } = known;
  const views = found.filter(({ via }) => via === 'view').flatMap(({ source }) => source ?? []);
  const explained = new Set([
    ...views.flatMap(({ raw }) => raw.map(sourceKey)),
    ...found.filter(({ via }) => via === 'past scrim').map(({ name }) => sourceKey(name)),
  ]);
  const throughViews = readsProfile(known) && views.length === 0;
  const reads = scans.flatMap((scan): readonly ClusterRead[] => {
    if (scan.raw.size === 0) {
      const isNamed = found.some(({ name }) => isSameTable(name, scan.name));
      const isOfView = views.length > 0 || throughViews ? placed.isLookup(scan.name) : false;
      return isNamed || isOfView || placed.isOwn(scan.name, query.database)
        ? []
        : [otherRead(scan.name, 'all', known)];
    }
    return [...scan.raw].flatMap(([key, sources]) => {
      if (explained.has(key)) return [];
      if (throughViews) return sources.map((source) => viewRead(source, 'all', known));
      const why = statement.kind === 'unknown' ? ` (${statement.why})` : '';
      const because = readsProfile(known)
        ? `the raw table was scanned, and none of the views of scrim that it names reads it${why}`
        : `the raw table was scanned, and no view of scrim was read${why}`;
      return rawReads(key, sources, because, known);
    });
  });
  return merged(reads);
}

function viewRead(
  source: PlacedSource,
  columns: ClusterRead['columns'],
  { placed, scans }: Known,
): ClusterRead {
  const keys = new Set(source.raw.map(sourceKey));
  const of = scans.filter((scan) => [...scan.raw.keys()].some((key) => keys.has(key)));
  return {
    name: [placed.database, ...source.view],
    ...{ via: 'view', source, columns, because: null, ...counted(of) },
  };
}

const rawReads = (
  key: string,
  sources: readonly PlacedSource[],
  because: string,
  { scans }: Known,
): readonly ClusterRead[] => {
  const [database = '', schema = '', name = ''] = JSON.parse(key) as readonly string[];
  const of = scans.filter((scan) => scan.raw.has(key));
  return sources.slice(0, 1).map((source) => ({
    name: [database, schema, name] as const,
    ...{ via: 'past scrim' as const, source, columns: 'all' as const, because, ...counted(of) },
  }));
};

function otherRead(
  parts: readonly string[],
  columns: ClusterRead['columns'],
  { query, scans }: Known,
): ClusterRead {
  const [name = '', schema = '', database = fold(query.database)] = parts.toReversed();
  const of = scans.filter((scan) => isSameTable(scan.name, parts));
  const [scanned] = of;
  return {
    name: scanned?.name.length === 3 ? (scanned.name as [string, string, string]) : [database, schema, name],
    ...{ via: 'other', source: undefined, columns, because: null, ...counted(of) },
  };
}

/** Whether two names may be of the same table: one may lack its outer parts. */
const isSameTable = (one: readonly string[], other: readonly string[]): boolean => {
  const [a, b] = [one, other].map((name) => name.toReversed().filter((part) => part !== ''));
  return (a ?? []).every((part, index) => b?.[index] === undefined || b[index] === part);
};

const counted = (scans: readonly Scan[]): Pick<ClusterRead, 'rows' | 'bytes'> => ({
  rows: sum(scans.map(({ rows }) => rows)),
  bytes: sum(scans.map(({ bytes }) => bytes)),
});

const sum = (numbers: readonly (number | null)[]): number | null => {
  const known = numbers.filter((one) => one !== null);
  return known.length === 0 ? null : known.reduce((one, other) => one + other, 0);
};

/** One read of each table, with all columns that are read. */
function merged(reads: readonly ClusterRead[]): readonly ClusterRead[] {
  const byTable = new Map<string, ClusterRead>();
  for (const read of reads) {
    const key = JSON.stringify([read.name, read.via, read.source?.dataSource]);
    const other = byTable.get(key);
    const columns =
      other === undefined
        ? read.columns
        : other.columns === 'all' || read.columns === 'all'
          ? 'all'
          : [...new Set([...other.columns, ...read.columns])].toSorted();
    byTable.set(key, { ...read, columns });
  }
  return [...byTable.values()];
}

const distinctNames = (names: readonly (readonly string[])[]): readonly (readonly string[])[] => [
  ...new Map(names.map((parts) => [sourceKey(parts), parts])).values(),
];

/** Views and tables of the system, whose names people write without a schema. */
function isCatalog(parts: readonly string[]): boolean {
  const schema = parts.at(-2);
  if (schema !== undefined) return /^(pg_catalog|information_schema|pg_internal|pg_automv)$/.test(schema);
  return /^(pg|stl|stv|svl|svv|svcs|sys)_/.test(parts.at(-1) ?? '');
}

/** The data sources that a query names, by their views or raw tables, whether it read them or not. */
export function namedSources(
  query: FinishedQuery,
  placed: PlacedSources,
): { readonly views: readonly PlacedSource[]; readonly raw: readonly PlacedSource[] } {
  const statement = readStatement(query, () => undefined);
  const names = statement.kind === 'known' ? statement.named.map(({ parts }) => parts) : statement.names;
  const found = names.map((parts) => placed.find(parts, query.database));
  return {
    views: [...new Set(found.flatMap(({ views }) => views))],
    raw: [...new Set(found.flatMap(({ raw }) => [...raw.values()].flat()))],
  };
}
