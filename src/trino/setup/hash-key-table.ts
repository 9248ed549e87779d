import { hashKeyColumn } from '../../policy/sources/hash-key-table.js';
import type { CreateSchema, CreateTableAs } from '../../sql/ast.js';
import { as, createSchema, createTableAs, select, string } from '../../sql/build.js';

/**
 * The statements that create the one-row table with the key of hash masks. They change nothing if the table
 * exists.
 *
 * @param table the parts of its name: catalog, schema, table
 */
export function hashKeyTable(table: readonly string[], key: string): readonly [CreateSchema, CreateTableAs] {
  return [
    createSchema(table.slice(0, -1)),
    createTableAs(table, select({ items: [as(string(key), hashKeyColumn)] })),
  ];
}
