import type { PGlite } from '@electric-sql/pglite';
import { CompiledQuery } from 'kysely';
import type { DatabaseConnection, Dialect, TransactionSettings } from 'kysely';
import { PGliteDialect } from 'kysely-pglite-dialect';

/** Kysely's dialect for PGlite. Its own driver ignores the isolation level and the access mode of a transaction. */
export function pgliteDialect(pglite: PGlite): Dialect {
  const dialect = new PGliteDialect(pglite);
  return {
    createAdapter: () => dialect.createAdapter(),
    createDriver: () => Object.assign(dialect.createDriver(), { beginTransaction }),
    createQueryCompiler: () => dialect.createQueryCompiler(),
    createIntrospector: (db) => dialect.createIntrospector(db),
  };
}

async function beginTransaction(
  connection: DatabaseConnection,
  { isolationLevel, accessMode }: TransactionSettings,
): Promise<void> {
  const isolation = isolationLevel === undefined ? '' : ` isolation level ${isolationLevel}`;
  await connection.executeQuery(CompiledQuery.raw(`start transaction${isolation} ${accessMode ?? ''}`));
}
