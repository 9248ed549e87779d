import { sql } from 'kysely';
import type { Kysely, RawBuilder, Transaction } from 'kysely';

import type { ArchiveLedger, Archived, DayOfRecords } from '../../audit/archive/ledger.js';
import { Refusal } from '../../base/refusal.js';
import type { Database } from '../database.js';

const tables = ['audit_decision', 'audit_read', 'audit_query'] as const;

/** The account of the archive in its table. @see ArchiveLedger */
export const createArchiveLedger = (db: Kysely<Database>): ArchiveLedger => ({
  async archived() {
    const { rows } = await sql<Archived & { readonly upTo: number | null }>`
      select array_agg(distinct place) as places, min(day)::text as first, max(day)::text as last, max(batch) as "upTo",
        array(
          select batch from audit_archive
          where state <> 'done' and batch < (select max(batch) from audit_archive where state = 'done')
          order by batch
        ) as except
      from audit_archive
      where state = 'done'`.execute(db);
    const [found] = rows;
    return found === undefined || found.upTo === null ? undefined : found;
  },

  async late(before, limit) {
    const { rows } = await sql<{ readonly cluster: string; readonly queryId: string }>`
      select cluster, query_id as "queryId" from audit_query
      where at < ${before} and ended_at is not null limit ${limit}`.execute(db);
    return rows;
  },

  async days(before) {
    const count = (table: string): RawBuilder<unknown> => sql`
      select (at at time zone 'UTC')::date as day, count(*) as records
      from ${sql.table(table)} where at < ${before} group by 1`;
    const { rows } = await sql<DayOfRecords>`
      select day::text as day, coalesce(decision.records, 0)::float as decisions, coalesce(query.records, 0)::float as queries
      from (${count('audit_decision')}) as decision
      full join (${count('audit_query')}) as query using (day)
      order by day`.execute(db);
    return rows;
  },

  async documents(digests) {
    const { rows } = await sql<{ readonly digest: string; readonly document: string }>`
      select digest, document::text as document from audit_document
      where digest in (select jsonb_array_elements_text(${JSON.stringify(digests)}::jsonb))`.execute(db);
    return rows;
  },

  begin: (day, place, silent) =>
    db.transaction().execute(async (tx) => {
      // Numbers of batches are seen in their order: a reader who sees one knows of all before it.
      await sql`select pg_advisory_xact_lock(hashtext('scrim audit archive'))`.execute(tx);
      await sql`
        update audit_archive set state = 'abandoned'
        where state = 'writing' and touched_at <= clock_timestamp() - make_interval(secs => ${silent})`.execute(
        tx,
      );
      const { rows: others } = await sql<{ readonly day: string }>`
        select day::text as day from audit_archive where state = 'writing'`.execute(tx);
      const [other] = others;
      if (other !== undefined) {
        throw new Refusal(
          'conflict',
          `another process archives the records of ${other.day}; try again when it has ended`,
        );
      }
      const { rows } = await sql<{ readonly batch: number }>`
        insert into audit_archive (day, place) values (${day}::date, ${place}) returning batch`.execute(tx);
      return { batch: rows[0]?.batch ?? 0, fingerprint: await fingerprintOf(tx, day) };
    }),

  async touch(batch) {
    await changeWriting(db, batch, sql`touched_at = clock_timestamp()`);
  },

  async abandoned() {
    const { rows } = await sql<{ readonly batch: number; readonly day: string; readonly place: string }>`
      select batch, day::text as day, place from audit_archive where state = 'abandoned' order by batch`.execute(
      db,
    );
    return rows;
  },

  async cleaned(batch) {
    await sql`update audit_archive set state = 'cleaned' where batch = ${batch} and state = 'abandoned'`.execute(
      db,
    );
  },

  async abandon(batch) {
    await sql`update audit_archive set state = 'abandoned' where batch = ${batch} and state = 'writing'`.execute(
      db,
    );
  },

  // What is not seen when the fingerprint is computed is not deleted either.
  finish: (batch, day, fingerprint) =>
    db
      .transaction()
      .setIsolationLevel('repeatable read')
      .execute(async (tx) => {
        await changeWriting(tx, batch, sql`state = 'done'`);
        if ((await fingerprintOf(tx, day)) !== fingerprint) {
          throw new Refusal(
            'conflict',
            `records of ${day} changed while they were archived; they are archived by the next run`,
          );
        }
        for (const table of tables) {
          await sql`delete from ${sql.table(table)} where ${isOn(day)}`.execute(tx);
        }
      }),

  async forget(before) {
    await sql`delete from audit_archive where day < ${before}::date and state <> 'writing'`.execute(db);
  },
});

const isOn = (day: string): RawBuilder<unknown> =>
  sql`at >= ${`${day}T00:00:00Z`}::timestamptz and at < ${`${day}T00:00:00Z`}::timestamptz + interval '24 hours'`;

async function changeWriting(
  db: Kysely<Database> | Transaction<Database>,
  batch: number,
  change: RawBuilder<unknown>,
): Promise<void> {
  const { rows } = await sql`
    update audit_archive set ${change} where batch = ${batch} and state = 'writing' returning batch`.execute(
    db,
  );
  if (rows.length > 0) return;
  throw new Refusal('conflict', `another process took over the archive from this one`);
}

/** The number of records of a day, and the sum of their hashes. */
async function fingerprintOf(db: Kysely<Database>, day: string): Promise<string> {
  const parts = tables.map(
    (table) => sql`(
      select count(*) || ':' || coalesce(sum(hashtextextended(record::text, 0)), 0)
      from ${sql.table(table)} as record where ${isOn(day)}
    )`,
  );
  const { rows } = await sql<{ readonly fingerprint: string }>`
    select concat_ws(' ', ${sql.join(parts)}) as fingerprint`.execute(db);
  return rows[0]?.fingerprint ?? '';
}
