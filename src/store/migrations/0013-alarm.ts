import { sql } from 'kysely';
import type { Kysely, Migration } from 'kysely';

/**
 * Alarms of queries, folded for a time, and how far each webhook has them. A number orders them for webhooks; an alarm without one is still
 * counted on. Events of webhooks are about changes or about alarms, so that they have no foreign key.
 */
export const alarm: Migration = {
  async up(db: Kysely<never>) {
    await sql`create sequence audit_alarm_number as integer`.execute(db);
    await sql`
      create table audit_alarm (
        id bigint generated always as identity primary key,
        number integer unique,
        cluster text not null,
        user_name text not null,
        data_source text not null,
        at timestamptz not null,
        last_at timestamptz not null,
        times integer not null,
        query_id text not null,
        because text not null,
        revision integer not null,
        due_at timestamptz not null
      )`.execute(db);
    await sql`
      create unique index audit_alarm_open on audit_alarm (cluster, user_name, data_source) where number is null`.execute(
      db,
    );
    await sql`create index audit_alarm_of on audit_alarm (cluster, user_name, data_source, due_at)`.execute(
      db,
    );
    await sql`create index audit_alarm_due on audit_alarm (due_at) where number is null`.execute(db);
    await sql`alter table outbox_cursor add column alarm integer not null default 0`.execute(db);
    await sql`alter table webhook_event drop constraint if exists webhook_event_change`.execute(db);
  },
};
