import { sql } from 'kysely';
import type { Kysely, RawBuilder } from 'kysely';

import type {
  ArchivedColumns,
  ColumnReads,
  ColumnsOnRecord,
  ColumnsSearch,
  NamedColumn,
  TaggedColumn,
  WantedReason,
} from '../../audit/access-on-record.js';
import type { Database } from '../database.js';
import { allowMemory } from '../count-alike.js';
import { readOnly } from '../read.js';
import { allOf, among } from './conditions.js';

/** Readers of a column in the clear whose reasons are looked up: the most recent. */
const readersTold = 200;
/** A query is decided on after it was created. */
const leeway = sql`interval '1 minute'`;
/** Reasons that are told of a column. */
const reasonsTold = 3;

/** The common tables of a report: `tagged`, the columns of now by tag, and `read_columns`, the reads of them here. */
const columnsRead = ({
  since,
  until,
  user,
  dataSources,
  tag,
}: ColumnsSearch): { readonly inTime: RawBuilder<unknown>; readonly tables: RawBuilder<unknown> } => {
  const inTime = allOf([
    sql`read.at >= ${since} and read.at < ${until}`,
    ...(user === undefined ? [] : [sql`read.user_name = ${user}`]),
  ]);
  const tables = sql`
      tagged as materialized (
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
      )`;
  return { inTime, tables };
};

/** Where an entry stands in a report. */
const place = sql`tag, coalesce(data_source, ''), coalesce(name, '')`;
const afterwards = ({ after }: ColumnsSearch): RawBuilder<unknown> =>
  after === undefined
    ? sql`true`
    : sql`(${place}) > (${after.tag}, ${after.dataSource ?? ''}, ${after.column ?? ''})`;
/** What an entry is about. */
const entry = ({ by }: ColumnsSearch): RawBuilder<unknown> =>
  by === 'column'
    ? sql`tagged.tag, tagged.data_source, tagged.name`
    : sql`tagged.tag, null::text as data_source, null::text as name`;

/**
 * Counts how tagged columns were read: by the tags of now, so that what was tagged since is found too. The tags of a data source count for each
 * of its columns.
 */
