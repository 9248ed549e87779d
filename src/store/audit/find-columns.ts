import { sql } from 'kysely';
import type { Kysely } from 'kysely';

import type { ColumnReads, ColumnsSearch } from '../../audit/access-on-record.js';
import type { Database } from '../database.js';
import { allowMemory } from '../count-alike.js';
import { readOnly } from '../read.js';
import { allOf, among } from './conditions.js';

/** Readers of a column in the clear whose reasons are looked up: the most recent. */
const readersTold = 200;
/** Reasons that are told of a column. */
const reasonsTold = 3;

/**
 * Counts how tagged columns were read: by the tags of now, so that what was tagged since is found too. The tags of a data source count for each
 * of its columns.
 */
export const findColumns = (
  db: Kysely<Database>,
  { since, until, user, dataSources, tag, by, after, limit }: ColumnsSearch,
): Promise<readonly ColumnReads[]> =>
  readOnly(db, async (tx) => {
    await allowMemory(tx);
    const inTime = allOf([
      sql`read.at >= ${since} and read.at < ${until}`,
      ...(user === undefined ? [] : [sql`read.user_name = ${user}`]),
    ]);
    const place = sql`tag, coalesce(data_source, ''), coalesce(name, '')`;
    const { rows } = await sql<ColumnReads>`
      with tagged as materialized (
        select distinct source.key as data_source, column_of ->> 'name' as name, tag
        from object as source
        cross join lateral jsonb_array_elements(source.doc -> 'columns') as column_of
        cross join lateral jsonb_array_elements_text((column_of -> 'tags') || (source.doc -> 'tags')) as tag
        where source.kind = 'dataSource' and ${allOf([
          ...among(sql`source.key`, dataSources),
          ...(tag === undefined ? [] : [sql`(tag = ${tag} or starts_with(tag, ${`${tag}.`}))`]),
        ])}
      ),
      read_columns as (
        select read.data_source, lower(one.name) as name, one.is_raw, read.user_name, read.at, read.cluster, read.query_id
        from audit_read as read
        cross join lateral (
          select unnest(read.read_raw) as name, true as is_raw
          union all
          select unnest(read.read_masked), false
        ) as one
        where read.data_source in (select data_source from tagged) and ${inTime}
      ),
      queries as (
        select tagged.tag, ${by === 'column' ? sql`tagged.data_source, tagged.name` : sql`null::text as data_source, null::text as name`},
          user_name, at, bool_or(is_raw) as is_raw, bool_or(not is_raw) as is_masked
        from read_columns
        join tagged on tagged.data_source = read_columns.data_source and lower(tagged.name) = read_columns.name
        group by 1, 2, 3, user_name, at, cluster, query_id
      ),
      people as (
        select tag, data_source, name, user_name, count(*) filter (where is_raw) as raw, count(*) filter (where is_masked) as masked,
          max(at) filter (where is_raw) as last
        from queries
        group by tag, data_source, name, user_name
      ),
      page as materialized (
        select tag, data_source, name, sum(raw)::integer as raw_queries, (count(*) filter (where raw > 0))::integer as raw_people,
          sum(masked)::integer as masked_queries, (count(*) filter (where masked > 0))::integer as masked_people, max(last) as last
        from people
        where ${after === undefined ? sql`true` : sql`(${place}) > (${after.tag}, ${after.dataSource ?? ''}, ${after.column ?? ''})`}
        group by tag, data_source, name
        order by ${place}
        limit ${limit}
      )
      select tag, data_source as "dataSource", name as column, raw_queries as "rawQueries", raw_people as "rawPeople",
        masked_queries as "maskedQueries", masked_people as "maskedPeople", last as "lastRaw",
        coalesce((
          select jsonb_agg(jsonb_build_object('because', because, 'people', people) order by people desc, because)
          from (
            select because, count(distinct user_name) as people
            from (
              select recent.user_name, coalesce(
                case recent.via when 'past scrim' then 'it was read without scrim' when 'rule' then recent.filters ->> 0 end,
                replace((
                  select decided.because
                  from audit_decision as decided
                  where decided.data_source = page.data_source and decided.shown = recent.shown
                    and decided.user_name in (recent.user_name, recent.authorization_name) and decided.at <= recent.at
                  order by decided.at desc
                  limit 1
                ), 'user ''' || recent.user_name || '''', 'the user'),
                'the decision is no longer on record'
              ) as because
              from (
                select distinct on (read.user_name) read.user_name, read.at, read.via, read.filters, read.shown, read.authorization_name
                from audit_read as read
                where read.data_source = page.data_source and ${inTime}
                  and lower(page.name) in (select lower(raw) from unnest(read.read_raw) as raw)
                order by read.user_name, read.at desc
              ) as recent
              order by recent.at desc
              limit ${readersTold}
            ) as reasons
            group by because
            order by people desc, because
            limit ${reasonsTold}
          ) as told
        ), '[]') as clear,
        coalesce((
          select jsonb_agg(distinct policy order by policy)
          from audit_read as read
          cross join lateral jsonb_array_elements(read.columns) as column_of
          cross join lateral jsonb_array_elements_text(column_of -> 'policies') as policy
          where read.data_source = page.data_source and ${inTime} and lower(column_of ->> 'name') = lower(page.name)
        ), '[]') as "maskedBy"
      from page
      order by ${place}`.execute(tx);
    return rows;
  });
