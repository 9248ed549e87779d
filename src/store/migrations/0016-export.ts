import { sql } from 'kysely';
import type { Kysely, Migration } from 'kysely';

/**
 * The transaction that stored each record, which is the order of an export: records become visible in another order than that of their times.
 * And how far each export of the service is.
 */
export const auditExport: Migration = {
  async up(db: Kysely<never>) {
    for (const table of ['audit_decision', 'audit_query']) {
      const name = sql.table(table);
      await sql`alter table ${name} add column stored xid8 not null default pg_current_xact_id()`.execute(db);
      await sql`create index ${sql.ref(`${table}_by_stored`)} on ${name} (stored)`.execute(db);
    }
    await sql`
      create table audit_export (
        name text primary key,
        position jsonb,
        holder text,
        held_until timestamptz
      )`.execute(db);
  },
};
