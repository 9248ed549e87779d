import type { QualifiedName } from '../sql/ast.js';
import { as, query, select, string } from '../sql/build.js';
import { print } from '../sql/print/print.js';
import { hashKeyColumn } from '../rewrite/hash-key.js';

/** The statements that make the one-row table which holds the key of hash masks. */
export function hashKeyTableStatements(table: QualifiedName, key: string): readonly string[] {
  const schema: QualifiedName = { ...table, parts: table.parts.slice(0, -1) };
  const row = query(select({ items: [as(string(key), hashKeyColumn)] }));
  return [
    `CREATE SCHEMA IF NOT EXISTS ${print(schema, 'trino')}`,
    `CREATE TABLE IF NOT EXISTS ${print(table, 'trino')} AS ${print(row, 'trino')}`,
  ];
}
