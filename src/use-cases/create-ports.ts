import { createWorldCache } from '../world/world-cache.js';
import type { WorldCacheOptions } from '../world/world-cache.js';
import type { WorldStore } from '../world/world-store.js';
import { createDecisionMemory } from '../policy/decision-memory.js';
import type { Ports } from './views/ports.js';
import { createViewCompiler } from '../platforms/trino/view-compiler.js';
import { hashKeysOf } from './world/hash-keys.js';

/** Connects the ports of use cases to a store. */
export async function createPorts(
  store: WorldStore,
  record: Ports['record'],
  memory: WorldCacheOptions = {},
): Promise<Ports> {
  const hashKeys = await hashKeysOf(store);
  return {
    world: createWorldCache(store, memory),
    people: store,
    views: createViewCompiler({ inlineHashKey: hashKeys }),
    decisions: createDecisionMemory(),
    now: () => new Date(),
    record,
  };
}

/** The key of hash masks, by its version. */
export const hashKeyOf = async (store: WorldStore, version = 1): Promise<string> =>
  (await hashKeysOf(store))(version);
