import { sql } from 'kysely';
import type { QueryExecutorProvider, RawBuilder } from 'kysely';

import { required } from '../base/invariant.js';
import { defaultSettings } from '../model/settings.js';
import type { Kind, ObjectOf } from '../model/world.js';
import type { Changed, Entry, EntryValue } from '../world/world-store.js';
import { readObject } from './read-object.js';

/** If there are more changes than this since the last read, they are not listed: reading everything again costs less. */
const listedChanges = 1_000;

/** How entries of one kind are read together. */
interface Loader<E extends Entry> {
  /** An expression of type jsonb that contains what is found for all of them. */
  readonly query: (entries: readonly E[]) => RawBuilder<unknown>;
  /** The value of an entry in what was found. */
  readonly valueIn: (found: unknown) => (entry: E) => EntryValue[E['entry']];
}

type Loaders = { readonly [E in Entry['entry']]: Loader<Extract<Entry, { readonly entry: E }>> };

/** Objects as they are found: key and document. */
type FoundObject = readonly [key: string, doc: unknown];

const texts = (list: readonly string[]): RawBuilder<unknown> => sql`${sql.val(list)}::text[]`;

/** Documents of a kind with their keys, by key. @param where a condition on the table `object` */
const objects = (kind: Kind, where: RawBuilder<unknown> = sql`true`): RawBuilder<unknown> =>
  sql`(select coalesce(jsonb_agg(jsonb_build_array(key, doc) order by key), '[]')
    from object where kind = ${sql.lit(kind)} and ${where})`;

const objectsIn = <K extends Kind>(kind: K, found: unknown): readonly ObjectOf[K][] =>
  (found as readonly FoundObject[]).map(([key, doc]) => readObject(kind, key, doc));

/** All objects of a kind, by key. */
const all = <K extends Kind>(kind: K) => ({
  query: () => objects(kind),
  valueIn: (found: unknown) => {
    const list = objectsIn(kind, found);
    return () => list;
  },
});

/** One object, by its key. */
const one = <K extends Kind, E>(kind: K, keyIn: (entry: E) => string) => ({
  query: (entries: readonly E[]) => objects(kind, sql`key = any(${texts(entries.map(keyIn))})`),
  valueIn: (found: unknown) => {
    const docs = new Map(found as readonly FoundObject[]);
    return (entry: E): ObjectOf[K] | undefined => {
      const key = keyIn(entry);
      return docs.has(key) ? readObject(kind, key, docs.get(key)) : undefined;
    };
  },
});

/** All objects of a kind whose document has a text under a key. */
const having = <K extends Kind, E>(kind: K, key: string, textIn: (entry: E) => string) => ({
  query: (entries: readonly E[]) =>
    objects(kind, sql`doc ->> ${sql.lit(key)} = any(${texts(entries.map(textIn))})`),
  valueIn: (found: unknown) => {
    const byText = new Map<string, ObjectOf[K][]>();
    for (const object of objectsIn(kind, found)) {
      const text = String((object as Readonly<Record<string, unknown>>)[key]);
      const list = byText.get(text);
      if (list === undefined) byText.set(text, [object]);
      else list.push(object);
    }
    return (entry: E): readonly ObjectOf[K][] => byText.get(textIn(entry)) ?? [];
  },
});

/** What one expression finds for each of some texts, which is `wanted.text` in it. */
const each = <E, V>(textIn: (entry: E) => string, expression: RawBuilder<unknown>) => ({
  query: (entries: readonly E[]) =>
    sql`(select coalesce(jsonb_agg(jsonb_build_array(wanted.text, ${expression})), '[]')
      from (select distinct text from unnest(${texts(entries.map(textIn))}) as given (text)) as wanted)`,
  valueIn: (found: unknown) => {
    const values = new Map(found as readonly (readonly [string, V])[]);
    return (entry: E): V => required(values.get(textIn(entry)), 'the store answers for each text');
  },
});

/** The keys of the data sources that meet a condition. */
const dataSourceNames = (where: RawBuilder<unknown>): RawBuilder<unknown> =>
  sql`(select coalesce(jsonb_agg(key order by key), '[]') from object where kind = 'dataSource' and ${where})`;

const single = <E extends Entry>(query: RawBuilder<unknown>): Loader<E> => ({
  query: () => query,
  valueIn: (found) => () => found as EntryValue[E['entry']],
});

const holder = (kind: 'user' | 'group'): RawBuilder<unknown> =>
  sql`exists (select from object
    where kind = ${sql.lit(kind)} and doc -> 'attributes' -> wanted.text -> 0 is not null)`;

const byName = ({ name }: { readonly name: string }): string => name;
const byUser = ({ user }: { readonly user: string }): string => user;
const byDataSource = ({ dataSource }: { readonly dataSource: string }): string => dataSource;

