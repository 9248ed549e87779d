import type { Kysely, Selectable } from 'kysely';

import { roles } from '../model/rights.js';
import type { ApiKeyRecord, ApiKeyStore } from '../identity/api-key.js';
import type { ApiKeyTable, Database } from './database.js';

/** The API keys in their table. */
export const createApiKeyStore = (db: Kysely<Database>): ApiKeyStore => ({
  async add({ id, name, hash, roles: given, user, createdAt, createdBy, expires }) {
    const bound =
      user === undefined
        ? undefined
        : await db
            .selectFrom('object')
            .select('id')
            .where('kind', '=', 'user')
            .where('key', '=', user)
            .executeTakeFirst();
    if (user !== undefined && bound === undefined) return false;
    await db
      .insertInto('api_key')
      .values({
        id,
        name,
        hash,
        roles: JSON.stringify(given),
        acts_as: user ?? null,
        user_id: bound?.id ?? null,
        created_at: createdAt,
        created_by: createdBy,
        expires: expires ?? null,
      })
      .execute();
    return true;
  },
  async find(id) {
    const row = await keysWithUsers(db).where('api_key.id', '=', id).executeTakeFirst();
    return row && recordOf(row);
  },
  async list() {
    return (await keysWithUsers(db).orderBy('api_key.id').execute()).map(recordOf);
  },
  async revoke(id, at) {
    await db
      .updateTable('api_key')
      .set({ revoked_at: at })
      .where('id', '=', id)
      .where('revoked_at', 'is', null)
      .execute();
  },
  async used(id, day) {
    await db.updateTable('api_key').set({ last_used: day }).where('id', '=', id).execute();
  },
});

/** Keys with the current name of their user; null for a removed user. */
const keysWithUsers = (db: Kysely<Database>) =>
  db
    .selectFrom('api_key')
    .leftJoin('object', (join) =>
      join.onRef('object.id', '=', 'api_key.user_id').on('object.kind', '=', 'user'),
    )
    .selectAll('api_key')
    .select('object.key as user_now');

/** Ignores roles that this version does not know. */
const recordOf = (row: Selectable<ApiKeyTable> & { readonly user_now: string | null }): ApiKeyRecord => ({
  id: row.id,
  name: row.name,
  hash: row.hash,
  roles: Array.isArray(row.roles) ? roles.filter((role) => (row.roles as unknown[]).includes(role)) : [],
  user: row.user_now ?? row.acts_as ?? undefined,
  ...(row.acts_as !== null && row.user_now === null ? { userRemoved: true } : {}),
  createdAt: row.created_at,
  createdBy: row.created_by,
  expires: row.expires ?? undefined,
  revokedAt: row.revoked_at ?? undefined,
  lastUsed: row.last_used ?? undefined,
});
