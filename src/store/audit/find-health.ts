import { sql } from 'kysely';
import type { Kysely, RawBuilder } from 'kysely';

import type {
  AlarmsOf,
  AuditHealth,
  MonthOnRecord,
  ReportedBy,
  Unjoined,
  Unreported,
} from '../../audit/audit-health.js';
import { ofTrino } from './conditions.js';
import type { Database } from '../database.js';

/** Maximum number of lines of each kind. */
const most = 200;

/**
 * Finds what is on record, and what is missing of it.
 * @param since what alarms, queries and answers are looked at from
 */
export async function findHealth(db: Kysely<Database>, since: Date): Promise<AuditHealth> {
  const list = async <T>(query: RawBuilder<T>): Promise<readonly T[]> => (await query.execute(db)).rows;
  const [decisions] = await list(sql<{ readonly first: Date | null; readonly last: Date | null }>`
    select min(at) as first, max(at) as last from audit_decision`);
  return {
    clusters: await list(sql<ReportedBy>`
      select cluster, min(at) as first, max(coalesce(ended_at, at)) as last,
        (count(*) filter (where at >= ${since}))::float8 as queries,
        (count(*) filter (where at >= ${since} and ended_at is null and at < now() - interval '1 day'))::float8 as endless
      from audit_query group by cluster order by cluster limit ${most}`),
    decisions:
      decisions?.first == null || decisions.last === null
        ? null
        : { first: decisions.first, last: decisions.last },
    months: await list(monthsOnRecord),
    alarms: await list(sql<AlarmsOf>`
      select cluster, user_name as "user", data_source as "dataSource", min(at) as first, max(at) as last,
        count(distinct (at, query_id))::float8 as queries
      from audit_read where alarm is not null and at >= ${since}
      group by cluster, user_name, data_source
      order by max(at) desc, cluster, user_name, data_source limit ${most}`),
    // A view of a data source has its name. If a text of it is on no record, scrim did not make it, or its record is lost.
    unjoined: await list(sql<Unjoined>`
      select read.cluster, catalog_name || '.' || schema_name || '.' || table_name as "table", object.key as "dataSource",
        min(at) as first, max(at) as last, count(distinct (at, query_id))::float8 as queries, max(query_id) as "queryId"
      from audit_read as read
      join object on object.kind = 'dataSource' and object.key = schema_name || '.' || table_name
      where via = 'other' and data_source is null and at >= ${since}
      group by read.cluster, catalog_name, schema_name, table_name, object.key
      order by max(at) desc, read.cluster, "table" limit ${most}`),
    unreported: await list(sql<Unreported>`
      with begun as (
        select greatest(${since}::timestamptz, (select min(at) from audit_query where ${ofTrino})) as at
      ), asked as (
        select client, user_name, max(last_at) as last
        from audit_decision
        where occasion in ('view', 'in-place') and outcome = 'open' and user_name is not null
          and at >= (select at from begun)
        group by client, user_name
      ), without as (
        select client, user_name, last,
          not exists (
            select from audit_query as query
            where ${ofTrino} and query.user_name = asked.user_name and query.at >= (select at from begun) - interval '1 day'
          ) and not exists (
            select from audit_read as read
            where read.authorization_name = asked.user_name and read.at >= (select at from begun) - interval '1 day'
          ) as missing
        from asked
      )
      select client, count(*)::float8 as users, (count(*) filter (where missing))::float8 as without,
        min(user_name) filter (where missing) as "user", max(last) filter (where missing) as last
      from without group by client having bool_or(missing)
      order by client limit ${most}`),
  };
}

/** What each month takes. */
const monthsOnRecord = sql<MonthOnRecord>`
  with counted as (
    select to_char(at at time zone 'UTC', 'YYYY-MM') as month, count(*) as decisions, 0 as queries
    from audit_decision group by 1
    union all
    select to_char(at at time zone 'UTC', 'YYYY-MM'), 0, count(*) from audit_query group by 1
  ), sizes as (
    select replace(right(child.relname, 7), '_', '-') as month, sum(pg_total_relation_size(child.oid)) as bytes
    from pg_inherits
    join pg_class as parent on parent.oid = inhparent
    join pg_class as child on child.oid = inhrelid
    where parent.relname in ('audit_decision', 'audit_query', 'audit_read')
      and parent.relkind = 'p' and parent.relnamespace = current_schema()::regnamespace
    group by 1
  )
  select month, sum(decisions)::float8 as decisions, sum(queries)::float8 as queries,
    coalesce(max(bytes), 0)::float8 as bytes
  from counted left join sizes using (month)
  group by month order by month`;
