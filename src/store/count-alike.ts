import { sql } from 'kysely';
import type { RawBuilder, Transaction } from 'kysely';

import type { Alike, ToldApart } from '../world/people.js';
import type { Database } from './database.js';

const texts = (values: readonly string[]): RawBuilder<unknown> =>
  sql`array(select jsonb_array_elements_text(${JSON.stringify(values)}::jsonb))`;

/** The groups that matter for counting: those that are named, and those that have a named attribute. */
const tellingGroups = (groups: readonly string[], attributes: readonly string[]): RawBuilder<unknown> => sql`
  select jsonb_array_elements_text(${JSON.stringify(groups)}::jsonb) as name
  union
  select key from object where kind = 'group' and doc -> 'attributes' ?| ${texts(attributes)}`;

/** Memory for counting in one pass; the default of PostgreSQL is enough for a tenth of a large world. */
const memory = '64MB';

/** So many names are looked for in the groups of a user one by one; of more, each group of the user is looked for among the names. */
const fewNames = 50;

/** What a user was counted by, besides facts of few users. */
type Own = readonly [
  held: string[],
  attributes: readonly (string[] | null)[],
  iam: string | null,
  active: boolean | null,
];

/**
 * Counts users by their facts. Facts of few users (subscriptions of their own, a project, a membership by name) are collected
 * first, and what all users have is made one short text, because an engine without statistics would sort all users for the joins.
 */
export async function countAlike(tx: Transaction<Database>, by: ToldApart): Promise<readonly Alike[]> {
  await allowMemory(tx);
  const { rows } = await sql<{
    readonly users: number;
    readonly first: string;
    readonly last: string;
    readonly counted: string;
    readonly own: string;
    readonly plain: boolean;
  }>`
    with ${peopleCounted(by)}
    select count(*)::integer as users, min(key) as first, max(key) as last, ${countedBy} as counted, own, plain
    from people_counted
    group by own, facts, plain
    order by users desc, first`.execute(tx);
  return rows.map(({ users, first, last, counted, own, plain }): Alike => {
    const examples: Alike['examples'] = first === last ? [first] : [first, last];
    // There may be as many kinds as users: their texts take less memory than what they say.
    return plain ? { users, examples, counted, known: () => knownOf(by, own) } : { users, examples, counted };
  });
}

/** Gives the transaction the memory that counting needs. */
export const allowMemory = (tx: Transaction<Database>): Promise<unknown> =>
  sql`select set_config('work_mem', ${memory}, true)`.execute(tx);

/** What a row of `people_counted` was counted by, as a short text. @see Alike.counted */
export const countedBy = sql`md5(own || coalesce(facts, ''))`;

/** The common tables of a count, of which `people_counted` has each user with what they are counted by. */
export function peopleCounted(by: ToldApart): RawBuilder<unknown> {
  const held =
    by.groups === 'all'
      ? sql`u.doc -> 'groups'`
      : sql`to_json(case
          when (select count(*) > ${fewNames} from telling) or u.doc -> 'groups' ?| (select names from telling_list)
          then array(
            select held from jsonb_array_elements_text(u.doc -> 'groups') as held
            where (select names from telling_index) ? held order by held)
          else '{}'::text[] end)`;
  const attributes = by.attributes.map((name) => sql`u.doc -> 'attributes' -> ${name}::text`);
  return sql`
    telling as materialized (
      ${tellingGroups(by.groups === 'all' ? [] : by.groups, by.attributes)}
    ),
    telling_list as materialized (select coalesce(array_agg(name), '{}') as names from telling),
    telling_index as materialized (select coalesce(jsonb_object_agg(name, true), '{}') as names from telling),
    holding as materialized (
      select key, doc from object
      where kind = 'project' and doc -> 'dataSources' @> ${JSON.stringify([by.dataSource])}::jsonb
    ),
    facts as (
      select doc -> 'subscriber' ->> 'user' as key, false as plain, jsonb_build_array('subscription', doc ->> 'status',
        (doc ->> 'expires')::timestamptz <= ${by.at.toISOString()}::timestamptz) as fact
      from object
      where kind = 'subscription' and doc ->> 'dataSource' = ${by.dataSource} and doc -> 'subscriber' ? 'user'
      union all
      select w.key, false, jsonb_build_array('working', w.doc ->> 'project',
        p.doc -> 'members' @> jsonb_build_array(jsonb_build_object('user', w.key)))
      from object as w
      left join object as p on p.kind = 'project' and p.key = w.doc ->> 'project'
      where w.kind = 'workingProject'
      union all
      select m ->> 'user', false, jsonb_build_array('member', jsonb_agg(distinct h.key order by h.key))
      from holding as h, jsonb_array_elements(h.doc -> 'members') as m
      where m ->> 'user' is not null
      group by 1
      union all
      select a.doc ->> 'user', true, jsonb_build_array('acknowledged', jsonb_agg(p.key order by p.key))
      from object as a
      join object as p on p.kind = 'purpose' and p.key = a.doc ->> 'purpose'
      where a.kind = 'acknowledgement'
        and p.key in (select jsonb_array_elements_text(doc -> 'purposes') from holding)
        and coalesce(a.doc ->> 'statement' = p.doc ->> 'statement', true)
      group by 1
      union all
      select name, false, jsonb_build_array('alone', name) from unnest(${texts(by.users)}) as name
    ),
    few as materialized (
      select key, bool_and(plain) as plain, jsonb_agg(fact order by fact)::text as facts from facts group by key
    ),
    people as materialized (
      select u.key, json_build_array(${held}, json_build_array(${sql.join(attributes)}),
        ${by.iam ? sql`u.doc -> 'iam'` : sql`null`}, nullif(u.doc -> 'active', 'true'))::text as own
      from object as u
      where u.kind = 'user'
    ),
    people_counted as (
      select people.key, people.own, few.facts, coalesce(few.plain, true) as plain
      from people
      left join few on few.key = people.key
    )`;
}

function knownOf(by: ToldApart, own: string): ReturnType<NonNullable<Alike['known']>> {
  const [groups, attributes, iam, active] = JSON.parse(own) as Own;
  return {
    groups,
    attributes: Object.fromEntries(
      by.attributes.flatMap((name, index) => {
        const values = attributes[index];
        return values === null || values === undefined ? [] : [[name, values]];
      }),
    ),
    ...(iam === null ? {} : { iam }),
    ...(active === false ? { active } : {}),
  };
}
