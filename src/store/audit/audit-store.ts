import { sql } from 'kysely';
import type { Kysely } from 'kysely';

import type {
  AuditStore,
  DecisionRow,
  FoundAnswer,
  FoundDecision,
  FoundQuery,
  Repeated,
  StoredDocument,
  StoredQuery,
  StoredSearch,
} from '../../audit/audit-store.js';
import type { Connections } from '../connect.js';
import type { Database } from '../database.js';
import { countAlarms, removeAlarmsBefore } from './alarms.js';
import { erasePerson } from './erase-person.js';
import { createPartitions } from './partitions.js';
import { findHealth } from './find-health.js';
import { findQueries } from './find-queries.js';
import { findStored } from './find-stored.js';
import { findDecisions } from './find-decisions.js';
import { findAccess } from './find-access.js';
import { findColumns, findTaggedColumns } from './find-columns.js';
import { findShaping } from './find-shaping.js';
import { findReaders, findUnusedGroups } from './find-unused.js';
import { among, ofTrino } from './conditions.js';

/** Columns of a record, as JSON, and their names in the store. */
const json = (value: unknown): ReturnType<typeof sql<string>> => sql`${JSON.stringify(value)}::jsonb`;

/**
 * Records of decisions and queries in their tables. Many rows are one parameter: a list of JSON objects.
 * @see AuditStore
 */