export const findColumns = (
  db: Kysely<Database>,
  search: ColumnsSearch,
  archived?: ArchivedColumns,
): Promise<ColumnsOnRecord> =>
  readOnly(db, async (tx) => {
    await allowMemory(tx);
    const { inTime, tables } = columnsRead(search);
    const { rows } = await sql<ColumnReads & { readonly wanted: readonly WantedRow[] }>`
      with ${tables},
      archived_reads as materialized (
        select tag, "dataSource" as data_source, "column" as name, "user" as user_name, raw, masked,
          ("lastRaw" ->> 'at')::timestamptz as last, "lastRaw" as recent
        from jsonb_to_recordset(${json(archived?.reads ?? [])}) as given (
          tag text, "dataSource" text, "column" text, "user" text, raw integer, masked integer, "lastRaw" jsonb
        )
      ),
      archived_decisions as materialized (
        select at, "dataSource" as data_source, shown, "user" as user_name, because
        from jsonb_to_recordset(${json(archived?.decisions ?? [])}) as given (
          at timestamptz, "dataSource" text, shown text, "user" text, because text
        )
      ),
      archived_masks as materialized (
        select "dataSource" as data_source, "column" as name, policy
        from jsonb_to_recordset(${json(archived?.maskedBy ?? [])}) as given ("dataSource" text, "column" text, policy text)
      ),
      queries as (
        select ${entry(search)},
          user_name, at, bool_or(is_raw) as is_raw, bool_or(not is_raw) as is_masked
        from read_columns
        join tagged on tagged.data_source = read_columns.data_source and lower(tagged.name) = read_columns.name
        group by 1, 2, 3, user_name, at, cluster, query_id
      ),
      people as (
        select tag, data_source, name, user_name, sum(raw) as raw, sum(masked) as masked, max(last) as last
        from (
          select tag, data_source, name, user_name, count(*) filter (where is_raw) as raw,
            count(*) filter (where is_masked) as masked, max(at) filter (where is_raw) as last
          from queries
          group by tag, data_source, name, user_name
          union all
          ${
            search.by === 'tag'
              ? sql`select tag, null, null, user_name, raw, masked, last from archived_reads`
              : sql`
                select tagged.tag, tagged.data_source, tagged.name, user_name, raw, masked, last
                from archived_reads as given
                join tagged on tagged.data_source = given.data_source and tagged.name = given.name`
          }
        ) as counted
        group by tag, data_source, name, user_name
      ),
      page as materialized (
        select tag, data_source, name, sum(raw)::integer as raw_queries, (count(*) filter (where raw > 0))::integer as raw_people,
          sum(masked)::integer as masked_queries, (count(*) filter (where masked > 0))::integer as masked_people, max(last) as last
        from people
        where ${afterwards(search)}
        group by tag, data_source, name
        order by ${place}
        limit ${search.limit}
      )
      select tag, data_source as "dataSource", name as column, raw_queries as "rawQueries", raw_people as "rawPeople",
        masked_queries as "maskedQueries", masked_people as "maskedPeople", last as "lastRaw", reasons.clear, reasons.wanted,
        coalesce((
          select jsonb_agg(distinct policy order by policy)
          from (
            select policy
            from audit_read as read
            cross join lateral jsonb_array_elements(read.columns) as column_of
            cross join lateral jsonb_array_elements_text(column_of -> 'policies') as policy
            where read.data_source = page.data_source and ${inTime} and lower(column_of ->> 'name') = lower(page.name)
            union all
            select policy from archived_masks as given
            where given.data_source = page.data_source and lower(given.name) = lower(page.name)
          ) as masks
        ), '[]') as "maskedBy"
      from page
      cross join lateral (
        with recent as (
          select *
          from (
            select distinct on (user_name) *
            from (
              select read.user_name, read.at, read.via, read.filters ->> 0 as filter, read.shown, read.authorization_name,
                read.cluster, read.query_id
              from audit_read as read
              where read.data_source = page.data_source and ${inTime}
                and lower(page.name) in (select lower(raw) from unnest(read.read_raw) as raw)
              union all
              select given.user_name, given.last, recent ->> 'via', recent ->> 'filter', recent ->> 'shown',
                recent ->> 'authorization', '', ''
              from archived_reads as given
              where given.data_source = page.data_source and given.name = page.name and given.last is not null
            ) as read
            order by user_name, at desc, cluster desc, query_id desc
          ) as read
          order by at desc, user_name
          limit ${readersTold}
        ), explained as (
          select recent.*, decided.at as decided_at, coalesce(
            case via when 'past scrim' then 'it was read without scrim' when 'rule' then filter end,
            replace(decided.because, 'user ''' || recent.user_name || '''', 'the user'),
            'the decision is no longer on record'
          ) as because
          from recent
          left join lateral (
            select *
            from (
              (
                select decided.at, decided.because
                from audit_decision as decided
                where decided.data_source = page.data_source and decided.shown = recent.shown
                  and decided.user_name in (recent.user_name, recent.authorization_name) and decided.at <= recent.at + ${leeway}
                order by decided.at desc
                limit 1
              )
              union all
              select decided.at, decided.because
              from archived_decisions as decided
              where decided.data_source = page.data_source and decided.shown = recent.shown
                and decided.user_name in (recent.user_name, recent.authorization_name) and decided.at <= recent.at + ${leeway}
            ) as either
            order by at desc
            limit 1
          ) as decided on true
        )
        select
          coalesce((
            select jsonb_agg(jsonb_build_object('because', because, 'people', people) order by people desc, because)
            from (
              select because, count(distinct user_name) as people
              from explained
              group by because
              order by people desc, because
              limit ${reasonsTold}
            ) as told
          ), '[]') as clear,
          coalesce((
            select jsonb_agg(jsonb_build_object(
              'at', at + ${leeway}, 'dataSource', page.data_source, 'shown', shown, 'users', jsonb_build_array(user_name, authorization_name)
            ))
            from explained
            where via not in ('past scrim', 'rule') and shown is not null
              and ${archived === undefined ? sql`false` : sql`coalesce(decided_at, '-infinity') < ${archived.until}`}
          ), '[]') as wanted
      ) as reasons
      order by ${place}`.execute(tx);
    return {
      columns: rows.map(({ wanted: _, ...column }) => column),
      wanted: rows.flatMap(({ wanted }) =>
        wanted.map(({ at, users, ...rest }) => ({
          ...{ ...rest, at: new Date(at) },
          users: [...new Set(users.filter((name) => name !== null))],
        })),
      ),
    };
  });

/** @see WantedReason */
interface WantedRow extends Omit<WantedReason, 'at' | 'users'> {
  readonly at: string;
  readonly users: readonly (string | null)[];
}

const json = (value: unknown): RawBuilder<unknown> => sql`${JSON.stringify(value)}::jsonb`;

/** Finds which columns of the archive belong to the entries of a page, wherever these were read. */
export const findTaggedColumns = (
  db: Kysely<Database>,
  search: ColumnsSearch,
  named: readonly NamedColumn[],
): Promise<readonly TaggedColumn[]> =>
  readOnly(db, async (tx) => {
    await allowMemory(tx);
    const { rows } = await sql<TaggedColumn>`
      with ${columnsRead(search).tables},
      archived as materialized (
        select "dataSource" as data_source, "column" as name
        from jsonb_to_recordset(${json(named)}) as given ("dataSource" text, "column" text)
      ),
      page as materialized (
        select distinct ${entry(search)}
        from tagged
        join (select distinct data_source, name from read_columns union select data_source, lower(name) from archived) as read
          on read.data_source = tagged.data_source and read.name = lower(tagged.name)
      ),
      wanted as materialized (
        select * from page where ${afterwards(search)} order by ${place} limit ${search.limit}
      )
      select tagged.tag, jsonb_build_object('dataSource', archived.data_source, 'column', archived.name) as named,
        tagged.name as column
      from archived
      join tagged on tagged.data_source = archived.data_source and lower(tagged.name) = lower(archived.name)
      join wanted on wanted.tag = tagged.tag
        ${search.by === 'column' ? sql`and wanted.data_source = tagged.data_source and wanted.name = tagged.name` : sql``}
      order by 1, archived.data_source, archived.name, tagged.name`.execute(tx);
    return rows;
  });
