/**
 * What people do learn, however their views are made. The first three are shown by tests of their names in test/live/leaks.test.ts, the
 * others by what Trino's client protocol reports.
 */
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
  {
    name: 'rows that were processed',
    learns:
      "`processedRows` in the answers of Trino's client protocol, and `/v1/query` for one's own query, count the raw rows that were read, hidden ones included.",
    helps: 'The same as for rows that were read. No setting of Trino keeps the count from the client.',
  },
  {
    name: 'session of another user',
    learns:
      "Trino keeps its session with scrim under user and source, joined by a hyphen: user `ada` with source `b-c` and user `ada-b` with source `c` share one. Who comes second is shown the other's lists of schemas and views, and the text of their views. Rows stay closed: each view is bound to the name of its user.",
    helps:
      'User names without hyphens: two sessions can then not be taken for one another. scrim cannot see the difference, and no setting of Trino separates them.',
  },
];