export function createAuditStore({
  questions: db,
  changes,
}: Pick<Connections, 'questions' | 'changes'>): AuditStore {
  const partitions = createPartitions(changes);

  return {
    async putDecisions(rows: readonly DecisionRow[], documents: readonly StoredDocument[]) {
      await partitions.cover(rows.map(({ at }) => at));
      await sql`
        with documents as (
          insert into audit_document (digest, document)
          select digest, document::jsonb
          from jsonb_to_recordset(${json(documents)}) as given (digest text, document text)
          order by digest
          on conflict (digest) do update set last_on = current_date
            where audit_document.last_on < current_date
        )
        insert into audit_decision
        select at, id, "lastAt", times, occasion, "user", by, client, "dataSource", outcome, because, shown, answer,
          revision, project, purposes, "requestId", details
        from jsonb_to_recordset(${json(rows)}) as given (
          at timestamptz, id uuid, "lastAt" timestamptz, times integer, occasion text, "user" text, by text, client text,
          "dataSource" text, outcome text, because text, shown text, answer text, revision integer, project text,
          purposes jsonb, "requestId" text, details jsonb
        )`.execute(db);
    },

    async repeat(counts: readonly Repeated[]) {
      await sql`
        update audit_decision as record
        set times = record.times + given.times, last_at = greatest(record.last_at, given."lastAt")
        from jsonb_to_recordset(${json(counts)}) as given (at timestamptz, id uuid, "lastAt" timestamptz, times integer)
        where record.at = given.at and record.id = given.id`.execute(db);
    },

    answersByDigest: (digests, users, { since, until }) =>
      answers(
        db,
        sql`
          select distinct on (answer, user_name) *
          from audit_decision
          where answer in (select jsonb_array_elements_text(${json(digests)}))
            and user_name in (select jsonb_array_elements_text(${json(users)}))
            and at <= ${until} and at > ${since}::timestamptz - interval '1 day' and last_at >= ${since}
          order by answer, user_name, at desc`,
      ),

    answersInPlace: (users, { since, until }) =>
      answers(
        db,
        sql`
          select *
          from audit_decision
          where occasion = 'in-place' and outcome = 'open' and answer is not null
            and user_name in (select jsonb_array_elements_text(${json(users)}))
            and at <= ${until} and at > ${since}::timestamptz - interval '1 day' and last_at >= ${since}`,
      ),

    async putQueries(queries: readonly FoundQuery[], alarmFoldSeconds = 300) {
      if (queries.length === 0) return [];
      await partitions.cover(queries.map(({ at }) => at));
      const reads = queries.flatMap(({ at, cluster, queryId, user, reads: read }) =>
        read.map((row, position) => ({
          ...row,
          ...{ at, cluster, queryId, user, position },
          readRaw: row.columns.filter(({ shown }) => shown === 'raw').map(({ name }) => name),
          readMasked: row.columns.filter(({ shown }) => shown === 'masked').map(({ name }) => name),
        })),
      );
      // A query whose end is stored is left as it is: its event may arrive again, or that of its beginning late.
      const { rows } = await sql<StoredQuery>`
        with stored as (
          insert into audit_query
          select at, cluster, "queryId", "endedAt", "user", "originalUser", principal, client, state, type, sql, rows,
            bytes, "writtenRows", "writtenBytes", "wallSeconds", "cpuSeconds", "errorName", "errorMessage", denied,
            because, output
          from jsonb_to_recordset(${json(queries.map(({ reads: _, ...query }) => query))}) as given (
            at timestamptz, cluster text, "queryId" text, "endedAt" timestamptz, "user" text, "originalUser" text,
            principal text, client jsonb, state text, type text, sql text, rows bigint, bytes bigint,
            "writtenRows" bigint, "writtenBytes" bigint, "wallSeconds" double precision, "cpuSeconds" double precision,
            "errorName" text, "errorMessage" text, denied boolean, because text, output jsonb
          )
          order by at, cluster, "queryId"
          on conflict (at, cluster, query_id) do update set (
            ended_at, user_name, original_user, principal, client, state, type, sql, rows, bytes, written_rows,
            written_bytes, wall_seconds, cpu_seconds, error_name, error_message, denied, because, output, stored
          ) = (
            excluded.ended_at, excluded.user_name, excluded.original_user, excluded.principal, excluded.client,
            excluded.state, excluded.type, excluded.sql, excluded.rows, excluded.bytes, excluded.written_rows,
            excluded.written_bytes, excluded.wall_seconds, excluded.cpu_seconds, excluded.error_name,
            excluded.error_message, excluded.denied, excluded.because, excluded.output, excluded.stored
          )
          where audit_query.ended_at is null and excluded.ended_at is not null
          returning at, cluster, query_id, ended_at
        ), reads as (
          insert into audit_read
          select given.at, given.cluster, given."queryId", position, "user", catalog, schema, "table", via, "dataSource",
            "authorization", shown, revision, project, purposes, policies, filters, columns,
            array(select jsonb_array_elements_text("readRaw")), array(select jsonb_array_elements_text("readMasked")),
            "inputRows", "inputBytes", alarm
          from jsonb_to_recordset(${json(reads)}) as given (
            at timestamptz, cluster text, "queryId" text, position smallint, "user" text, catalog text, schema text,
            "table" text, via text, "dataSource" text, "authorization" text, shown text, revision integer, project text,
            purposes jsonb, policies jsonb, filters jsonb, columns jsonb, "readRaw" jsonb, "readMasked" jsonb,
            "inputRows" bigint, "inputBytes" bigint, alarm text
          )
          join stored on stored.at = given.at and stored.cluster = given.cluster and stored.query_id = given."queryId"
          on conflict (at, cluster, query_id, position) do nothing
        )${countAlarms(queries, alarmFoldSeconds)}
        select at, cluster, query_id as "queryId" from stored where ended_at is not null`.execute(db);
      return rows;
    },

    async removeBefore(moment) {
      const months = await partitions.dropBefore(moment);
      // A record is of the day on which its document was last used, or of an earlier one.
      if (months > 0) {
        await sql`delete from audit_document where last_on < date_trunc('month', ${moment}::timestamptz at time zone 'UTC')`.execute(
          changes,
        );
      }
      await removeAlarmsBefore(changes, moment);
      return months;
    },

    erase: (person) => erasePerson(changes, person),
    decisions: (search): Promise<readonly FoundDecision[]> => findDecisions(changes, search),
    queries: (search) => findQueries(changes, search),
    storedDecisions: (search) =>
      findStored(changes, 'audit_decision', search, (stored) =>
        findDecisions(changes, { ...within(search), stored }),
      ),
    storedQueries: (search) =>
      findStored(changes, 'audit_query', search, (stored) =>
        findQueries(changes, { ...within(search), stored }),
      ),
    health: (since) => findHealth(changes, since),
    access: (search) => findAccess(changes, search),
    readers: (search) => findReaders(changes, search),
    unusedGroups: (search) => findUnusedGroups(changes, search),
    shaping: (search, archived) => findShaping(changes, search, archived),
    columns: (search, archived) => findColumns(changes, search, archived),
    taggedColumns: (search, named) => findTaggedColumns(changes, search, named),

    async recordedSince(dataSources) {
      const [isWanted = ofTrino] = among(sql`data_source`, dataSources);
      const { rows } = await sql<{ readonly at: Date }>`
        select at from ${sql.table(dataSources === undefined ? 'audit_query' : 'audit_read')}
        where ${isWanted} order by at limit 1`.execute(changes);
      return rows[0]?.at;
    },
  };
}

/** The records of transactions are all read, however many they are. */
const within = ({ since, until }: StoredSearch) => ({ since, until, limit: 1_000_000 });

async function answers(
  db: Kysely<Database>,
  records: ReturnType<typeof sql>,
): Promise<readonly FoundAnswer[]> {
  const { rows } = await sql<FoundAnswer>`
    select record.at, record.last_at as "lastAt", record.user_name as "user", record.client, record.data_source as "dataSource", record.because, record.shown,
      record.answer, record.revision, record.project, record.purposes, shown.document,
      answer.document as "inPlace"
    from (${records}) as record
    left join audit_document as shown on shown.digest = record.shown
    left join audit_document as answer on answer.digest = record.answer
    order by record.at desc`.execute(db);
  return rows;
}
