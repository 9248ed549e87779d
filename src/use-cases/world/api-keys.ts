import { z } from 'zod';

import { Refusal } from '../../base/refusal.js';
import { roles } from '../../model/rights.js';
import type { Verb } from '../../model/rights.js';
import { makeApiKey } from '../../identity/api-key.js';
import type { ApiKeyRecord, ApiKeyStore } from '../../identity/api-key.js';
import { pointInTime, principalName } from '../../model/names.js';
import { reachOf } from './authorize.js';
import { FaultyObject } from './failures.js';
import { parseObject } from './parse-object.js';
import { nothingThere } from './read-objects.js';
import type { Asking } from './relations.js';
import { useCase } from '../use-case.js';

/** The input for a new key. */
export const newApiKey = z
  .strictObject({
    name: principalName('a key name').meta({ description: 'what the key is for' }),
    roles: z.array(z.enum(roles)).min(1),
    user: principalName('a user name').optional().meta({
      description: 'the user for whom the key acts; required for the roles owner and user',
    }),
    expires: pointInTime
      .optional()
      .meta({ description: 'the time from which the key is no longer accepted' }),
  })
  .superRefine(({ roles: given, user }, context) => {
    if (user === undefined && given.some((role) => role === 'owner' || role === 'user')) {
      const message = "the roles owner and user apply to a user's own objects: give the user";
      context.addIssue({ code: 'custom', message });
    }
  })
  .meta({ id: 'NewApiKey' });

/** The visible part of a key, never the key itself. */
export const apiKeyShown = z
  .strictObject({
    id: z.string().meta({ description: 'the part of the key that is not secret' }),
    name: z.string(),
    roles: z.array(z.enum(roles)),
    user: z
      .string()
      .optional()
      .meta({ description: 'the user for whom the key acts, by their present name' }),
    userRemoved: z
      .literal(true)
      .optional()
      .meta({ description: 'that user was removed, so the key is not accepted' }),
    createdAt: pointInTime,
    createdBy: z.string(),
    expires: pointInTime.optional(),
    revokedAt: pointInTime.optional(),
    lastUsed: z.iso.date().optional().meta({ description: 'the day (UTC) on which the key was last used' }),
  })
  .meta({ id: 'ApiKey' });
/** @see apiKeyShown */
export type ApiKeyShown = z.output<typeof apiKeyShown>;

/** A new key, with the key itself, which is shown only this once. */
export const apiKeyMade = apiKeyShown
  .extend({ key: z.string().meta({ description: 'the key; it is shown only this once and is not stored' }) })
  .meta({ id: 'MadeApiKey' });

interface Keys {
  readonly apiKeys: ApiKeyStore;
}

/**
 * Creates a key.
 * @throws Refusal `forbidden`; FaultyObject
 */
export async function createApiKey(
  { apiKeys }: Keys,
  asking: Asking,
  value: unknown,
): Promise<z.output<typeof apiKeyMade>> {
  mayDo(asking, 'create');
  return makeKey(apiKeys, parseObject(newApiKey, value), asking.actor.name, asking.at);
}

/**
 * Creates a key for the administrator of a store: a person who can open the store may have one.
 * @throws Refusal `conflict` if a valid admin key exists, unless another one is requested
 */
export async function createAdminKey(
  { apiKeys }: Keys,
  { name, actor, another }: { readonly name: string; readonly actor: string; readonly another: boolean },
  at: Date,
): Promise<z.output<typeof apiKeyMade>> {
  const found = (await apiKeys.list()).find(
    (record) =>
      record.roles.includes('admin') &&
      record.revokedAt === undefined &&
      (record.expires === undefined || record.expires > at),
  );
  if (found !== undefined && !another) {
    throw new Refusal(
      'conflict',
      `there is an admin key already: '${found.name}' (${found.id}); to create another one, use --another`,
    );
  }
  return makeKey(apiKeys, parseObject(newApiKey, { name, roles: ['admin'] }), actor, at);
}

async function makeKey(
  apiKeys: ApiKeyStore,
  { name, roles: given, user, expires }: z.output<typeof newApiKey>,
  createdBy: string,
  createdAt: Date,
): Promise<z.output<typeof apiKeyMade>> {
  const { id, key, hash } = makeApiKey();
  const end = expires === undefined ? undefined : new Date(expires);
  const record = { id, name, hash, roles: [...new Set(given)], user, createdAt, createdBy, expires: end };
  if (!(await apiKeys.add(record))) {
    throw new FaultyObject([{ path: ['user'], message: `there is no user '${user ?? ''}'` }]);
  }
  return { ...shown(record), key };
}

/** Lists all keys, by id. @throws Refusal `forbidden` */
export async function listApiKeys({ apiKeys }: Keys, asking: Asking): Promise<readonly ApiKeyShown[]> {
  mayDo(asking, 'read');
  return (await apiKeys.list()).map(shown);
}

/** Reads one key. @throws Refusal `not-visible` */
export async function readApiKey({ apiKeys }: Keys, asking: Asking, id: string): Promise<ApiKeyShown> {
  const record = await apiKeys.find(id);
  if (record === undefined || reachOf(asking.actor.roles, 'apiKey', 'read') !== 'all') throw nothingThere();
  return shown(record);
}

/** Revokes a key, which is no longer accepted from then on. @throws Refusal `not-visible` */
export async function revokeApiKey(keys: Keys, asking: Asking, id: string): Promise<void> {
  await readApiKey(keys, asking, id);
  mayDo(asking, 'remove');
  await keys.apiKeys.revoke(id, asking.at);
}

function mayDo({ actor: { roles: held } }: Asking, verb: Verb): void {
  if (reachOf(held, 'apiKey', verb) !== 'all')
    throw new Refusal('forbidden', 'only an administrator may manage keys');
}

const shown = (record: ApiKeyRecord): ApiKeyShown => ({
  id: record.id,
  name: record.name,
  roles: [...record.roles],
  ...(record.user === undefined ? {} : { user: record.user }),
  ...(record.userRemoved === undefined ? {} : { userRemoved: record.userRemoved }),
  createdAt: record.createdAt.toISOString(),
  createdBy: record.createdBy,
  ...(record.expires === undefined ? {} : { expires: record.expires.toISOString() }),
  ...(record.revokedAt === undefined ? {} : { revokedAt: record.revokedAt.toISOString() }),
  ...(record.lastUsed === undefined ? {} : { lastUsed: record.lastUsed }),
});

/** Creates an API key with all rights; it is shown only once. @see createAdminKey */
export const createAdminKeyUseCase = useCase({
  name: 'createAdminKey',
  whoMay: 'administrator',
  named: true,
  input: z.strictObject({ name: principalName('a key name'), another: z.boolean() }),
  run: ({ apiKeys }, input, { name, at }) => createAdminKey({ apiKeys }, { ...input, actor: name }, at),
});
