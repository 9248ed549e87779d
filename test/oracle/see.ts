import type { DataSource } from '../../src/model/data-source.js';
import type { PlainMask } from '../../src/model/mask.js';
import { formatDataSourceName } from '../../src/model/names.js';
import type { RowFilter } from '../../src/model/row-filter.js';
import { accessOf } from './access.js';
import { rawColumns } from './cells.js';
import type { Cell, CellKind, Row } from './cells.js';
import { maskCell, stricter } from './mask-cell.js';
import type { MaskContext, Shown } from './mask-cell.js';
import { passes } from './pass-row.js';
import { askedOf, holdingOf, projectOf } from './person.js';
import { evaluate } from './predicate.js';
import { rawTableOf } from './raw-tables.js';
import { queryShapes } from './query-shapes.js';
import type { QueryShape, ShapeColumn } from './query-shapes.js';
import { filtersOn, maskEverywhere, masksIn, meet, wantedOn } from './rules-on.js';
import type { ReadWorld, Wanted } from './rules-on.js';
import type { Subject } from './subject.js';

/** What the oracle knows: a world, what lies in the raw tables, and the key of hashes. */
export interface Known extends ReadWorld {
  readonly tables: Readonly<Record<string, readonly Row[]>>;
  readonly hashKey: string;
  readonly now: Date;
}

/** What somebody sees of a data source. */
export type Sight =
  | { readonly kind: 'hidden' | 'closed' }
  | {
      readonly kind: 'open';
      readonly columns: readonly string[];
      readonly rows: readonly (readonly Shown[])[];
    };

/** Who looks, and by which facts policies judge them. */
interface Eyes {
  readonly known: Known;
  readonly subject: Subject;
  /** The domain of hashes in which all data sources of the person's project are. */
  readonly domain: string | undefined;
}

/** A mask from above a table: of a query that reads it. */
interface Above {
  readonly wanted: readonly Wanted[];
  readonly context: MaskContext;
  /** A row of the table, by the names that the query's policies give its columns. */
  readonly rename: (row: Row) => Row;
}

/**
 * What a user sees of a data source: each row and value by itself, as the model says.
 * @param unreviewedTo who sees columns that nobody has reviewed: on Redshift nobody does
 */
export function see(
  known: Known,
  userName: string,
  dataSource: DataSource,
  unreviewedTo: 'owners' | 'nobody' = 'owners',
): Sight {
  const access = accessOf(known.world, userName, dataSource, known.now);
  const holding = holdingOf(known.world, userName);
  if (access === 'none' || holding === undefined) return { kind: 'hidden' };
  const project = projectOf(known.world, userName, holding);
  const eyes: Eyes = {
    known,
    subject: askedOf(known.world, userName, holding).judged,
    domain: project?.maskedJoins === true ? `project ${project.name}` : undefined,
  };
  const columns = dataSource.columns.flatMap(({ name, gone }) => (gone ? [] : [name]));
  const reviews = access === 'owner' && unreviewedTo === 'owners';
  const shape = dataSource.query === undefined ? undefined : queryShapes[dataSource.name];
  if (shape !== undefined) return throughQuery(eyes, dataSource, shape);
  const rows = tableRows(known, dataSource)
    .filter((row) =>
      filtersOn(known, dataSource, eyes.subject).every((one) => keeps(one, eyes, dataSource, row)),
    )
    .map((row) =>
      columns.map((name) =>
        isUnreviewed(dataSource, name) && !reviews
          ? { kind: kindOf(name), cell: null }
          : cellOf(eyes, dataSource, row, name),
      ),
    );
  return { kind: 'open', columns, rows };
}

/** What is made of the cells of a raw row that somebody sees: the mask of each column, or `raw`. */
export type RowShown = Readonly<Record<string, PlainMask | 'raw'>>;

/**
 * What a user is shown of each raw row of a data source over a table; undefined for a row that they do not see.
 * @returns undefined where the data source does not exist for them
 */
