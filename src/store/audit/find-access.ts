import { sql } from 'kysely';
import type { Kysely, RawBuilder } from 'kysely';

import type { AccessOnRecord, AccessSearch, ReadsOnRecord } from '../../audit/access-on-record.js';
import { readingAsOf } from '../as-of.js';
import { allowMemory, countedBy, peopleCounted } from '../count-alike.js';
import type { Database } from '../database.js';
import { readOnly, readRevision } from '../read.js';
import { allOf } from './conditions.js';

/** What the query finds: the counts in each row, and null for the person if there is none. */
type Row = Pick<AccessOnRecord, 'having' | 'readers' | 'former'> & {
  readonly [Name in keyof ReadsOnRecord]: ReadsOnRecord[Name] | null;
};

/**
 * Finds who has access to a data source and who read it. Records are counted in the store, and people are found by what they were counted by: neither
 * passes through the memory of this process one by one.
 */
export const findAccess = (db: Kysely<Database>, search: AccessSearch): Promise<AccessOnRecord> =>
  readOnly(
    search.revision === undefined ? db : db.withPlugin(readingAsOf(search.revision)),
    async (tx): Promise<AccessOnRecord> => {
      const revision = search.revision ?? (await readRevision(tx));
      await allowMemory(tx);
      const { rows } = await queryOf(search).execute(tx);
      const [{ having, readers, former } = { having: 0, readers: 0, former: 0 }] = rows;
      return { revision, having, readers, former, people: rows.flatMap(personOf) };
    },
  );

function queryOf(search: AccessSearch): RawBuilder<Row> {
  const { dataSource, by, having, since, until, user, unused, after, limit, archived = [] } = search;
  const read = sql`read.data_source = ${dataSource} and read.at >= ${since} and read.at < ${until}`;
  const afterwards =
    after === undefined
      ? []
      : after.last === null
        ? [sql`(last is null and name > ${after.user})`]
        : [sql`(last is null or last < ${after.last} or last = ${after.last} and name > ${after.user})`];
  return sql<Row>`
    with ${by === undefined ? sql`` : sql`${peopleCounted(by)},`}
    having_access as materialized (select jsonb_array_elements_text(${JSON.stringify(having)}::jsonb) as counted),
    known as (${
      by === undefined
        ? sql`select null::text as key, null::text as counted where false`
        : sql`select key, ${countedBy} as counted from people_counted`
    }),
    queries as (
      select user_name, at, bool_and(via = 'past scrim') as past
      from audit_read as read
      where ${read} ${user === undefined ? sql`` : sql`and read.user_name = ${user}`}
      group by user_name, at, cluster, query_id
    ),
    readers as (
      select user_name, sum(queries)::integer as queries, sum(past)::integer as past, min(first) as first, max(last) as last
      from (
        select user_name, count(*) as queries, count(*) filter (where past) as past, min(at) as first, max(at) as last
        from queries group by user_name
        union all
        select "user", queries, "pastScrim", first, last
        from jsonb_to_recordset(${JSON.stringify(archived)}::jsonb) as counted (
          "user" text, queries integer, "pastScrim" integer, first timestamptz, last timestamptz
        )
      ) as counted
      group by user_name
    ),
    everybody as materialized (
      select coalesce(known.key, readers.user_name) as name, known.counted, having_access.counted is not null as has,
        queries, past, first, last
      from known
      full join readers on readers.user_name = known.key
      left join having_access on having_access.counted = known.counted
      where (having_access.counted is not null or readers.user_name is not null)
        ${user === undefined ? sql`` : sql`and coalesce(known.key, readers.user_name) = ${user}`}
    ),
    totals as (
      select (count(*) filter (where has))::integer as having, count(queries)::integer as readers,
        (count(queries) filter (where not has))::integer as former
      from everybody
    ),
    page as materialized (
      select * from everybody
      where ${allOf([...afterwards, ...(unused === true ? [sql`(has and coalesce(queries, 0) = coalesce(past, 0))`] : [])])}
      order by last desc nulls last, name
      limit ${limit}
    ),
    reading as materialized (select name from page where queries > 0),
    columns as (
      select reading.name, array_agg(distinct column_name order by column_name) filter (where is_raw) as raw,
        array_agg(distinct column_name order by column_name) filter (where not is_raw) as masked
      from reading
      join audit_read as read on read.user_name = reading.name
      cross join lateral (
        select unnest(read.read_raw) as column_name, true as is_raw
        union all
        select unnest(read.read_masked), false
      ) as one
      where ${read}
      group by reading.name
    )
    select totals.having, totals.readers, totals.former, page.name as user, page.counted,
      page.queries, page.past as "pastScrim", page.first, page.last, columns.raw, columns.masked
    from totals
    left join page on true
    left join columns on columns.name = page.name
    order by page.last desc nulls last, page.name`;
}

/** The person of a row; none where nobody was found. */
const personOf = ({
  user,
  counted,
  queries,
  pastScrim,
  first,
  last,
  raw,
  masked,
}: Row): readonly ReadsOnRecord[] =>
  user === null
    ? []
    : [
        {
          ...{ user, counted, first, last },
          ...{ queries: queries ?? 0, pastScrim: pastScrim ?? 0, raw: raw ?? [], masked: masked ?? [] },
        },
      ];
