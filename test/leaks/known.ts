/** What people do learn, however their views are made; each is shown by a test of its name in test/live/leaks.test.ts. */
export const known: readonly { readonly name: string; readonly learns: string; readonly helps: string }[] = [
  {
    name: 'arithmetic in a JDBC source',
    learns:
      'Trino may hand `1 / (id - 3) > -10` to a JDBC source and keep the row filter: the source then fails at hidden rows. Every column that is not masked can be read so, bit by bit.',
    helps:
      '`complex-expression-pushdown.enabled=false` in the properties of every JDBC catalog. Comparisons are still pushed down; people cannot set it back, since the raw catalogs are closed to them.',
  },
  {
    name: 'bounds of columns',
    learns:
      'Where a source keeps the least and the greatest value of its columns (Iceberg, Delta Lake, Hive), SHOW STATS over a view tells them of all rows of the raw table, of each column that is not masked.',
    helps:
      'A raw table that is partitioned by the column that its rows are filtered by, with equality: the bounds are then of what one sees. Or `iceberg.table-statistics-enabled=false` (likewise `delta.…`, `hive.…`), for which Trino then plans joins without statistics; people cannot set it back.',
  },
  {
    name: 'rows that were read',
    learns:
      'EXPLAIN ANALYZE tells how many rows were read from the raw table. That is its size; and where a source takes the comparison `id = 3` but not the row filter, whether there is such a row, or on a lake whether a file may have one.',
    helps:
      'Filters that the source takes: equality with few values, on a lake with the column of partitions. No rule of Trino keeps people from EXPLAIN ANALYZE.',
  },
];
