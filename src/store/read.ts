import { CompiledQuery } from 'kysely';
import type { Kysely, Transaction } from 'kysely';

import { required } from '../base/invariant.js';
import type { Reader, ValueOf } from '../world/world-store.js';
import type { Kind, ObjectOf } from '../model/world.js';
import type { Database } from './database.js';
import { findObjects } from './find-objects.js';
import { readEntries } from './read-entries.js';
import { readObject } from './read-object.js';

type Tx = Transaction<Database>;

/** Runs `work` in a read-only transaction on one snapshot of the database. It takes no lock that changes wait for. */
export const readOnly = <T>(db: Kysely<Database>, work: (tx: Tx) => Promise<T>): Promise<T> =>
  db.transaction().setIsolationLevel('repeatable read').setAccessMode('read only').execute(work);

/** The world's revision in this transaction. */
export async function readRevision(db: Pick<Tx, 'executeQuery'>): Promise<number> {
  const { rows } = await db.executeQuery<{ readonly revision: number }>(revisionQuery);
  return required(rows[0], 'the store has no world').revision;
}

/** Compiled once: it is by far the most frequent query. */
const revisionQuery = CompiledQuery.raw('select revision from world');

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

/** Reads the world in a transaction. */
export const createReader = (tx: Tx): Reader => ({
  get: (kind, key) => readOne(tx, kind, key),
  read: async (entry) => (await readEntries(tx, [entry])).values[0] as ValueOf<typeof entry>,
  all: (kind) => readAll(tx, kind),
  pages: (kind) => readPages(tx, kind),
  keys: (kind) => readKeys(tx, kind),
  find: (kind, query) => findObjects(tx, kind, query),
});
