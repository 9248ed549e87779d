import { sql } from 'kysely';
import type { Kysely } from 'kysely';

import type { Reader, ReadersSearch, UnusedGroup, UnusedGroupsSearch } from '../../audit/access-on-record.js';
import type { Database } from '../database.js';
import { allOf, among } from './conditions.js';

/** Reads by which access was used. */
const used = sql`read.via in ('view', 'in place', 'rule')`;

/** Finds who read data sources. @see ReadersSearch */
export async function findReaders(
  db: Kysely<Database>,
  { dataSources, user, since, until, after, limit }: ReadersSearch,
): Promise<readonly Reader[]> {
  const conditions = [
    sql`read.data_source in (select jsonb_array_elements_text(${JSON.stringify(dataSources)}::jsonb))`,
    sql`read.at >= ${since} and read.at < ${until}`,
    used,
    ...(user === undefined ? [] : [sql`read.user_name = ${user}`]),
    ...(after === undefined
      ? []
      : [
          sql`(read.data_source collate "C", read.user_name collate "C") > (${after.dataSource}, ${after.user})`,
        ]),
  ];
  // By code points, as in the archive.
  const { rows } = await sql<Reader>`
    select data_source as "dataSource", user_name as user
    from audit_read as read
    where ${allOf(conditions)}
    group by data_source, user_name
    order by data_source collate "C", user_name collate "C"
    limit ${limit}`.execute(db);
  return rows;
}

/** Finds subscriptions of groups that nobody used. @see UnusedGroupsSearch */
export async function findUnusedGroups(
  db: Kysely<Database>,
  { dataSources, since, until, after, limit, archived = [] }: UnusedGroupsSearch,
): Promise<readonly UnusedGroup[]> {
  const conditions = [
    ...among(sql`granted.doc ->> 'dataSource'`, dataSources),
    ...(after === undefined
      ? []
      : [
          sql`(granted.doc ->> 'dataSource', granted.doc -> 'subscriber' ->> 'group') > (${after.dataSource}, ${after.group})`,
        ]),
  ];
  const { rows } = await sql<UnusedGroup>`
    with given as materialized (
      select granted.key, granted.doc ->> 'dataSource' as data_source, granted.doc -> 'subscriber' ->> 'group' as group_name
      from object as granted
      join object as source on source.kind = 'dataSource' and source.key = granted.doc ->> 'dataSource'
      where granted.kind = 'subscription' and granted.doc -> 'subscriber' ? 'group' and granted.doc ->> 'status' = 'approved'
        and coalesce((granted.doc ->> 'expires')::timestamptz > ${until}, true)
        and source.doc -> 'enabled' is distinct from 'false' and ${allOf(conditions)}
    ),
    readers as materialized (
      select distinct read.data_source, read.user_name
      from audit_read as read
      where read.data_source in (select data_source from given) and read.at >= ${since} and read.at < ${until} and ${used}
      union
      select "dataSource", "user"
      from jsonb_to_recordset(${JSON.stringify(archived)}::jsonb) as archived ("dataSource" text, "user" text)
    ),
    users as materialized (
      select distinct readers.data_source, held.name
      from readers
      join object as person on person.kind = 'user' and person.key = readers.user_name
      cross join lateral jsonb_array_elements_text(person.doc -> 'groups') as held (name)
    ),
    page as materialized (
      select * from given
      where not exists (
        select from users where users.data_source = given.data_source and users.name = given.group_name
      )
      order by data_source, group_name
      limit ${limit}
    )
    select key, data_source as "dataSource", group_name as "group", (
      select count(*)::integer from object as member
      where member.kind = 'user' and member.doc -> 'groups' @> jsonb_build_array(page.group_name)
    ) as members
    from page
    order by data_source, group_name`.execute(db);
  return rows;
}
