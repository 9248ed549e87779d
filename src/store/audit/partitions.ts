import { sql } from 'kysely';
import type { Kysely } from 'kysely';

import type { Database } from '../database.js';

const tables = ['audit_decision', 'audit_query', 'audit_read'] as const;

/** A partition holds one month of UTC. */
const monthOf = (at: Date): Date => new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth(), 1));
const after = (month: Date): Date => new Date(Date.UTC(month.getUTCFullYear(), month.getUTCMonth() + 1, 1));
const nameOf = (table: string, month: Date): string =>
  `${table}_${month.toISOString().slice(0, 7).replace('-', '_')}`;

/** Creates the partitions of the audit tables when they are first needed. */
export interface Partitions {
  /** Makes sure that rows of these moments can be stored. */
  cover(moments: readonly Date[]): Promise<void>;
  /**
   * Drops the months that end before a moment.
   * @returns how many months were dropped
   */
  dropBefore(moment: Date): Promise<number>;
}

export function createPartitions(db: Kysely<Database>): Partitions {
  const known = new Set<number>();

  const create = async (month: Date): Promise<void> => {
    await db.transaction().execute(async (tx) => {
      // Two processes that create the same partition would meet in the catalog of PostgreSQL, and one would fail.
      await sql`select pg_advisory_xact_lock(hashtext('scrim audit partitions'))`.execute(tx);
      for (const table of tables) {
        const [from, to] = [month, after(month)].map((moment) => sql.lit(moment.toISOString()));
        await sql`
          create table if not exists ${sql.table(nameOf(table, month))} partition of ${sql.table(table)}
          for values from (${from}) to (${to})`.execute(tx);
      }
    });
    known.add(month.getTime());
  };

  return {
    async cover(moments) {
      const missing = new Set(
        moments.map((at) => monthOf(at).getTime()).filter((month) => !known.has(month)),
      );
      for (const month of missing) await create(new Date(month));
    },

    async dropBefore(moment) {
      const { rows } = await sql<{ readonly name: string; readonly parent: string }>`
        select child.relname as name, parent.relname as parent
        from pg_inherits
        join pg_class as parent on parent.oid = inhparent
        join pg_class as child on child.oid = inhrelid
        where parent.relname in (${sql.join(tables)}) and parent.relnamespace = current_schema()::regnamespace`.execute(
        db,
      );
      const last = monthOf(moment);
      const old = rows.filter(({ name, parent }) => name < nameOf(parent, last));
      for (const { name } of old) await sql`drop table ${sql.table(name)}`.execute(db);
      known.clear();
      return new Set(old.map(({ name, parent }) => name.slice(parent.length))).size;
    },
  };
}