export function shownRows(
  known: Known,
  userName: string,
  dataSource: DataSource,
): readonly (RowShown | undefined)[] | undefined {
  const access = accessOf(known.world, userName, dataSource, known.now);
  const holding = holdingOf(known.world, userName);
  if (access === 'none' || holding === undefined) return undefined;
  const { judged: subject } = askedOf(known.world, userName, holding);
  const eyes: Eyes = { known, subject, domain: undefined };
  const filters = filtersOn(known, dataSource, subject);
  return tableRows(known, dataSource).map((row) => {
    if (!filters.every((one) => keeps(one, eyes, dataSource, row))) return undefined;
    const shown = dataSource.columns
      .filter(({ gone }) => !gone)
      .map(({ name }): [string, PlainMask | 'raw'] => {
        if (isUnreviewed(dataSource, name) && access !== 'owner') return [name, { type: 'null' }];
        return [name, meet(wantedOn(known, dataSource, name, subject), isFor(row, subject))?.mask ?? 'raw'];
      });
    return Object.fromEntries(shown);
  });
}

const tableRows = ({ tables }: Known, { table = '' }: DataSource): readonly Row[] =>
  tables[rawTableOf(table)] ?? [];

/** Nobody has looked at the column: whatever masks say, it is null to others than owners, and beneath queries to all. */
const isUnreviewed = (dataSource: DataSource | undefined, column: string): boolean =>
  dataSource?.columns.some(({ name, unreviewed }) => name === column && unreviewed) ?? false;

const kindOf = (name: string): CellKind => rawColumns[name as keyof typeof rawColumns].kind;

const contextOf = ({ known, subject, domain }: Eyes, dataSource: DataSource): MaskContext => ({
  subject,
  hashKey: known.hashKey,
  domain: domain ?? formatDataSourceName(dataSource),
});

/** Whether a filter keeps a row of a table. */
const keeps = (filter: RowFilter, { known, subject }: Eyes, dataSource: DataSource, row: Row): boolean =>
  passes(filter, { read: known, subject, now: known.now, columns: dataSource.columns, kindOf }, row);

const isFor =
  (row: Row, subject: Subject) =>
  (where: NonNullable<Wanted['where']>): boolean =>
    evaluate(where, row, subject) !== false;

/** A column has one type in all its cells: that of the mask for every cell, or its own. What would change it is NULL. */
function cellOf(eyes: Eyes, dataSource: DataSource, row: Row, name: string, of = kindOf(name)): Shown {
  const { known, subject } = eyes;
  const raw: Shown = { kind: of, cell: row[name] ?? null };
  const wanted = wantedOn(known, dataSource, name, subject);
  const context = contextOf(eyes, dataSource);
  const everywhere = maskEverywhere(wanted);
  const { kind } = everywhere === undefined ? raw : maskCell(everywhere.mask, raw, context);
  const mask = meet(wanted, isFor(row, subject))?.mask;
  if (mask === undefined) return kind === of ? raw : { kind, cell: null };
  const masked = maskCell(mask, raw, context);
  return masked.kind === kind ? masked : { kind, cell: null };
}

/** A table as a query sees it: rows that its own policies and those above keep, values under the stricter of both masks. */
function seenByQuery(
  eyes: Eyes,
  source: { readonly dataSource: DataSource | undefined; readonly rows: readonly Row[] },
  above: ReadonlyMap<string, Above>,
  keepsAbove: (row: Row) => boolean,
): { readonly rows: readonly Row[]; readonly masked: ReadonlySet<string> } {
  const { known, subject } = eyes;
  const { dataSource } = source;
  const names = Object.keys(rawColumns);
  const ownOf = new Map(
    names.map((name) => [name, dataSource === undefined ? [] : wantedOn(known, dataSource, name, subject)]),
  );
  const shownOf = (row: Row, name: string): Cell => {
    if (isUnreviewed(dataSource, name)) return null;
    const own = meet(ownOf.get(name) ?? [], isFor(row, subject));
    const from = above.get(name);
    const other = from && meet(from.wanted, isFor(from.rename(row), subject));
    const raw: Shown = { kind: kindOf(name), cell: row[name] ?? null };
    if (own === undefined && other === undefined) return raw.cell;
    const ownHolds = other === undefined || (own !== undefined && stricter(own.mask, other.mask) <= 0);
    const context = ownHolds && dataSource !== undefined ? contextOf(eyes, dataSource) : from?.context;
    const mask = ownHolds ? own?.mask : other.mask;
    if (mask === undefined || context === undefined) return null;
    const masked = maskCell(mask, raw, context);
    return masked.kind === raw.kind ? masked.cell : null;
  };
  const filters = dataSource === undefined ? [] : filtersOn(known, dataSource, subject);
  const rows = source.rows
    .filter(
      (row) =>
        keepsAbove(row) &&
        (dataSource === undefined || filters.every((one) => keeps(one, eyes, dataSource, row))),
    )
    .map((row) => Object.fromEntries(names.map((name) => [name, shownOf(row, name)])));
  const masked = names.filter(
    (name) => masksIn(ownOf.get(name) ?? []).length > 0 || above.has(name) || isUnreviewed(dataSource, name),
  );
  return { rows, masked: new Set(masked) };
}

