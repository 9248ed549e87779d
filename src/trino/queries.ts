import type { Query } from '../sql/ast.js';
import {
  allColumns,
  and,
  as,
  boolean,
  call,
  cast,
  column,
  equals,
  inList,
  integer,
  limitTo,
  query,
  select,
  sort,
  string,
  subquery,
  table,
  type,
} from '../sql/build.js';

/** The names of all tables and views of a schema, by name. */
export const tablesQuery = (catalog: string, schema: string): Query =>
  query(
    select({
      items: [column('table_name')],
      from: table([catalog, 'information_schema', 'tables']),
      where: equals(column('table_schema'), string(schema)),
    }),
    { orderBy: [sort(column('table_name'))] },
  );

/** The names of all schemas of a catalog, by name. */
export const schemasQuery = (catalog: string): Query =>
  query(
    select({
      items: [column('schema_name')],
      from: table([catalog, 'information_schema', 'schemata']),
    }),
    { orderBy: [sort(column('schema_name'))] },
  );

/** Some columns of some rows of a table, as text with a maximum length. */
export const sampleQuery = (
  {
    catalog,
    schema,
    table: name,
  }: { readonly catalog: string; readonly schema: string; readonly table: string },
  columns: readonly string[],
  { rows, characters }: { readonly rows: number; readonly characters: number },
): Query =>
  query(
    select({
      items: columns.map((of) =>
        as(call('substr', cast(column(of), type('varchar')), integer(1), integer(characters)), of),
      ),
      from: table([catalog, schema, name]),
    }),
    { limit: limitTo(rows) },
  );

/** Table, column, type and comment of the columns of some tables of a schema, in their order. */
export const columnsQuery = (catalog: string, schema: string, tables: readonly string[]): Query =>
  query(
    select({
      items: [column('table_name'), column('column_name'), column('data_type'), column('comment')],
      from: table([catalog, 'information_schema', 'columns']),
      where: and(
        equals(column('table_schema'), string(schema)),
        inList(
          column('table_name'),
          tables.map((name) => string(name)),
        ),
      ),
    }),
    { orderBy: [sort(column('table_name')), sort(column('ordinal_position'))] },
  );

/** A query without rows, to learn the names and types of its result columns. */
export const resultQuery = (of: Query): Query =>
  query(select({ items: [allColumns()], from: subquery(of, 'result'), where: boolean(false) }));

/** A query without rows, to learn the types of a table's columns. */
export const headerQuery = (catalog: string, schema: string, name: string): Query =>
  query(select({ items: [allColumns()], from: table([catalog, schema, name]), where: boolean(false) }));
