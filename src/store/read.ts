import { sql } from 'kysely';
import type { Kysely, Transaction } from 'kysely';

import { assertNever } from '../base/assert-never.js';
import type { Changed, Entry, EntryValue, Reader, ValueOf } from '../world/world-store.js';
import type { Principal } from '../model/principals.js';
import { defaultSettings } from '../model/settings.js';
import type { Kind, ObjectOf } from '../model/world.js';
import type { Database } from './database.js';
import { findObjects } from './find-objects.js';
import { readObject } from './read-object.js';

type Tx = Transaction<Database>;

/** If there are more changes than this since the last read, they are not listed: reading everything again costs less. */
const listedChanges = 1_000;

/** Runs `work` in a read-only transaction on one snapshot of the database. It takes no lock that changes wait for. */
export const readOnly = <T>(db: Kysely<Database>, work: (tx: Tx) => Promise<T>): Promise<T> =>
  db.transaction().setIsolationLevel('repeatable read').setAccessMode('read only').execute(work);

/** The world's revision in this transaction. */
export async function readRevision(db: Pick<Tx, 'selectFrom'>): Promise<number> {
  return (await db.selectFrom('world').select('revision').executeTakeFirstOrThrow()).revision;
}

/** The changes after a revision, or `all` if they are too many to list. */
export async function readChanges(tx: Tx, since: number): Promise<readonly Changed[] | 'all'> {
  if (since < 0) return 'all';
  const rows = await tx
    .selectFrom('change_entry')
    .select(['kind', 'key', 'before', 'after'])
    .where('revision', '>', since)
    .orderBy('revision')
    .limit(listedChanges + 1)
    .execute();
  return rows.length > listedChanges ? 'all' : rows;
}

/** Every object of a kind, by key. */
async function readAll<K extends Kind>(tx: Tx, kind: K): Promise<readonly ObjectOf[K][]> {
  const rows = await tx
    .selectFrom('object')
    .select(['key', 'doc'])
    .where('kind', '=', kind)
    .orderBy('key')
    .execute();
  return rows.map(({ key, doc }) => readObject(kind, key, doc));
}

/** Maximum number of objects in one page. */
const page = 1_000;

/** Each page is read by its keys, so that the order does not depend on the collation of the database. */
async function* readPages<K extends Kind>(tx: Tx, kind: K): AsyncGenerator<readonly ObjectOf[K][]> {
  const all = await readKeys(tx, kind);
  for (let start = 0; start < all.length; start += page) {
    const keys = all.slice(start, start + page);
    const found = new Map((await findObjects(tx, kind, { keys })).map(({ key, object }) => [key, object]));
    yield keys.flatMap((key) => found.get(key) ?? []);
  }
}

/** The keys of all objects of a kind, by code unit. */
async function readKeys(tx: Tx, kind: Kind): Promise<readonly string[]> {
  const rows = await tx.selectFrom('object').select('key').where('kind', '=', kind).execute();
  return rows.map(({ key }) => key).sort();
}

/** One object, or undefined. */
async function readOne<K extends Kind>(tx: Tx, kind: K, key: string): Promise<ObjectOf[K] | undefined> {
  const row = await tx
    .selectFrom('object')
    .select('doc')
    .where('kind', '=', kind)
    .where('key', '=', key)
    .executeTakeFirst();
  return row && readObject(kind, key, row.doc);
}

async function readSubscriptions(tx: Tx, dataSource: string): Promise<EntryValue['subscriptions']> {
  const rows = await tx
    .selectFrom('object')
    .select(['key', 'doc'])
    .where('kind', '=', sql.lit('subscription'))
    .where(sql`doc ->> 'dataSource'`, '=', dataSource)
    .orderBy('key')
    .execute();
  return rows.map(({ key, doc }) => readObject('subscription', key, doc));
}

async function readBlocksOf(tx: Tx, principal: Principal): Promise<EntryValue['blocksOf']> {
  const rows = await tx
    .selectFrom('object')
    .select(['key', 'doc'])
    .where('kind', '=', sql.lit('block'))
    .where(sql`doc -> 'blocked'`, '=', sql`${JSON.stringify(principal)}::jsonb`)
    .orderBy('key')
    .execute();
  return rows.map(({ key, doc }) => readObject('block', key, doc));
}

async function readDataSourcesOf(tx: Tx, principal: Principal): Promise<EntryValue['dataSourcesOf']> {
  const document = JSON.stringify(principal);
  const rows = await tx
    .selectFrom('object')
    .select(sql<string>`doc ->> 'dataSource'`.as('name'))
    .where('kind', '=', sql.lit('subscription'))
    .where(sql`doc -> 'subscriber'`, '=', sql`${document}::jsonb`)
    .union((db) =>
      db
        .selectFrom('object')
        .select('key as name')
        .where('kind', '=', sql.lit('dataSource'))
        .where(sql`doc -> 'owners'`, '@>', sql`${`[${document}]`}::jsonb`),
    )
    .orderBy('name')
    .execute();
  return rows.map(({ name }) => name);
}

/** The names of the data sources whose document has this text under a key. */
async function readDataSourcesWith(
  tx: Tx,
  key: 'schema' | 'table',
  text: string,
): Promise<readonly string[]> {
  const rows = await tx
    .selectFrom('object')
    .select('key')
    .where('kind', '=', sql.lit('dataSource'))
    .where(sql`doc ->> ${sql.lit(key)}`, '=', text)
    .orderBy('key')
    .execute();
  return rows.map(({ key }) => key);
}

