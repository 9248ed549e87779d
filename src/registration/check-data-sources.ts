import { Refusal } from '../base/refusal.js';
import type { DataSource } from '../model/data-source.js';
import { formatDataSourceName } from '../model/names.js';
import type { Ask } from './ask.js';
import { compareTable } from './compare-table.js';
import type { Comparison } from './compare-table.js';
import type { SqlForms } from './describe-table.js';
import type { RawName, RawTable } from './raw-table.js';
import { listTables, readTables } from './read-tables.js';
import type { Progress } from './read-tables.js';

/** A registered data source with the table that its text names; undefined when the text names none. */
interface Registered {
  readonly dataSource: DataSource;
  readonly raw: RawName | undefined;
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

/**
 * Compares registered data sources with what Trino has now.
 * @param rawOf the parts of a table's name as it is registered; undefined when the text is no such name
 * @returns one comparison for each, in their order; a catalog or schema that is gone makes its tables vanished
 */
export async function checkDataSources(
  ask: Ask,
  dataSources: readonly DataSource[],
  rawOf: (table: string) => RawName | undefined,
  sql: Pick<SqlForms, 'typeOf'>,
  progress: Progress = () => undefined,
): Promise<readonly Comparison[]> {
  const registered = dataSources.map((dataSource) => ({ dataSource, raw: rawOf(dataSource.table ?? '') }));
  const found = new Map<string, RawTable>();
  const id = (raw: RawName): string => JSON.stringify([raw.catalog, raw.schema, raw.table]);
  let before = 0;
  for (const group of bySchema(registered)) {
    const [first] = group;
    if (first === undefined) continue;
    const wanted = new Set(group.map(({ table }) => table));
    const there = (await listed(ask, first)).filter((table) => wanted.has(table));
    const tables = await readTables(ask, first, there, (read) => {
      progress(before + read, dataSources.length);
    });
    for (const raw of tables) found.set(id(raw), raw);
    before += group.length;
    progress(before, dataSources.length);
  }
  return registered.map(({ dataSource, raw }) => compareTable(dataSource, raw && found.get(id(raw)), sql));
}

/** The data sources of these names, or all for none; and the names that nothing is registered under. */
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
