/**
 * What readers can learn, whatever form their views have. Tests with these names in test/live/leaks.test.ts show the first three. Trino's
 * client protocol shows the others.
 */
export const known: readonly { readonly name: string; readonly learns: string; readonly helps: string }[] = [
  {
    name: 'arithmetic in a JDBC source',
    learns:
      'Trino may push `1 / (id - 3) > -10` down to a JDBC source, but not the row filter. The source then fails at hidden rows. In this way a reader can learn every column that is not masked, bit by bit.',
    helps:
      '`complex-expression-pushdown.enabled=false` in the properties of every JDBC catalog. Comparisons are still pushed down. Readers cannot change the setting back, because the raw catalogs are closed to them.',
  },
  {
    name: 'bounds of columns',
    learns:
      'Some sources keep the minimum and maximum of each column (Iceberg, Delta Lake, Hive). SHOW STATS over a view then reveals them for each column that is not masked, computed over all rows of the raw table.',
    helps:
      'Partition the raw table by the column of the row filter, and filter by equality: the bounds then cover only the rows that the reader sees. Or set `iceberg.table-statistics-enabled=false` (likewise `delta.…`, `hive.…`). Trino then plans joins without statistics. Readers cannot change the setting back.',
  },
  {
    name: 'rows that were read',
    learns:
      'EXPLAIN ANALYZE reports how many rows were read from the raw table. This reveals the size of the table. If the comparison `id = 3` is pushed down to the source but the row filter is not, it also reveals whether such a row exists (on a lake, whether a file may contain one).',
    helps:
      'Use row filters that are pushed down to the source: equality with few values, on a lake with the partition column. No rule of Trino forbids EXPLAIN ANALYZE.',
  },
  {
    name: 'rows that were processed',
    learns:
      "`processedRows` in the responses of Trino's client protocol, and `/v1/query` for the reader's own query, count the raw rows that were read, including hidden rows.",
    helps: 'The same as for rows that were read. No setting of Trino hides the count from the client.',
  },
  {
    name: 'session of another user',
    learns:
      'Trino keys its session with scrim by user and source, joined by a hyphen. So user `ada` with source `b-c` and user `ada-b` with source `c` share one session. The second of them sees the lists of schemas and views of the first, and the text of those views. Rows stay closed: each view is bound to the name of its user.',
    helps:
      'Use user names without hyphens: two users then never share a session. scrim cannot see the difference, and no setting of Trino separates the sessions.',
  },
];
