import { sql } from 'kysely';
import type { Kysely, Transaction } from 'kysely';

import { without } from '../base/without.js';
import { isDirectoryId } from '../world/directory.js';
import type { Directory, DirectoryEditor, DirectoryEntry, DirectoryKind } from '../world/directory.js';
import type { Named, Profile } from '../world/directory.js';
import type { Database } from './database.js';
import { readObject } from './read-object.js';

type Db = Kysely<Database> | Transaction<Database>;

/** The key of token times in a stored profile. No SCIM schema has such an attribute, and profiles are read without it. */
const tokenTimes = 'urn:scrim:token-times';

const shownProfile = (stored: unknown): Profile => without((stored ?? {}) as Profile, tokenTimes);

/** A list of texts as a single parameter. */
const anyOf = (values: readonly string[]) =>
  sql`(select jsonb_array_elements_text(${JSON.stringify(values)}::jsonb))`;

/** Users and groups for identity providers, from the table of all objects. */
export const createDirectory = (db: Db): Directory => ({
  async list<K extends DirectoryKind>(
    kind: K,
    { ids, keys, externalId, after, offset, limit }: Parameters<Directory['list']>[1],
  ): Promise<readonly DirectoryEntry<K>[]> {
    // A text without the form of an id matches nobody, and PostgreSQL would refuse to compare it.
    const known = ids?.filter(isDirectoryId);
    if (known?.length === 0 || keys?.length === 0) return [];
    let query = db
      .selectFrom('object')
      .leftJoin('change', 'change.revision', 'object.revision')
      .select(['object.id', 'object.key', 'object.doc', 'object.profile', 'object.profile_at', 'change.at'])
      .select(({ selectFrom }) =>
        selectFrom('change_entry as entry')
          .innerJoin('change as made', 'made.revision', 'entry.revision')
          .whereRef('entry.kind', '=', 'object.kind')
          .whereRef('entry.key', '=', 'object.key')
          .where('entry.before', 'is', null)
          .orderBy('entry.revision', 'desc')
          .limit(1)
          .select('made.at')
          .as('made_at'),
      )
      // The kind is literal text, so that PostgreSQL can use a partial index.
      .where('object.kind', '=', sql.lit(kind))
      .orderBy('object.key');
    if (known !== undefined) {
      query = query.where(sql<boolean>`object.id in (select t::uuid from ${anyOf(known)} as ids (t))`);
    }
    if (keys !== undefined) query = query.where(sql<boolean>`object.key in ${anyOf(keys)}`);
    if (externalId !== undefined) {
      query = query
        .where('object.profile', 'is not', null)
        .where(sql<boolean>`object.profile ->> 'externalId' = ${externalId}`);
    }
    if (after !== undefined) query = query.where('object.key', '>', after);
    if (offset !== undefined) query = query.offset(offset);
    if (limit !== undefined) query = query.limit(limit);
    const rows = await query.execute();
    return rows.map(({ id, key, doc, profile, profile_at: profileAt, at, made_at: madeAt }) => {
      const written = at ?? new Date(0);
      return {
        id,
        key,
        object: readObject(kind, key, doc),
        profile: shownProfile(profile),
        created: madeAt ?? written,
        modified: profileAt !== null && profileAt > written ? profileAt : written,
      };
    });
  },

  async count(kind) {
    const { count } = await db
      .selectFrom('object')
      .where('kind', '=', kind)
      .select((row) => row.fn.countAll<string | number>().as('count'))
      .executeTakeFirstOrThrow();
    return Number(count);
  },

  async idsOf(kind, names) {
    if (names.length === 0) return new Map();
    const rows = await db
      .selectFrom('object')
      .select(['key', 'id'])
      .where('kind', '=', kind)
      .where(sql<boolean>`key in ${anyOf(names)}`)
      .execute();
    return new Map(rows.map(({ key, id }) => [key, id]));
  },

  async members(groups) {
    const found = new Map<string, readonly Named[]>();
    for (const group of groups) {
      const rows = await db
        .selectFrom('object')
        .select(['id', 'key as name'])
        .where('kind', '=', sql.lit('user'))
        .where(sql<boolean>`doc -> 'groups' @> ${JSON.stringify([group])}::jsonb`)
        .orderBy('key')
        .execute();
      found.set(group, rows);
    }
    return found;
  },

  async tokenTime(user, issuer) {
    const row = await db
      .selectFrom('object')
      .select(sql<string | null>`object.profile -> ${sql.lit(tokenTimes)} ->> ${issuer}::text`.as('time'))
      .where('kind', '=', 'user')
      .where('key', '=', user)
      .executeTakeFirst();
    return row === undefined || row.time === null ? undefined : Number(row.time);
  },
});

/** The token times of a row's profile: an object with that one key, or none. */
const storedTimes = sql`jsonb_strip_nulls(jsonb_build_object(${sql.lit(tokenTimes)}, profile -> ${sql.lit(tokenTimes)}))`;

/**
 * The same inside a transaction.
 * @param moved called when the key of a document changes
 */
export const createDirectoryEditor = (
  tx: Transaction<Database>,
  moved: DirectoryEditor['rename'],
): DirectoryEditor => ({
  ...createDirectory(tx),
  async keep(kind, key, profile) {
    await tx
      .updateTable('object')
      .set({
        profile: sql`${JSON.stringify(profile)}::jsonb || ${storedTimes}`,
        profile_at: sql`clock_timestamp()`,
      })
      .where('kind', '=', kind)
      .where('key', '=', key)
      .where(
        sql<boolean>`coalesce(profile, '{}') - ${sql.lit(tokenTimes)} <> ${JSON.stringify(profile)}::jsonb`,
      )
      .execute();
  },
  async keepTokenTime(user, issuer, issuedAt) {
    const time = sql`jsonb_build_object(${issuer}::text, ${issuedAt}::double precision)`;
    const times = sql`coalesce(profile -> ${sql.lit(tokenTimes)}, '{}') || ${time}`;
    await tx
      .updateTable('object')
      // The provider did not write this, so the time of the profile stays.
      .set({ profile: sql`coalesce(profile, '{}') || jsonb_build_object(${sql.lit(tokenTimes)}, ${times})` })
      .where('kind', '=', 'user')
      .where('key', '=', user)
      .execute();
  },
  async removedAt(kind, key) {
    const row = await tx
      .selectFrom('change_entry as entry')
      .innerJoin('change', 'change.revision', 'entry.revision')
      .select('change.at')
      .where('entry.kind', '=', kind)
      .where('entry.key', '=', key)
      .where('entry.after', 'is', null)
      .orderBy('entry.revision', 'desc')
      .limit(1)
      .executeTakeFirst();
    return row?.at;
  },
  rename: moved,
});