const loaders: Loaders = {
  settings: {
    query: () => objects('settings'),
    valueIn: (found) => {
      const [settings = defaultSettings] = objectsIn('settings', found);
      return () => settings;
    },
  },
  policies: all('policy'),
  subscriptionPolicies: all('subscriptionPolicy'),
  lookupTables: all('lookupTable'),
  operationRules: all('operationRule'),
  blocks: all('block'),
  user: one('user', byName),
  group: one('group', byName),
  dataSource: one('dataSource', byName),
  purpose: one('purpose', byName),
  project: one('project', byName),
  workingProject: one('workingProject', byUser),
  subscriptions: having('subscription', 'dataSource', byDataSource),
  acknowledgements: having('acknowledgement', 'user', byUser),
  blocksOf: {
    query: (entries) =>
      objects(
        'block',
        sql`doc -> 'blocked' = any(${texts(entries.map(({ principal }) => JSON.stringify(principal)))}::jsonb[])`,
      ),
    valueIn: (found) => {
      const blocks = objectsIn('block', found);
      return ({ principal }) => blocks.filter(({ blocked }) => isSame(blocked, principal));
    },
  },
  dataSourcesOf: each(
    ({ principal }) => JSON.stringify(principal),
    sql`(select coalesce(jsonb_agg(name order by name), '[]') from (
      select doc ->> 'dataSource' as name from object
      where kind = 'subscription' and doc -> 'subscriber' = wanted.text::jsonb
      union
      select key from object
      where kind = 'dataSource' and doc -> 'owners' @> jsonb_build_array(wanted.text::jsonb)) as found)`,
  ),
  dataSourcesIn: each(({ schema }) => schema, dataSourceNames(sql`doc ->> 'schema' = wanted.text`)),
  dataSourcesOver: each(({ table }) => table, dataSourceNames(sql`doc ->> 'table' = wanted.text`)),
  dataSourcesTagged: each(({ tag }) => tag, dataSourceNames(sql`tag_reach(doc) @> array[wanted.text]`)),
  projectsWith: each(
    byDataSource,
    sql`(select coalesce(jsonb_agg(key order by key), '[]') from object
      where kind = 'project' and doc -> 'dataSources' @> jsonb_build_array(wanted.text))`,
  ),
  attributeKnown: each(byName, sql`(${holder('group')} or ${holder('user')})`),
  attributeNames: single(sql`(select coalesce(jsonb_agg(distinct name order by name), '[]')
    from object, jsonb_each(doc -> 'attributes') as held (name, vals)
    where kind in ('user', 'group') and vals -> 0 is not null)`),
  projectsAtWork:
    single(sql`(select coalesce(jsonb_agg(distinct doc ->> 'project' order by doc ->> 'project'), '[]')
    from object where kind = 'workingProject')`),
  tablesRead:
    single(sql`(select coalesce(jsonb_agg(distinct read ->> 'table' order by read ->> 'table'), '[]')
    from object, jsonb_array_elements(doc -> 'reads') as read
    where kind = 'dataSource' and doc -> 'reads' is not null)`),
  sharedTables: single(sql`(select coalesce(jsonb_agg(names order by names), '[]') from (
    select jsonb_agg(key order by key) as names from object
    where kind = 'dataSource' and doc ->> 'table' is not null
    group by doc ->> 'table', doc ->> 'platform' having count(*) > 1) as shared)`),
};

const isSame = (one: object, other: object): boolean => JSON.stringify(one) === JSON.stringify(other);

/** Whether the world was renewed after a revision: a change without entries. */
const renewedSince = (revision: number): RawBuilder<boolean> => sql`exists (
  select from change
  where revision > ${revision}
    and not exists (select from change_entry as entry where entry.revision = change.revision)
)`;

/** The world's revision, as an expression. */
const revision = sql`(select revision from world)`;

/**
 * Reads entries, the revision at which they were true, and what changed after another revision, in one statement: it sees one
 * snapshot, and takes one round trip however many entries there are.
 * @param since a revision, or -1, after which everything counts as changed
 */
export async function readEntries(
  db: QueryExecutorProvider,
  wanted: readonly Entry[],
  since = -1,
): Promise<{
  readonly revision: number;
  readonly changed: readonly Changed[] | 'all';
  readonly values: readonly EntryValue[Entry['entry']][];
}> {
  const groups = new Map<Entry['entry'], Entry[]>();
  for (const entry of wanted) {
    const group = groups.get(entry.entry);
    if (group === undefined) groups.set(entry.entry, [entry]);
    else group.push(entry);
  }
  const kinds = [...groups.keys()];
  const found = [...groups].map(([kind, entries]) => loaderOf(kind).query(entries));
  const changes =
    since < 0
      ? sql`null::jsonb`
      : sql`(select case when ${renewedSince(since)} then null else coalesce(jsonb_agg(jsonb_build_object(
          'kind', kind, 'key', key, 'before', before, 'after', after) order by revision), '[]') end
        from (select * from change_entry where revision > ${since} order by revision limit ${listedChanges + 1}) as later)`;
  const {
    rows: [row],
  } = await sql<{
    readonly revision: number;
    readonly changed: readonly Changed[] | null;
    readonly found: readonly unknown[];
  }>`select ${revision} as revision, ${changes} as changed, jsonb_build_array(${sql.join(found)}) as found`.execute(
    db,
  );
  const read = required(row, 'the store answers with one row');
  const valuesOf = new Map(kinds.map((kind, index) => [kind, loaderOf(kind).valueIn(read.found[index])]));
  return {
    revision: read.revision,
    changed: read.changed === null || read.changed.length > listedChanges ? 'all' : read.changed,
    values: wanted.map((entry) => required(valuesOf.get(entry.entry))(entry)),
  };
}

/** The loader of entries, which are all of its kind. */
const loaderOf = (kind: Entry['entry']): Loader<Entry> => loaders[kind] as unknown as Loader<Entry>;
