import { sql } from 'kysely';
import type { RawBuilder, Transaction } from 'kysely';

import type { Alike, ToldApart } from '../world/people.js';
import type { Database } from './database.js';

const texts = (values: readonly string[]): RawBuilder<unknown> =>
  sql`array(select jsonb_array_elements_text(${JSON.stringify(values)}::jsonb))`;

/** The user's own values of each attribute, without values from groups: those follow from the groups. */
const attributesOf = (names: readonly string[]): RawBuilder<unknown> =>
  sql`array[${sql.join(names.map((name) => sql`u.doc -> 'attributes' -> ${name}::text`))}]::jsonb[]`;

/** The groups that matter for counting: those that are named, and those that have a named attribute. An object, in which a key is found fast. */
const tellingGroups = (groups: readonly string[], attributes: readonly string[]): RawBuilder<unknown> => sql`
  select coalesce(jsonb_object_agg(name, true), '{}') as names from (
    select jsonb_array_elements_text(${JSON.stringify(groups)}::jsonb) as name
    union
    select key from object where kind = 'group' and doc -> 'attributes' ?| ${texts(attributes)}) as telling`;

/**
 * Counts users by their facts. Facts of few users (subscriptions of their own, a project, a membership by name) are collected
 * first, because an engine without statistics would sort all users for the join.
 */
export async function countAlike(tx: Transaction<Database>, by: ToldApart): Promise<readonly Alike[]> {
  const held =
    by.groups === 'all'
      ? sql`u.doc -> 'groups'`
      : sql`to_jsonb(array(
          select held from jsonb_array_elements_text(u.doc -> 'groups') as held
          where (select names from telling) ? held order by held))`;
  const { rows } = await sql<{
    readonly users: number;
    readonly first: string;
    readonly last: string;
    readonly held: string[];
    readonly attributes: readonly (string[] | null)[];
    readonly iam: string | null;
    readonly active: string;
    readonly plain: boolean;
  }>`
    with telling as materialized (
      ${tellingGroups(by.groups === 'all' ? [] : by.groups, by.attributes)}
    ),
    subscribed as materialized (
      select doc -> 'subscriber' ->> 'user' as key, doc ->> 'status' as status,
        (doc ->> 'expires')::timestamptz <= ${by.at.toISOString()}::timestamptz as ended
      from object
      where kind = 'subscription' and doc ->> 'dataSource' = ${by.dataSource}
    ),
    work as materialized (
      select w.key, w.doc ->> 'project' as project, p.doc
      from object as w
      left join object as p on p.kind = 'project' and p.key = w.doc ->> 'project'
      where w.kind = 'workingProject'
    ),
    holding as materialized (
      select key, doc from object
      where kind = 'project' and doc -> 'dataSources' @> ${JSON.stringify([by.dataSource])}::jsonb
    ),
    named as materialized (
      select m ->> 'user' as key, array_agg(distinct h.key order by h.key) as projects
      from holding as h, jsonb_array_elements(h.doc -> 'members') as m
      where m ->> 'user' is not null
      group by 1
    ),
    acknowledgements as materialized (
      select a.doc ->> 'user' as key, array_agg(p.key order by p.key) as purposes
      from object as a
      join object as p on p.kind = 'purpose' and p.key = a.doc ->> 'purpose'
      where a.kind = 'acknowledgement'
        and p.key in (select jsonb_array_elements_text(doc -> 'purposes') from holding)
        and coalesce(a.doc ->> 'statement' = p.doc ->> 'statement', true)
      group by 1
    ),
    facts as (
      select
        u.key,
        ${held} as held,
        ${attributesOf(by.attributes)} as attributes,
        ${by.iam ? sql`u.doc ->> 'iam'` : sql`null::text`} as iam,
        case when u.key = any(${texts(by.users)}) then u.key end as alone,
        coalesce(u.doc ->> 'active', 'true') as active,
        s.status,
        s.ended,
        w.project,
        w.doc -> 'members' @> jsonb_build_array(jsonb_build_object('user', u.key)) as member,
        n.projects as named,
        a.purposes as acknowledged
      from object as u
      left join subscribed as s on s.key = u.key
      left join work as w on w.key = u.key
      left join named as n on n.key = u.key
      left join acknowledgements as a on a.key = u.key
      where u.kind = 'user'
    )
    select count(*)::integer as users, min(key) as first, max(key) as last, held, to_jsonb(attributes) as attributes, iam, active,
      coalesce(alone, status, project) is null and named is null as plain
    from facts
    group by held, attributes, iam, alone, active, status, ended, project, member, named, acknowledged
    order by users desc, first`.execute(tx);
  return rows.map(({ users, first, last, held, attributes, iam, active, plain }) => ({
    users,
    examples: first === last ? [first] : [first, last],
    ...(plain
      ? {
          known: {
            groups: held,
            attributes: Object.fromEntries(
              by.attributes.flatMap((name, index) => {
                const values = attributes[index];
                return values === null || values === undefined ? [] : [[name, values]];
              }),
            ),
            ...(iam === null ? {} : { iam }),
            ...(active === 'true' ? {} : { active: false }),
          },
        }
      : {}),
  }));
}
