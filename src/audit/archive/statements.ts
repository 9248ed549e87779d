import { chunksBySize } from '../../base/chunks.js';
import type { CreateTableAs, Delete, Expression, Insert, Query, Update } from '../../sql/ast.js';
import {
  and,
  as,
  boolean,
  cast,
  column,
  compare,
  createTableAs,
  equals,
  identifier,
  inList,
  integer,
  limitTo,
  nullLiteral,
  qualifiedName,
  query,
  select,
  sort,
  string,
  table,
} from '../../sql/build.js';
import { cellOf, day, literalOf, readingOf, typeOf } from './cells.js';
import type { Cell, Cells, CellType } from './cells.js';
import { archiveTables } from './tables.js';
import type { ArchiveTables, TableName } from './tables.js';

/** Where the tables of the archive are. */
export interface ArchivePlace {
  readonly catalog: string;
  readonly schema: string;
}

/**
 * UTF-8 bytes of the text of one statement, as they are estimated. Trino's `query.max-length` is 1,000,000 characters; the rest is for what the
 * estimate does not know.
 */
const mostBytes = 700_000;

/** Bytes of a value besides its text: quotes, commas, spaces, keywords. */
const around = 40;

const nameOf = ({ catalog, schema }: ArchivePlace, name: TableName): readonly string[] => [
  catalog,
  schema,
  name,
];

/** The columns of a table with their types. */
export const columnsOf = (name: TableName): readonly (readonly [name: string, type: CellType])[] =>
  Object.entries(archiveTables[name]);

/** Creates a table of the archive, unless it exists. @param partitioned for a connector that partitions tables as Iceberg does */
export const createStatement = (
  place: ArchivePlace,
  name: TableName,
  { partitioned }: { readonly partitioned: boolean },
): CreateTableAs =>
  createTableAs(
    nameOf(place, name),
    select({
      items: columnsOf(name).map(([of, type]) => as(cast(nullLiteral, typeOf(type)), of)),
      where: boolean(false),
    }),
    {
      properties: partitioned
        ? { partitioning: { kind: 'ArrayConstructor', elements: [string('day'), string('batch')] } }
        : {},
    },
  );

/** Inserts rows into a table of the archive: as many statements as their length needs. */
export const insertStatements = <N extends TableName>(
  place: ArchivePlace,
  name: N,
  rows: readonly Cells<ArchiveTables[N]>[],
): readonly Insert[] => {
  const columns = columnsOf(name);
  return chunksBySize(rows, sizeOf, mostBytes).map((chunk) => ({
    kind: 'Insert',
    name: qualifiedName(...nameOf(place, name)),
    columns: columns.map(([of]) => identifier(of)),
    query: query({
      kind: 'Values',
      rows: chunk.map((row) => ({
        kind: 'Row',
        values: columns.map(([of, type]) => literalOf(type, (row as Cells)[of] ?? null)),
      })),
    }),
  }));
};

const sizeOf = (row: Cells): number =>
  Object.values(row).reduce<number>((size, cell) => size + around + bytesOf(cell), 0);

const bytesOf = (cell: Cell): number =>
  typeof cell === 'string' ? Buffer.byteLength(cell) + cell.split("'").length - 1 : 0;

/** A batch of a day. */
export interface Batch {
  readonly day: string;
  readonly batch: number;
}

const isOfBatch = (of: Batch): Expression =>
  and(equals(column('day'), day(of.day)), equals(column('batch'), integer(of.batch)));

/** All values of a batch in a table. */
export const readBatch = (place: ArchivePlace, name: TableName, batch: Batch): Query =>
  readStatement(place, name, isOfBatch(batch));

/** The values of all columns of some rows of a table, which has the alias `record`. */
export const readStatement = (
  place: ArchivePlace,
  name: TableName,
  where: Expression,
  { newest }: { readonly newest?: { readonly by: readonly string[]; readonly limit: number } } = {},
): Query =>
  query(
    select({
      items: columnsOf(name).map(([of, type]) => as(readingOf(type, column('record', of)), of)),
      from: table(nameOf(place, name), 'record'),
      where,
    }),
    newest === undefined
      ? {}
      : {
          orderBy: newest.by.map((of) => sort(column('record', of), 'descending')),
          limit: limitTo(newest.limit),
        },
  );

/** A row that Trino answered to `readStatement`. */
export const rowOf = <N extends TableName>(name: N, values: readonly unknown[]): Cells<ArchiveTables[N]> =>
  Object.fromEntries(columnsOf(name).map(([of, type], index) => [of, cellOf(type, values[index])])) as Cells<
    ArchiveTables[N]
  >;

/** Removes a batch from a table. */
export const deleteBatch = (place: ArchivePlace, name: TableName, batch: Batch): Delete => ({
  kind: 'Delete',
  name: qualifiedName(...nameOf(place, name)),
  where: isOfBatch(batch),
});

/** Sets columns of the rows of a table that meet a condition. */
export const updateStatement = (
  place: ArchivePlace,
  name: TableName,
  set: Readonly<Record<string, Cell>>,
  where: Expression,
): Update => {
  const changed = columnsOf(name).filter(([of]) => of in set);
  return {
    kind: 'Update',
    name: qualifiedName(...nameOf(place, name)),
    columns: changed.map(([of]) => identifier(of)),
    values: changed.map(([of, type]) => literalOf(type, set[of] ?? null)),
    where,
  };
};

/** Removes texts by their digests. */
export const deleteTexts = (place: ArchivePlace, digests: readonly string[]): Delete => ({
  kind: 'Delete',
  name: qualifiedName(...nameOf(place, 'audit_text')),
  where: inList(
    column('digest'),
    digests.map((digest) => string(digest)),
  ),
});

/** Removes all days before one from a table. */
export const deleteBefore = (place: ArchivePlace, name: TableName, before: string): Delete => ({
  kind: 'Delete',
  name: qualifiedName(...nameOf(place, name)),
  where: compare(column('day'), '<', day(before)),
});
