import { Refusal } from '../../base/refusal.js';
import type { DataSource } from '../../model/data-source.js';
import { formatDataSourceName } from '../../model/names.js';
import type { Ask } from '../../trino/ask.js';
import { agrees, compareQuery, compareRead, compareTable } from './compare-table.js';
import type { Comparison } from './compare-table.js';
import type { SqlForms } from '../../trino/describe-table.js';
import type { Expanded } from './expand-query.js';
import { resultQuery } from '../../trino/queries.js';
import type { RawName, RawTable } from '../../trino/raw-table.js';
import { listTables, readTables } from '../../trino/read-tables.js';
import type { Progress } from '../../trino/read-tables.js';

/** A raw table that is registered: as a data source, or as one that the query of a data source reads. */
interface Registered {
  /** Undefined if the text does not name a table. */
  readonly raw: RawName | undefined;
  readonly compare: (there: RawTable | undefined) => Comparison;
}

const schemaKey = ({ catalog, schema }: Pick<RawName, 'catalog' | 'schema'>): string =>
  JSON.stringify([catalog, schema]);

function bySchema(registered: readonly Registered[]): readonly (readonly RawName[])[] {
  const groups = new Map<string, RawName[]>();
  for (const { raw } of registered) {
    if (raw !== undefined) groups.set(schemaKey(raw), [...(groups.get(schemaKey(raw)) ?? []), raw]);
  }
  return [...groups.values()];
}

async function listed(ask: Ask, { catalog, schema }: RawName): Promise<readonly string[]> {
  try {
    return await listTables(ask, catalog, schema);
  } catch (error) {
    if (error instanceof Refusal && error.kind === 'invalid') return [];
    throw error;
  }
}

/** Functions that read SQL and build queries. */
export interface CheckForms extends Pick<SqlForms, 'typeOf'> {
  /** The parts of a table's name as it is registered; undefined if the text is not such a name. */
  readonly rawOf: (table: string) => RawName | undefined;
  /** The query of a data source over raw tables alone, or why there is none. */
  readonly queryOf: (dataSource: DataSource) => Expanded;
}

/** The registered tables of a data source: its table, or the tables that its query reads. */
function registeredIn(dataSource: DataSource, sql: CheckForms): readonly Registered[] {
  const { table, reads = [] } = dataSource;
  if (table !== undefined) {
    return [{ raw: sql.rawOf(table), compare: (there) => compareTable(dataSource, there, sql) }];
  }
  return reads.map((read) => ({
    raw: sql.rawOf(read.table),
    compare: (there) => compareRead(dataSource, read, there, sql),
  }));
}

/** Reads the columns of a data source's query from Trino. */
async function checkQuery(ask: Ask, dataSource: DataSource, sql: CheckForms): Promise<Comparison> {
  const expanded = sql.queryOf(dataSource);
  if ('problem' in expanded) return compareQuery(dataSource, { refused: expanded.problem }, sql);
  try {
    const { columns } = await ask(resultQuery(expanded.query));
    return compareQuery(dataSource, columns, sql);
  } catch (error) {
    if (!(error instanceof Refusal && error.kind === 'invalid')) throw error;
    return compareQuery(dataSource, { refused: error.message }, sql);
  }
}

/**
 * Compares registered data sources with the present state in Trino: a data source with a table is compared with the table; one with a
 * query, with the tables that the query reads and with its result. Data sources of other platforms are skipped.
 * @returns at least one comparison for each, in their order; the tables of a removed catalog or schema count as removed
 */
export async function checkDataSources(
  ask: Ask,
  dataSources: readonly DataSource[],
  sql: CheckForms,
  progress: Progress = () => undefined,
): Promise<readonly Comparison[]> {
  const checked = dataSources.filter(({ platform }) => platform === 'trino');
  const registered = checked.map((dataSource) => ({ dataSource, tables: registeredIn(dataSource, sql) }));
  const all = registered.flatMap(({ tables }) => tables);
  const found = new Map<string, RawTable>();
  const id = (raw: RawName): string => JSON.stringify([raw.catalog, raw.schema, raw.table]);
  let before = 0;
  for (const group of bySchema(all)) {
    const [first] = group;
    if (first === undefined) continue;
    const wanted = new Set(group.map(({ table }) => table));
    const there = (await listed(ask, first)).filter((table) => wanted.has(table));
    const tables = await readTables(ask, first, there, (read) => {
      progress(before + read, all.length);
    });
    for (const raw of tables) found.set(id(raw), raw);
    before += group.length;
    progress(before, all.length);
  }
  const comparisons: Comparison[] = [];
  for (const { dataSource, tables } of registered) {
    const compared = tables.map(({ raw, compare }) => compare(raw && found.get(id(raw))));
    comparisons.push(...compared);
    // For removed tables, Trino would only report the same again.
    if (dataSource.query !== undefined && compared.every(agrees)) {
      comparisons.push(await checkQuery(ask, dataSource, sql));
    }
  }
  return comparisons;
}

/** The data sources with these names, or all if there are no names; and the names that are not registered. */
export function pickDataSources(
  all: readonly DataSource[],
  names: readonly string[],
): { readonly picked: readonly DataSource[]; readonly unknown: readonly string[] } {
  const known = new Map(all.map((dataSource) => [formatDataSourceName(dataSource), dataSource]));
  if (names.length === 0) return { picked: all, unknown: [] };
  return {
    picked: names.flatMap((name) => known.get(name) ?? []),
    unknown: names.filter((name) => !known.has(name)),
  };
}
