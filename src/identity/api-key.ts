import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

import { Refusal } from '../base/refusal.js';
import { believeActor } from './actor.js';
import type { Role } from '../model/rights.js';
import type { Actor } from './actor.js';

/** A stored API key, without its secret. */
export interface ApiKeyRecord {
  /** 16 hexadecimal digits, which are part of the key but not secret. */
  readonly id: string;
  /** The purpose of the key. */
  readonly name: string;
  /** SHA-256 over the whole key, in hexadecimal digits. */
  readonly hash: string;
  readonly roles: readonly Role[];
  /** The user in whose name the key acts, by their current name; for a removed user, their last known name. */
  readonly user?: string | undefined;
  /** Set if that user was removed: a later user with the same name is another person. */
  readonly userRemoved?: true;
  readonly createdAt: Date;
  readonly createdBy: string;
  readonly expires?: Date | undefined;
  readonly revokedAt?: Date | undefined;
  /** The day (UTC, `YYYY-MM-DD`) on which it was last accepted. A day is coarse, so that few requests write. */
  readonly lastUsed?: string | undefined;
}

/** The store of API keys. Implemented by `store/`. */
export interface ApiKeyStore {
  /**
   * Stores a key. A key that acts in a user's name is bound to that user, even if the user is renamed.
   * @returns false, and stores nothing, if there is no such user
   */
  add(record: Omit<ApiKeyRecord, 'userRemoved'>): Promise<boolean>;
  find(id: string): Promise<ApiKeyRecord | undefined>;
  /** All keys, by id. */
  list(): Promise<readonly ApiKeyRecord[]>;
  /** Revokes a key. A revoked key stays as it is. */
  revoke(id: string, at: Date): Promise<void>;
  /** Records the day on which a key was used. */
  used(id: string, day: string): Promise<void>;
}

const form = /^scrim_([0-9a-f]{16})_[A-Za-z0-9_-]{43}$/;

/**
 * Hashes a key. A fast hash is right here: a key has 256 random bits, so no dictionary and no search can find it
 * from its hash, however fast; slow hashes are for passwords that people choose.
 */
const hashOf = (key: string): string => createHash('sha256').update(key, 'utf8').digest('hex');

/** Creates a key, `scrim_ID_SECRET`; the secret has 256 random bits. The key is not stored and can be shown only now. */
export function makeApiKey(): { readonly id: string; readonly key: string; readonly hash: string } {
  const id = randomBytes(8).toString('hex');
  const key = `scrim_${id}_${randomBytes(32).toString('base64url')}`;
  return { id, key, hash: hashOf(key) };
}

/** Whether a bearer token has the form of an API key and is not a token of a provider. */
export const isApiKey = (bearer: string): boolean => bearer.startsWith('scrim_');

/**
 * Identifies the actor of a key. It reads the store each time, so a revoked key is refused at once.
 *
 * @throws Refusal `unauthenticated`, with one message for a key that is unknown, wrong, revoked, expired or of a user who was
 *   removed, so that an attacker learns nothing; the log has the reason
 */
export async function checkApiKey(
  keys: Pick<ApiKeyStore, 'find' | 'used'>,
  bearer: string,
  now: Date,
): Promise<Actor> {
  const refuse = (why: string): Refusal =>
    new Refusal('unauthenticated', 'the API key is unknown, expired or revoked', why);
  const id = form.exec(bearer)?.[1];
  if (id === undefined) throw refuse('it does not have the form of a key');
  const record = await keys.find(id);
  const expected = Buffer.from(record?.hash ?? hashOf(''), 'hex');
  const same = timingSafeEqual(Buffer.from(hashOf(bearer), 'hex'), expected);
  if (record === undefined || !same)
    throw refuse(record === undefined ? 'unknown' : `key ${id}: wrong secret`);
  if (record.revokedAt !== undefined) throw refuse(`key ${id}: revoked`);
  if (record.expires !== undefined && record.expires <= now) throw refuse(`key ${id}: expired`);
  if (record.userRemoved) throw refuse(`key ${id}: its user '${record.user ?? ''}' was removed`);
  const day = now.toISOString().slice(0, 10);
  if (record.lastUsed !== day) await keys.used(id, day);
  return believeActor(record.user ?? `key ${record.name}`, record.roles, record.user);
}
