import { sql } from 'kysely';
import type { Kysely, RawBuilder } from 'kysely';

import type { FoundQuery } from '../../audit/audit-store.js';
import type { AlarmEntry } from '../../webhooks/event.js';
import type { Database } from '../database.js';

/** In place of the data source, where it is not known which one was read. No data source has this name. */
const unknown = '';

/** What an alarm is folded by. */
const keyOf = (cluster: string, user: string, dataSource: string): string =>
  JSON.stringify([cluster, user, dataSource]);

/**
 * The part of the statement that stores queries which counts their alarms: of those that the statement stored as ended, in its CTE `stored`. An alarm
 * is due at once, or a while after the one before it. Until then, further ones are counted on it.
 * @returns a CTE with its comma, or nothing without alarms
 */
export function countAlarms(queries: readonly FoundQuery[], foldSeconds: number): RawBuilder<unknown> {
  const alarms = queries.flatMap(({ at, cluster, queryId, user, reads }) =>
    reads.flatMap(({ alarm, dataSource }) =>
      alarm === null ? [] : [{ at, cluster, queryId, user, dataSource: dataSource ?? unknown, alarm }],
    ),
  );
  if (alarms.length === 0) return sql``;
  return sql`,
        alarmed as (
          select given.cluster, "user" as user_name, "dataSource" as data_source, min(given.at) as at,
            max(given.at) as last_at, count(distinct (given.at, given."queryId"))::integer as times,
            (array_agg(given."queryId" order by given.at, given."queryId"))[1] as query_id,
            (array_agg(given.alarm order by given.at, given."queryId"))[1] as because
          from jsonb_to_recordset(${JSON.stringify(alarms)}::jsonb) as given (
            at timestamptz, cluster text, "queryId" text, "user" text, "dataSource" text, alarm text
          )
          join stored on stored.at = given.at and stored.cluster = given.cluster and stored.query_id = given."queryId"
          where stored.ended_at is not null
          group by given.cluster, "user", "dataSource"
        ), counted as (
          insert into audit_alarm (cluster, user_name, data_source, at, last_at, times, query_id, because, revision, due_at)
          select cluster, user_name, data_source, at, last_at, times, query_id, because,
            (select coalesce(max(revision), 0) from world),
            greatest(clock_timestamp(), (
              select max(earlier.due_at) from audit_alarm as earlier
              where earlier.cluster = alarmed.cluster and earlier.user_name = alarmed.user_name
                and earlier.data_source = alarmed.data_source
            ) + make_interval(secs => ${foldSeconds}))
          from alarmed
          order by cluster, user_name, data_source
          on conflict (cluster, user_name, data_source) where number is null do update
            set times = audit_alarm.times + excluded.times, at = least(audit_alarm.at, excluded.at),
              last_at = greatest(audit_alarm.last_at, excluded.last_at)
        )`;
}

/**
 * Numbers the alarms that are due, so that nothing more is counted on them. Numbers become visible in their order: a reader that knows the newest
 * one it has seen misses none.
 * @param tx a transaction
 */
export async function numberAlarms(tx: Kysely<Database>): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtext('scrim audit alarms'))`.execute(tx);
  // An alarm that is being counted is numbered next time: to wait for it could lead to a deadlock.
  await sql`
    with due as (
      select id from audit_alarm where number is null and due_at <= clock_timestamp()
      for update skip locked
    )
    update audit_alarm set number = nextval('audit_alarm_number') from due where due.id = audit_alarm.id`.execute(
    tx,
  );
}

/** The numbered alarms after one, in their order. */
export async function alarmsAfter(
  db: Kysely<Database>,
  number: number,
  limit: number,
): Promise<readonly AlarmEntry[]> {
  const rows = await db
    .selectFrom('audit_alarm')
    .selectAll()
    .where('number', '>', number)
    .orderBy('number')
    .limit(limit)
    .execute();
  return rows.map(alarmEntryOf);
}

/** Removes alarms of before a moment that no webhook has yet to send. */
export async function removeAlarmsBefore(db: Kysely<Database>, moment: Date): Promise<void> {
  await sql`
    delete from audit_alarm
    where last_at < ${moment} and number is not null
      and not exists (select from webhook_event where kind = 'alarm' and webhook_event.revision = number)`.execute(
    db,
  );
}

/** An alarm as its event is made from it. */
export const alarmEntryOf = (row: AlarmRow): AlarmEntry => {
  const { number, cluster, user_name: user, data_source: dataSource, at, last_at: until, times } = row;
  return {
    kind: 'alarm',
    key: keyOf(cluster, user, dataSource),
    number: number ?? 0,
    ...{ cluster, user, dataSource: dataSource === unknown ? null : dataSource, times, at, until },
    ...{ queryId: row.query_id, because: row.because, revision: row.revision },
  };
};

/** A row of the table of alarms, as far as its event needs it. */
export interface AlarmRow {
  readonly number: number | null;
  readonly cluster: string;
  readonly user_name: string;
  readonly data_source: string;
  readonly at: Date;
  readonly last_at: Date;
  readonly times: number;
  readonly query_id: string;
  readonly because: string;
  readonly revision: number;
}
