import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

import { Refusal } from '../base/refusal.js';
import { believeActor } from './actor.js';
import type { Role } from '../model/rights.js';
import type { Actor } from './actor.js';

/** A key of the API as it is stored: without what would let anybody use it. */
export interface ApiKeyRecord {
  /** 16 hexadecimal digits, which are part of the key and no secret. */
  readonly id: string;
  /** What the key is for. */
  readonly name: string;
  /** SHA-256 over the whole key, in hexadecimal digits. */
  readonly hash: string;
  readonly roles: readonly Role[];
  /** The user in whose own name the key acts, by the name that they have now; of one who was removed, the last that is known. */
  readonly user?: string | undefined;
  /** Set when that user was removed: a user of the same name who came later is somebody else. */
  readonly userRemoved?: true;
  readonly createdAt: Date;
  readonly createdBy: string;
  readonly expires?: Date | undefined;
  readonly revokedAt?: Date | undefined;
  /** The day (UTC, `YYYY-MM-DD`) on which it was last believed: coarse, so that a request seldom writes. */
  readonly lastUsed?: string | undefined;
}

/** Where keys are kept. Implemented by `store/`. */
export interface ApiKeyStore {
  /**
   * Keeps a key. One that acts in a user's name is bound to that user, whatever they come to be called.
   * @returns false, and keeps nothing, when there is no such user
   */
  add(record: Omit<ApiKeyRecord, 'userRemoved'>): Promise<boolean>;
  find(id: string): Promise<ApiKeyRecord | undefined>;
  /** All keys, by id. */
  list(): Promise<readonly ApiKeyRecord[]>;
  /** Revokes a key; one that is revoked already stays as it is. */
  revoke(id: string, at: Date): Promise<void>;
  /** Notes the day on which a key was used. */
  used(id: string, day: string): Promise<void>;
}

const form = /^scrim_([0-9a-f]{16})_[A-Za-z0-9_-]{43}$/;

/**
 * Hashes a key. A fast hash is right here: a key holds 256 random bits, so that no dictionary and no search can find it
 * from its hash, however fast; slow hashes are for passwords that people choose.
 */
const hashOf = (key: string): string => createHash('sha256').update(key, 'utf8').digest('hex');

/** Makes a key: `scrim_ID_SECRET`, of which the secret has 256 random bits. It is not kept, and can be shown only now. */
export function makeApiKey(): { readonly id: string; readonly key: string; readonly hash: string } {
  const id = randomBytes(8).toString('hex');
  const key = `scrim_${id}_${randomBytes(32).toString('base64url')}`;
  return { id, key, hash: hashOf(key) };
}

/** Whether a bearer has the form of a key, so that it is no token of somebody else. */
export const isApiKey = (bearer: string): boolean => bearer.startsWith('scrim_');

/**
 * Finds out who a key is. The store is asked each time, so that a revoked key is worth nothing from then on.
 *
 * @throws Refusal `unauthenticated`, with one message for a key that is unknown, wrong, revoked, expired or of a user who was
 *   removed: whoever does not have it learns nothing; the log is told which
 */
export async function checkApiKey(
  keys: Pick<ApiKeyStore, 'find' | 'used'>,
  bearer: string,
  now: Date,
): Promise<Actor> {
  const refuse = (why: string): Refusal =>
    new Refusal('unauthenticated', 'the API key is unknown, expired or revoked', why);
  const id = form.exec(bearer)?.[1];
  if (id === undefined) throw refuse('it has not the form of a key');
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
