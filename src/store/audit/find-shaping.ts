import { sql } from 'kysely';
import type { Kysely } from 'kysely';

import type { PersonShaping, Shaping, ShapingSearch } from '../../audit/access-on-record.js';
import type { Database } from '../database.js';
import { readOnly } from '../read.js';
import { allOf, among } from './conditions.js';

/** Counts the queries and people that each policy shaped. @param archived those in the archive @see ShapingSearch */
export const findShaping = (
  db: Kysely<Database>,
  { since, until, user, dataSources }: ShapingSearch,
  archived: readonly PersonShaping[] = [],
): Promise<Shaping> =>
  readOnly(db, async (tx) => {
    const conditions = allOf([
      sql`read.data_source is not null and read.at >= ${since} and read.at < ${until}`,
      ...among(sql`read.data_source`, dataSources),
      ...(user === undefined ? [] : [sql`read.user_name = ${user}`]),
    ]);
    const policies = await sql<Shaping['policies'][number]>`
      with shaped as (
        select policy, user_name, at
        from audit_read as read
        cross join lateral jsonb_array_elements_text(read.policies) as policy
        where ${conditions}
        group by policy, user_name, at, cluster, query_id
      ),
      people as (
        select policy, user_name, sum(queries) as queries, max(last) as last
        from (
          select policy, user_name, count(*) as queries, max(at) as last from shaped group by policy, user_name
          union all
          select policy, "user", queries, last
          from jsonb_to_recordset(${JSON.stringify(archived)}::jsonb) as counted (
            policy text, "user" text, queries integer, last timestamptz
          )
        ) as counted
        group by policy, user_name
      )
      select policy, sum(queries)::integer as queries, count(*)::integer as people, max(last) as last
      from people group by policy order by policy`.execute(tx);
    const read = await sql<{ readonly name: string }>`
      select distinct read.data_source as name from audit_read as read where ${conditions} order by name`.execute(
      tx,
    );
    return { policies: policies.rows, read: read.rows.map(({ name }) => name) };
  });
