import type { LivePostgres } from './live-postgres.js';

/** Catalogs of raw tables, closed to all but the definer. */
export const rawCatalogs = {
  tpch: { 'connector.name': 'tpch' },
  // Columns named as the standard names them, and sums that are the same in whatever order they are made.
  tpch_standard: {
    'connector.name': 'tpch',
    'tpch.column-naming': 'STANDARD',
    'tpch.double-type-mapping': 'DECIMAL',
  },
  tpcds: { 'connector.name': 'tpcds' },
  vault: { 'connector.name': 'memory' },
} as const;

/** Catalogs that are open to everybody. */
export const openCatalogs = { memory: { 'connector.name': 'memory' } } as const;

/** What is in the file of a catalog. */
export type Properties = Readonly<Record<string, string>>;

/** Two catalogs over one folder of Iceberg tables: as the threat model wants it, and as it is by default. */
export const lakeCatalogs = (folder: string): Readonly<Record<string, Properties>> => {
  const lake = {
    'connector.name': 'iceberg',
    'iceberg.catalog.type': 'TESTING_FILE_METASTORE',
    'hive.metastore.catalog.dir': 'local:///metastore',
    'fs.native-local.enabled': 'true',
    'local.location': folder,
    'fs.hadoop.enabled': 'false',
  };
  return { lake: { ...lake, 'iceberg.table-statistics-enabled': 'false' }, lake_careless: lake };
};

/** Two catalogs over one database of a PostgreSQL: as the threat model wants it, and as it is by default. */
export const postgresCatalogs = (
  { port, user }: Pick<LivePostgres, 'port' | 'user'>,
  database = 'postgres',
): Readonly<Record<string, Properties>> => {
  const pg = {
    'connector.name': 'postgresql',
    'connection-url': `jdbc:postgresql://127.0.0.1:${port}/${database}`,
    'connection-user': user,
    'connection-password': 'none',
  };
  return { pg: { ...pg, 'complex-expression-pushdown.enabled': 'false' }, pg_careless: pg };
};