async function readDataSourcesTagged(tx: Tx, tag: string): Promise<EntryValue['dataSourcesTagged']> {
  const rows = await tx
    .selectFrom('object')
    .select('key')
    .where('kind', '=', sql.lit('dataSource'))
    .where(sql`tag_reach(doc)`, '@>', sql`array[${tag}::text]`)
    .orderBy('key')
    .execute();
  return rows.map(({ key }) => key);
}

async function readAcknowledgements(tx: Tx, user: string): Promise<EntryValue['acknowledgements']> {
  const rows = await tx
    .selectFrom('object')
    .select(['key', 'doc'])
    .where('kind', '=', sql.lit('acknowledgement'))
    .where(sql`doc ->> 'user'`, '=', user)
    .orderBy('key')
    .execute();
  return rows.map(({ key, doc }) => readObject('acknowledgement', key, doc));
}

async function readProjectsAtWork(tx: Tx): Promise<EntryValue['projectsAtWork']> {
  const rows = await tx
    .selectFrom('object')
    .select(sql<string>`doc ->> 'project'`.as('name'))
    .distinct()
    .where('kind', '=', sql.lit('workingProject'))
    .orderBy('name')
    .execute();
  return rows.map(({ name }) => name);
}

async function readProjectsWith(tx: Tx, dataSource: string): Promise<EntryValue['projectsWith']> {
  const rows = await tx
    .selectFrom('object')
    .select('key')
    .where('kind', '=', sql.lit('project'))
    .where(sql`doc -> 'dataSources'`, '@>', sql`${JSON.stringify([dataSource])}::jsonb`)
    .orderBy('key')
    .execute();
  return rows.map(({ key }) => key);
}

async function readSharedTables(tx: Tx): Promise<EntryValue['sharedTables']> {
  const { rows } = await sql<{ names: readonly string[] }>`
    select to_jsonb(array_agg(key order by key)) as names from object
    where kind = 'dataSource' and doc ->> 'table' is not null
    group by doc ->> 'table', doc ->> 'platform' having count(*) > 1
    order by 1`.execute(tx);
  return rows.map(({ names }) => names);
}

async function readAttributeNames(tx: Tx): Promise<EntryValue['attributeNames']> {
  const { rows } = await sql<{ name: string }>`
    select distinct name from object, jsonb_each(doc -> 'attributes') as held (name, vals)
    where kind in ('user', 'group') and vals -> 0 is not null order by name`.execute(tx);
  return rows.map(({ name }) => name);
}

async function readAttributeKnown(tx: Tx, name: string): Promise<boolean> {
  const holder = (kind: 'user' | 'group') =>
    sql`exists (select from object where kind = ${sql.lit(kind)} and doc -> 'attributes' -> ${name}::text -> 0 is not null)`;
  const { rows } = await sql<{
    known: boolean;
  }>`select ${holder('group')} or ${holder('user')} as known`.execute(tx);
  return rows[0]?.known ?? false;
}

/** The value of one entry. */
export async function readEntry(tx: Tx, wanted: Entry): Promise<EntryValue[Entry['entry']]> {
  switch (wanted.entry) {
    case 'settings':
      return (await readOne(tx, 'settings', 'settings')) ?? defaultSettings;
    case 'policies':
      return readAll(tx, 'policy');
    case 'lookupTables':
      return readAll(tx, 'lookupTable');
    case 'subscriptionPolicies':
      return readAll(tx, 'subscriptionPolicy');
    case 'user':
    case 'group':
    case 'dataSource':
    case 'purpose':
    case 'project':
      return readOne(tx, wanted.entry, wanted.name);
    case 'attributeNames':
      return readAttributeNames(tx);
    case 'attributeKnown':
      return readAttributeKnown(tx, wanted.name);
    case 'subscriptions':
      return readSubscriptions(tx, wanted.dataSource);
    case 'blocks':
      return readAll(tx, 'block');
    case 'blocksOf':
      return readBlocksOf(tx, wanted.principal);
    case 'dataSourcesOf':
      return readDataSourcesOf(tx, wanted.principal);
    case 'dataSourcesIn':
      return readDataSourcesWith(tx, 'schema', wanted.schema);
    case 'dataSourcesOver':
      return readDataSourcesWith(tx, 'table', wanted.table);
    case 'sharedTables':
      return readSharedTables(tx);
    case 'dataSourcesTagged':
      return readDataSourcesTagged(tx, wanted.tag);
    case 'acknowledgements':
      return readAcknowledgements(tx, wanted.user);
    case 'workingProject':
      return readOne(tx, 'workingProject', wanted.user);
    case 'projectsAtWork':
      return readProjectsAtWork(tx);
    case 'projectsWith':
      return readProjectsWith(tx, wanted.dataSource);
    default:
      return assertNever(wanted, 'entry');
  }
}

/** Reads the world in a transaction. */
export const createReader = (tx: Tx): Reader => ({
  get: (kind, key) => readOne(tx, kind, key),
  read: async (entry) => (await readEntry(tx, entry)) as ValueOf<typeof entry>,
  all: (kind) => readAll(tx, kind),
  pages: (kind) => readPages(tx, kind),
  keys: (kind) => readKeys(tx, kind),
  find: (kind, query) => findObjects(tx, kind, query),
});
