import type { Kysely, Selectable } from 'kysely';

import { roles } from '../identity/actor.js';
import type { ApiKeyRecord, ApiKeyStore } from '../identity/api-key.js';
import type { ApiKeyTable, Database } from './database.js';

/** The keys of the API in their table. */
export const createApiKeyStore = (db: Kysely<Database>): ApiKeyStore => ({
  async add({ id, name, hash, roles: given, user, createdAt, createdBy, expires }) {
    await db
      .insertInto('api_key')
      .values({
        id,
        name,
        hash,
        roles: JSON.stringify(given),
        acts_as: user ?? null,
        created_at: createdAt,
        created_by: createdBy,
        expires: expires ?? null,
      })
      .execute();
  },
  async find(id) {
    const row = await db.selectFrom('api_key').selectAll().where('id', '=', id).executeTakeFirst();
    return row && recordOf(row);
  },
  async list() {
    return (await db.selectFrom('api_key').selectAll().orderBy('id').execute()).map(recordOf);
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

/** A role that this version does not know gives nothing. */
const recordOf = (row: Selectable<ApiKeyTable>): ApiKeyRecord => ({
  id: row.id,
  name: row.name,
  hash: row.hash,
  roles: Array.isArray(row.roles) ? roles.filter((role) => (row.roles as unknown[]).includes(role)) : [],
  user: row.acts_as ?? undefined,
  createdAt: row.created_at,
  createdBy: row.created_by,
  expires: row.expires ?? undefined,
  revokedAt: row.revoked_at ?? undefined,
  lastUsed: row.last_used ?? undefined,
});
