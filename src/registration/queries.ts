import type { Query } from '../sql/ast.js';
import {
  allColumns,
  and,
  boolean,
  column,
  equals,
  inList,
  query,
  select,
  sort,
  string,
  table,
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

/** No row of a table: what is wanted are the types of its columns. */
export const headerQuery = (catalog: string, schema: string, name: string): Query =>
  query(select({ items: [allColumns()], from: table([catalog, schema, name]), where: boolean(false) }));