function throughQuery(eyes: Eyes, dataSource: DataSource, shape: QueryShape): Sight {
  const { known, subject } = eyes;
  const { schema } = dataSource;
  const columnsFrom = (source: string): readonly ShapeColumn[] =>
    shape.columns.filter(({ from }) => from?.source === source);
  const renameOf = (source: string) => (row: Row) =>
    Object.fromEntries(columnsFrom(source).map(({ name, from }) => [name, row[from?.column ?? ''] ?? null]));
  const filters = filtersOn(known, dataSource, subject);
  const over = (filter: RowFilter): ShapeColumn | undefined =>
    'column' in filter && 'name' in filter.column
      ? shape.columns.find(({ name }) => 'name' in filter.column && name === filter.column.name)
      : undefined;
  const facts = {
    read: known,
    subject,
    now: known.now,
    columns: dataSource.columns,
    kindOf: (name: string) => shape.columns.find((one) => one.name === name)?.kind ?? 'text',
  };

  const read = (moved: readonly RowFilter[]) =>
    new Map(
      shape.sources.map((name) => {
        const found = known.world.dataSources?.find((one) => one.schema === schema && one.name === name);
        const above = new Map(
          columnsFrom(name).flatMap(({ name: output, from }) => {
            const wanted = wantedOn(known, dataSource, output, subject);
            const one = { wanted, context: contextOf(eyes, dataSource), rename: renameOf(name) };
            return masksIn(wanted).length === 0 || from === undefined ? [] : [[from.column, one] as const];
          }),
        );
        const rows = found === undefined ? (known.tables[name] ?? []) : tableRows(known, found);
        const keepsAbove = (row: Row): boolean =>
          moved
            .filter((filter) => over(filter)?.from?.source === name)
            .every((filter) => passes(filter, facts, renameOf(name)(row)));
        return [name, seenByQuery(eyes, { dataSource: found, rows }, above, keepsAbove)] as const;
      }),
    );

  const maskedSources = read([]);
  const isMasked = ({ name, from }: ShapeColumn): boolean =>
    from === undefined
      ? masksIn(wantedOn(known, dataSource, name, subject)).length > 0 ||
        [...maskedSources.values()].some(({ masked }) => masked.size > 0)
      : (maskedSources.get(from.source)?.masked.has(from.column) ?? false);
  const needRaw = filters.filter((filter) => {
    const column = over(filter);
    return column !== undefined && isMasked(column);
  });
  const impossible = needRaw.filter((filter) => !shape.rowByRow || over(filter)?.from === undefined);
  if (impossible.length > 0) return { kind: 'closed' };
  const sources = Object.fromEntries([...read(needRaw)].map(([name, { rows }]) => [name, rows]));
  const rows = shape
    .evaluate(sources)
    .filter((row) => filters.every((one) => needRaw.includes(one) || passes(one, facts, row)))
    .map((row) =>
      shape.columns.map(({ name, kind, from }): Shown =>
        from === undefined ? cellOf(eyes, dataSource, row, name, kind) : { kind, cell: row[name] ?? null },
      ),
    );
  return { kind: 'open', columns: shape.columns.map(({ name }) => name), rows };
}
