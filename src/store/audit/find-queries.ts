import { sql } from 'kysely';
import type { Kysely, RawBuilder } from 'kysely';

import type { FoundQuery, QuerySearch } from '../../audit/audit-store.js';
import type { Database } from '../database.js';
import { allOf, among, ownTo } from './conditions.js';
import { storedBy } from './find-stored.js';
import type { Transactions } from './find-stored.js';

/** A query with numbers as the driver reads them: those of 64 bits may be text. */
type Row = {
  [Name in keyof FoundQuery]: number | null extends FoundQuery[Name]
    ? number | string | null
    : FoundQuery[Name];
};

/**
 * Finds queries on record, the newest first. Conditions on what was read are looked for in the tables that queries read, others in the
 * queries, so that an index serves either.
 */
export async function findQueries(
  db: Kysely<Database>,
  search: QuerySearch & { readonly stored?: Transactions },
): Promise<readonly FoundQuery[]> {
  const read = conditionsOnReads(search);
  const own = [...conditionsOnQueries(search), ...storedBy(sql`query`, search.stored)];
  const ended = search.stored === undefined ? [] : [sql`query.ended_at is not null`];
  const { limit } = search;
  const keys =
    read.length === 0
      ? sql`
          select at, cluster, query_id from audit_query as query
          where ${allOf([...placeAndTime(sql`query`, search), ...own, ...ended])}
          order by at desc, cluster desc, query_id desc
          limit ${limit}`
      : sql`
          select distinct read.at, read.cluster, read.query_id from audit_read as read
          ${own.length === 0 ? sql`` : sql`join audit_query as query using (at, cluster, query_id)`}
          where ${allOf([...placeAndTime(sql`read`, search), ...read, ...own])}
          order by at desc, cluster desc, query_id desc
          limit ${limit}`;
  const { rows } = await sql<Row>`
    with found as materialized (${keys})
    select query.cluster, query.query_id as "queryId", query.at, query.ended_at as "endedAt", query.user_name as "user",
      query.original_user as "originalUser", query.principal, query.client, query.state, query.type, query.sql,
      query.rows, query.bytes, query.written_rows as "writtenRows", query.written_bytes as "writtenBytes",
      query.wall_seconds as "wallSeconds", query.cpu_seconds as "cpuSeconds", query.error_name as "errorName",
      query.error_message as "errorMessage", query.denied, query.because, query.output,
      coalesce((
        select jsonb_agg(jsonb_build_object(
          'catalog', read.catalog_name, 'schema', read.schema_name, 'table', read.table_name, 'via', read.via,
          'dataSource', read.data_source, 'authorization', read.authorization_name, 'shown', read.shown,
          'revision', read.revision, 'project', read.project, 'purposes', read.purposes, 'policies', read.policies,
          'filters', read.filters, 'columns', read.columns, 'inputRows', read.input_rows,
          'inputBytes', read.input_bytes, 'alarm', read.alarm
        ) order by read.position)
        from audit_read as read
        where read.at = found.at and read.cluster = found.cluster and read.query_id = found.query_id
      ), '[]') as reads
    from found
    join audit_query as query using (at, cluster, query_id)
    order by query.at desc, query.cluster desc, query.query_id desc`.execute(db);
  return rows.map((row) => ({
    ...row,
    ...{ rows: numberOf(row.rows), bytes: numberOf(row.bytes) },
    ...{ writtenRows: numberOf(row.writtenRows), writtenBytes: numberOf(row.writtenBytes) },
    ...{ wallSeconds: numberOf(row.wallSeconds), cpuSeconds: numberOf(row.cpuSeconds) },
  }));
}

const numberOf = (value: number | string | null): number | null => (value === null ? null : Number(value));

function placeAndTime(
  of: RawBuilder<unknown>,
  { cluster, queryId, user, since, until, before }: QuerySearch,
): readonly RawBuilder<unknown>[] {
  return [
    ...(cluster === undefined ? [] : [sql`${of}.cluster = ${cluster}`]),
    ...(queryId === undefined ? [] : [sql`${of}.query_id = ${queryId}`]),
    ...(user === undefined ? [] : [sql`${of}.user_name = ${user}`]),
    ...(since === undefined ? [] : [sql`${of}.at >= ${since}`]),
    ...(until === undefined ? [] : [sql`${of}.at < ${until}`]),
    ...(before === undefined
      ? []
      : [
          sql`(${of}.at, ${of}.cluster, ${of}.query_id) < (${before.at}, ${before.cluster}, ${before.queryId})`,
        ]),
  ];
}

const conditionsOnQueries = ({ denied, own }: QuerySearch): readonly RawBuilder<unknown>[] => [
  ...(denied === undefined ? [] : [sql`query.denied = ${denied}`]),
  ...ownTo(
    own,
    sql`query.user_name`,
    (isOwn) => sql`exists (
      select from audit_read as one
      where one.at = query.at and one.cluster = query.cluster and one.query_id = query.query_id
        and ${isOwn(sql`one.data_source`)}
    )`,
  ),
];

function conditionsOnReads({
  own,
  dataSources,
  column,
  raw,
  policy,
  purpose,
  project,
  alarmed,
}: QuerySearch): readonly RawBuilder<unknown>[] {
  const conditions = [
    ...among(sql`read.data_source`, dataSources),
    ...(column === undefined || raw === true
      ? []
      : [sql`(${column} = any (read.read_raw) or ${column} = any (read.read_masked))`]),
    ...(raw === true
      ? [
          column === undefined
            ? sql`(cardinality(read.read_raw) > 0 and read.data_source is not null)`
            : sql`${column} = any (read.read_raw)`,
        ]
      : []),
    ...(policy === undefined ? [] : [sql`read.policies ? ${policy}`]),
    ...(purpose === undefined ? [] : [sql`read.purposes ? ${purpose}`]),
    ...(project === undefined ? [] : [sql`read.project = ${project}`]),
    ...(alarmed === true ? [sql`read.alarm is not null`] : []),
  ];
  // What else a query of somebody else read cannot be found out by looking for it.
  const isTheirs = ownTo(own, sql`read.user_name`, (isOwn) => isOwn(sql`read.data_source`));
  return conditions.length === 0 ? [] : [...conditions, ...isTheirs];
}
