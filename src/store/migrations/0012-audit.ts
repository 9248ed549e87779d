import { sql } from 'kysely';
import type { Kysely, Migration } from 'kysely';

/**
 * Records of decisions, and of queries with the tables that they read: partitioned by month, so that old months can be dropped. The documents that
 * decisions refer to are stored once, by their digests.
 */
export const audit: Migration = {
  async up(db: Kysely<never>) {
    await sql`
      create table audit_document (
        digest text primary key,
        document jsonb not null,
        last_on date not null default current_date
      )`.execute(db);
    await sql`
      create table audit_decision (
        at timestamptz not null,
        id uuid not null,
        last_at timestamptz not null,
        times integer not null,
        occasion text not null,
        user_name text,
        by_actor text,
        client text not null,
        data_source text,
        outcome text not null,
        because text,
        shown text,
        answer text,
        revision integer,
        project text,
        purposes jsonb not null,
        request_id text,
        details jsonb not null,
        primary key (at, id)
      ) partition by range (at)`.execute(db);
    await sql`create index audit_decision_by_user on audit_decision (user_name, at)`.execute(db);
    await sql`create index audit_decision_by_data_source on audit_decision (data_source, at)`.execute(db);
    await sql`create index audit_decision_by_answer on audit_decision (answer, at) where answer is not null`.execute(
      db,
    );
    await sql`
      create table audit_query (
        at timestamptz not null,
        cluster text not null,
        query_id text not null,
        ended_at timestamptz,
        user_name text not null,
        original_user text,
        principal text,
        client jsonb not null,
        state text not null,
        type text,
        sql text,
        rows bigint,
        bytes bigint,
        written_rows bigint,
        written_bytes bigint,
        wall_seconds double precision,
        cpu_seconds double precision,
        error_name text,
        error_message text,
        denied boolean not null,
        because text,
        output jsonb,
        primary key (at, cluster, query_id)
      ) partition by range (at)`.execute(db);
    await sql`create index audit_query_by_user on audit_query (user_name, at)`.execute(db);
    await sql`create index audit_query_by_id on audit_query (query_id)`.execute(db);
    await sql`
      create table audit_read (
        at timestamptz not null,
        cluster text not null,
        query_id text not null,
        position smallint not null,
        user_name text not null,
        catalog_name text not null,
        schema_name text not null,
        table_name text not null,
        via text not null,
        data_source text,
        authorization_name text,
        shown text,
        revision integer,
        project text,
        purposes jsonb not null,
        policies jsonb not null,
        filters jsonb not null,
        columns jsonb not null,
        read_raw text[] not null,
        read_masked text[] not null,
        input_rows bigint,
        input_bytes bigint,
        alarm text,
        primary key (at, cluster, query_id, position)
      ) partition by range (at)`.execute(db);
    await sql`create index audit_read_by_user on audit_read (user_name, at)`.execute(db);
    await sql`create index audit_read_by_data_source on audit_read (data_source, at) where data_source is not null`.execute(
      db,
    );
    await sql`create index audit_read_by_alarm on audit_read (at) where alarm is not null`.execute(db);
  },
};
