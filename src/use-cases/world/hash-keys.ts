import { hkdfSync, randomBytes } from 'node:crypto';
import { z } from 'zod';

import type { WorldStore } from '../../world/world-store.js';
import { useCase } from '../use-case.js';

/** Gives the key of hash masks of each version, from 1: 256 bits as 64 hexadecimal digits. */
export type HashKeys = (version: number) => string;

const random = (): string => randomBytes(32).toString('hex');

/**
 * The keys of hash masks that a store holds: every version, so that those before and after a rotation can be used side by side,
 * and every replica knows them. The first is a secret of its own; later ones are derived from a secret that is used for nothing
 * else and stands nowhere (HKDF, RFC 5869), so that a key which got out tells nothing about the others.
 */
export async function hashKeysOf(store: Pick<WorldStore, 'secret'>): Promise<HashKeys> {
  const first = await store.secret('hash-key', random);
  const root = await store.secret('hash-key-root', random);
  return (version) =>
    version === 1
      ? first
      : Buffer.from(hkdfSync('sha256', Buffer.from(root, 'hex'), '', `hash key ${version}`, 32)).toString(
          'hex',
        );
}

/** The key of hash masks, for the table that holds it, by its version in the settings. */
export const hashKeyUseCase = useCase({
  name: 'hashKey',
  whoMay: 'administrator',
  input: z.strictObject({ version: z.int().min(1) }),
  run: async ({ store }, { version }) => (await hashKeysOf(store))(version),
});
