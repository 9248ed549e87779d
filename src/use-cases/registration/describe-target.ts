import { Refusal } from '../../base/refusal.js';
import { didYouMean } from '../../base/nearest.js';
import type { DataSource } from '../../model/data-source.js';
import type { Ask } from '../../trino/ask.js';
import { describeTable } from '../../trino/describe-table.js';
import type { Registration, SqlForms } from '../../trino/describe-table.js';
import { listTables, readTables } from '../../trino/read-tables.js';
import type { Progress } from '../../trino/read-tables.js';

/** What to register: one table, or all of a schema. Names as Trino keeps them, in lower case. */
export interface Target {
  readonly catalog: string;
  readonly schema: string;
  readonly table?: string | undefined;
}

/** The result of describing a target. */
export interface Described {
  readonly dataSources: readonly DataSource[];
  /** The tables of the schema, including those that cannot be registered. */
  readonly tables: readonly string[];
  /** Notes for people, table by table. */
  readonly notes: readonly { readonly table: string; readonly registered: boolean; readonly note: string }[];
}

/** The target that a dotted name denotes. Trino folds all names to lower case, quoted ones too. */
export function targetOf(parts: readonly string[]): Target {
  const [catalog, schema, table] = parts.map((part) => part.toLowerCase());
  if (catalog === undefined || schema === undefined || parts.length > 3) {
    throw new Refusal(
      'invalid',
      `expected CATALOG.SCHEMA or CATALOG.SCHEMA.TABLE but found '${parts.join('.')}'`,
    );
  }
  return { catalog, schema, table };
}

/**
 * Reads a target in Trino and describes it as data sources.
 * @throws Refusal `invalid` when there is no such table, or none in the schema
 */
export async function describeTarget(
  ask: Ask,
  target: Target,
  registration: Registration,
  sql: SqlForms,
  progress?: Progress,
): Promise<Described> {
  const { catalog, schema, table } = target;
  const there = await listTables(ask, catalog, schema);
  if (there.length === 0) {
    throw new Refusal(
      'invalid',
      `there is no table in schema ${catalog}.${schema} that the Trino user may see`,
    );
  }
  if (table !== undefined && !there.includes(table)) {
    const hint =
      didYouMean(table, there) || ' that the Trino user may see; check the name and the rights of the user';
    throw new Refusal('invalid', `there is no table '${table}' in schema ${catalog}.${schema}${hint}`);
  }
  const names = table === undefined ? there : [table];
  const tables = await readTables(ask, { catalog, schema }, names, progress);
  const read = new Set(tables.map((raw) => raw.table));
  const unseen = names.filter((name) => !read.has(name));
  const described = tables.map((raw) => ({ raw, ...describeTable(raw, registration, sql) }));
  return {
    tables: there,
    dataSources: described.flatMap(({ dataSource }) => dataSource ?? []),
    notes: [
      ...described.flatMap(({ raw, dataSource, notes }) =>
        notes.map((note) => ({ table: raw.table, registered: dataSource !== undefined, note })),
      ),
      ...unseen.map((name) => ({
        table: name,
        registered: false,
        note: 'the Trino user may see none of its columns',
      })),
    ],
  };
}
