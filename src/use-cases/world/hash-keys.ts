import { hkdfSync, randomBytes } from 'node:crypto';
import { z } from 'zod';

import type { World } from '../../world/world-store.js';
import { useCase } from '../use-case.js';

/** Returns the key of hash masks by its version, from 1: 256 bits as 64 hexadecimal digits. */
export type HashKeys = (version: number) => string;

const random = (): string => randomBytes(32).toString('hex');

/**
 * The keys of hash masks in a store. It has every version, so that the keys before and after a rotation can be used side by side, and every
 * replica has them. The first is a secret of its own. Later ones are derived with HKDF (RFC 5869) from a secret that has no other use and
 * is never written out. So a leaked key reveals nothing about the others.
 */
export async function hashKeysOf(store: Pick<World, 'secret'>): Promise<HashKeys> {
  const first = await store.secret('hash-key', random);
  const root = await store.secret('hash-key-root', random);
  return (version) =>
    version === 1
      ? first
      : Buffer.from(hkdfSync('sha256', Buffer.from(root, 'hex'), '', `hash key ${version}`, 32)).toString(
          'hex',
        );
}

/** The key of hash masks to write into its table, by its version in the settings. */
export const hashKeyUseCase = useCase({
  name: 'hashKey',
  whoMay: 'administrator',
  input: z.strictObject({ version: z.int().min(1) }),
  run: async ({ store }, { version }) => (await hashKeysOf(store))(version),
});
