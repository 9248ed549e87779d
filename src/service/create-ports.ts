import { randomBytes } from 'node:crypto';

import { createWorldCache } from '../entitlements/world-cache.js';
import type { WorldCacheOptions } from '../entitlements/world-cache.js';
import type { WorldStore } from '../entitlements/world-store.js';
import { createDecisionMemory } from '../requests/decide-for.js';
import type { Ports } from '../requests/ports.js';
import { createViewCompiler } from '../rewrite/view-compiler.js';

/** Joins the requests to a store. */
export async function createPorts(
  store: WorldStore,
  record: Ports['record'],
  memory: WorldCacheOptions = {},
): Promise<Ports> {
  const hashKey = await hashKeyOf(store);
  return {
    world: createWorldCache(store, memory),
    people: store,
    views: createViewCompiler({ inlineHashKey: hashKey }),
    decisions: createDecisionMemory(),
    now: () => new Date(),
    record,
  };
}

/** The key of hash masks: 256 random bits as 64 hexadecimal digits, made once for a store. */
export const hashKeyOf = (store: WorldStore): Promise<string> =>
  store.secret('hash-key', () => randomBytes(32).toString('hex'));
