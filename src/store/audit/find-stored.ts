import { sql } from 'kysely';
import type { Kysely, RawBuilder } from 'kysely';

import type { Stored, StoredSearch } from '../../audit/audit-store.js';
import type { Database } from '../database.js';

/** The records of which transactions to find. */
export interface Transactions {
  readonly after: string;
  readonly upTo: string;
}

/** The condition that a record was stored by some transactions. */
export const storedBy = (
  of: RawBuilder<unknown>,
  stored: Transactions | undefined,
): readonly RawBuilder<unknown>[] =>
  stored === undefined
    ? []
    : [sql`${of}.stored > ${stored.after}::xid8`, sql`${of}.stored <= ${stored.upTo}::xid8`];

/**
 * Finds the next records that were stored, in the order of their times. It ends before the first transaction that still runs, so that nothing can appear
 * before what was found. The records of a transaction are found together.
 * @param table whose records they are
 * @param read reads the records of some transactions
 */
export async function findStored<T>(
  db: Kysely<Database>,
  table: 'audit_decision' | 'audit_query',
  { after, since, until, limit }: StoredSearch,
  read: (stored: Transactions) => Promise<readonly T[]>,
): Promise<Stored<T>> {
  // A database that was restored from a dump counts its transactions from the start: then all is found again.
  const { rows } = await sql<{ readonly after: string; readonly upTo: string | null }>`
    with begin as (
      select case
        when ${after}::xid8 >= pg_snapshot_xmax(pg_current_snapshot()) then '0'::xid8 else ${after}::xid8
      end as after
    ), next as (
      select stored from ${sql.table(table)}
      where stored > (select after from begin) and stored < pg_snapshot_xmin(pg_current_snapshot())
        ${since === undefined ? sql`` : sql`and at >= ${since}`}
        ${until === undefined ? sql`` : sql`and at < ${until}`}
        ${table === 'audit_query' ? sql`and ended_at is not null` : sql``}
      order by stored
      limit ${limit}
    )
    select (select after from begin)::text as after,
      (select stored from next order by stored desc limit 1)::text as "upTo"`.execute(db);
  const [found] = rows;
  if (found === undefined || found.upTo === null) return { records: [], position: found?.after ?? after };
  return {
    records: (await read({ after: found.after, upTo: found.upTo })).toReversed(),
    position: found.upTo,
  };
}
