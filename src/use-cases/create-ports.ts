import { defaultCacheBytes } from '../base/memory-use.js';
import type { MemoryUse } from '../base/memory-use.js';
import { createWorldCache } from '../world/world-cache.js';
import type { WorldCacheOptions } from '../world/world-cache.js';
import type { World } from '../world/world-store.js';
import { createDecisionMemory } from '../policy/decision-memory.js';
import type { Ports } from './views/ports.js';
import { createViewCompiler } from '../platforms/trino/view-compiler.js';
import { hashKeysOf } from './world/hash-keys.js';

/** The memories of the ports. */
export type MemoryName = 'world' | 'derived' | 'answers' | 'decisions' | 'views';

/** How the memories share what they may use together: in large worlds, these are full at about the same time. */
const shares: Readonly<Record<MemoryName, number>> = {
  world: 0.54,
  derived: 0.19,
  answers: 0,
  decisions: 0.09,
  views: 0.18,
};

/** The same where a Trino asks for access control. */
const sharesWithAccessControl: typeof shares = {
  world: 0.5,
  derived: 0.17,
  answers: 0.1,
  decisions: 0.08,
  views: 0.15,
};

/** What decides how much the ports remember. */
interface PortsOptions extends Pick<WorldCacheOptions, 'maxStaleness'> {
  /** What all memories may use together, roughly. */
  readonly cacheBytes?: number | undefined;
  /** The Trinos that ask for access control. */
  readonly opa?: { readonly clusters: readonly unknown[] } | undefined;
}

/** Connects the ports of use cases to a store. */
export async function createPorts(
  store: World,
  record: Ports['record'],
  { maxStaleness, cacheBytes = defaultCacheBytes, opa = { clusters: [] } }: PortsOptions = {},
): Promise<Ports & { readonly inMemory: () => Readonly<Record<MemoryName, MemoryUse>> }> {
  const hashKeys = await hashKeysOf(store);
  const share = opa.clusters.length > 0 ? sharesWithAccessControl : shares;
  const bytesFor = (name: MemoryName): number => Math.floor(cacheBytes * share[name]);
  const world = createWorldCache(store, {
    maxStaleness,
    entryBytes: bytesFor('world'),
    derivedBytes: bytesFor('derived'),
    answerBytes: bytesFor('answers'),
  });
  const views = createViewCompiler({ inlineHashKey: hashKeys, cacheBytes: bytesFor('views') });
  const decisions = createDecisionMemory(bytesFor('decisions'));
  return {
    world,
    people: store,
    views,
    decisions,
    now: () => new Date(),
    record,
    inMemory: () => ({ ...world.inMemory(), decisions: decisions.inMemory(), views: views.inMemory() }),
  };
}

/** The key of hash masks, by its version. */
export const hashKeyOf = async (store: World, version = 1): Promise<string> =>
  (await hashKeysOf(store))(version);
