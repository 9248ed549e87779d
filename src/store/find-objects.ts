import { sql } from 'kysely';
import type { Kysely, Transaction } from 'kysely';

import type { ObjectQuery, Stored } from '../world/stored-objects.js';
import type { Kind } from '../model/world.js';
import type { Database } from './database.js';
import { readObject } from './read-object.js';

/** Finds the objects of a kind that match a query, by key. */
export async function findObjects<K extends Kind>(
  db: Kysely<Database> | Transaction<Database>,
  kind: K,
  { keys, containing = [], beginning = [], tagged = [], after, limit }: ObjectQuery,
): Promise<readonly Stored<K>[]> {
  if (keys?.length === 0) return [];
  // The kind is literal text, so that PostgreSQL can use a partial index.
  let query = db
    .selectFrom('object')
    .select(['key', 'doc', 'revision'])
    .where('kind', '=', sql.lit(kind))
    .orderBy('key');
  if (keys !== undefined) {
    query = query.where(
      sql<boolean>`key in (select jsonb_array_elements_text(${JSON.stringify(keys)}::jsonb))`,
    );
  }
  for (const part of containing) {
    query = query.where(sql<boolean>`doc @> ${JSON.stringify(part)}::jsonb`);
  }
  for (const { field, text } of beginning) {
    query = query.where(sql<boolean>`starts_with(doc ->> ${field}::text, ${text}::text)`);
  }
  for (const tag of tagged) {
    query = query.where(sql<boolean>`tag_reach(doc) @> array[${tag}::text]`);
  }
  if (after !== undefined) query = query.where('key', '>', after);
  if (limit !== undefined) query = query.limit(limit);
  const rows = await query.execute();
  return rows.map(({ key, doc, revision }) => ({ key, object: readObject(kind, key, doc), revision }));
}
