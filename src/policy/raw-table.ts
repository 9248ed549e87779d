import type { DataSource } from '../model/data-source.js';
import type { QualifiedName } from '../sql/ast.js';
import { parseName } from '../sql/parse/index.js';

/** The raw table of a data source, or why its text names none. */
export function rawTableOf({
  table,
}: DataSource): { readonly name: QualifiedName } | { readonly problem: string } {
  const expected = `expected CATALOG.SCHEMA.TABLE but the data source's table is '${table}'`;
  try {
    const name = parseName(table, 'trino');
    return name.parts.length === 3 ? { name } : { problem: expected };
  } catch {
    return { problem: expected };
  }
}
