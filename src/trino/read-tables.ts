import { Refusal } from '../base/refusal.js';
import type { Ask } from './ask.js';
import { columnsQuery, headerQuery, schemasQuery, tablesQuery } from './queries.js';
import type { RawColumn, RawName, RawTable } from './raw-table.js';

/** Called after each step with the number of tables that have been read, and their total. */
export type Progress = (read: number, all: number) => void;

/** Tables per query: few enough that connectors look up each of them, and that people see progress. */
const batch = 20;

const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

/** The names of the schemas of a catalog, sorted. */
export async function listSchemas(ask: Ask, catalog: string): Promise<readonly string[]> {
  const { rows } = await ask(schemasQuery(catalog));
  return rows.flatMap(([name]) => text(name) ?? []);
}

/** The names of the tables and views of a schema, sorted. */
export async function listTables(ask: Ask, catalog: string, schema: string): Promise<readonly string[]> {
  const { rows } = await ask(tablesQuery(catalog, schema));
  return rows.flatMap(([name]) => text(name) ?? []);
}

/**
 * The information schema does not quote the names of a row's fields (`row(end date)`), but the header of a result does. So
 * types with rows are taken from a result. If the user may not read the table, they come from the information schema.
 */
async function withHeaderTypes(ask: Ask, table: RawTable): Promise<RawTable> {
  if (!table.columns.some(({ type }) => /\brow\(/.test(type))) return table;
  try {
    const { columns: header } = await ask(headerQuery(table.catalog, table.schema, table.table));
    const types = new Map(header.map(({ name, type }) => [name, type]));
    return {
      ...table,
      columns: table.columns.map((column) =>
        /\brow\(/.test(column.type) ? { ...column, type: types.get(column.name) ?? column.type } : column,
      ),
    };
  } catch (error) {
    if (error instanceof Refusal && error.kind === 'invalid') return table;
    throw error;
  }
}

/**
 * Reads the columns of tables of one schema. A table that does not exist, or has no visible column for the user, is left out.
 */
export async function readTables(
  ask: Ask,
  { catalog, schema }: Pick<RawName, 'catalog' | 'schema'>,
  tables: readonly string[],
  progress: Progress = () => undefined,
): Promise<readonly RawTable[]> {
  const read: RawTable[] = [];
  for (let start = 0; start < tables.length; start += batch) {
    const names = tables.slice(start, start + batch);
    const { rows } = await ask(columnsQuery(catalog, schema, names));
    const columns = new Map<string, RawColumn[]>();
    for (const [table, name, type, comment] of rows.map((row) => row.map(text))) {
      if (table === undefined || name === undefined || type === undefined) continue;
      const column = comment ? { name, type, comment } : { name, type };
      columns.set(table, [...(columns.get(table) ?? []), column]);
    }
    for (const table of names) {
      const found = columns.get(table);
      if (found !== undefined) {
        read.push(await withHeaderTypes(ask, { catalog, schema, table, columns: found }));
      }
    }
    progress(start + names.length, tables.length);
  }
  return read;
}
