import { expect, it } from '@jest/globals';

import { Refusal } from '../base/refusal.js';
import { createWorldCache } from '../world/world-cache.js';
import type { WorldStore } from '../world/world-store.js';
import type { Ports } from '../use-cases/views/ports.js';
import { measurePorts, measureStore } from './measure.js';
import { createMetrics } from './metrics.js';

const fails = (): Promise<never> => Promise.reject(new Error('gone'));
const refuses = (): Promise<never> => Promise.reject(new Refusal('conflict', 'not like this'));

const valuesOf = async (text: Promise<string>, name: string) =>
  (await text).split('\n').filter((line) => line.startsWith(name));

it('counts failures of the store, and not what it refuses', async () => {
  const metrics = createMetrics();
  const store = measureStore(
    { revision: fails, read: fails, snapshot: fails, change: refuses } as unknown as WorldStore,
    metrics,
  );
  await expect(store.revision()).rejects.toThrow('gone');
  await expect(store.revision()).rejects.toThrow('gone');
  await expect(store.read(-1, [])).rejects.toThrow('gone');
  await expect(store.snapshot(refuses)).rejects.toThrow('gone');
  await expect(store.change('ann', refuses)).rejects.toThrow('not like this');
  expect(await valuesOf(metrics.registry.metrics(), 'scrim_store_errors_total')).toEqual([
    'scrim_store_errors_total{operation="revision"} 2',
    'scrim_store_errors_total{operation="read"} 1',
    'scrim_store_errors_total{operation="snapshot"} 1',
  ]);
});

it('counts questions that shared a reading of the revision', async () => {
  const metrics = createMetrics();
  const revision = async (): Promise<number> => {
    await new Promise((resolve) => setTimeout(resolve, 5));
    return 1;
  };
  const read: WorldStore['read'] = (_, wanted) =>
    Promise.resolve({ revision: 1, changed: [], values: wanted.map(() => undefined) });
  const store = measureStore({ revision, read } as unknown as WorldStore, metrics);
  const { world } = measurePorts({ world: createWorldCache(store) } as unknown as Ports, metrics);
  const ask = () => world.ask((look) => look({ entry: 'user', name: 'ann' }));
  await Promise.all([ask(), ask(), ask(), ask(), ask()]);
  const text = metrics.registry.metrics();
  expect(await valuesOf(text, 'scrim_world_questions_total')).toEqual(['scrim_world_questions_total 5']);
  expect(await valuesOf(text, 'scrim_revision_reads_total')).toEqual(['scrim_revision_reads_total 2']);
  expect(await valuesOf(text, 'scrim_revision_reads_coalesced_total')).toEqual([
    'scrim_revision_reads_coalesced_total 3',
  ]);
  expect(await valuesOf(text, 'scrim_cache_lookups_total')).toEqual([
    'scrim_cache_lookups_total{cache="world"} 5',
  ]);
});

it('counts answers that were remembered, and what was looked up for the others', async () => {
  const metrics = createMetrics();
  const store = {
    revision: () => Promise.resolve(1),
    read: (_: number, wanted: readonly unknown[]) =>
      Promise.resolve({ revision: 1, changed: [], values: wanted.map(() => undefined) }),
  } as unknown as WorldStore;
  const { world } = measurePorts({ world: createWorldCache(store) } as unknown as Ports, metrics);
  const ask = () =>
    world.ask((_, { remember }) =>
      remember('ann', new Date(), (look, derive) => {
        look({ entry: 'user', name: 'ann' });
        return { value: derive('one', () => []), bytes: 1 };
      }),
    );
  await ask();
  await ask();
  await ask();
  const text = metrics.registry.metrics();
  expect((await valuesOf(text, 'scrim_cache_lookups_total')).toSorted()).toEqual([
    'scrim_cache_lookups_total{cache="answers"} 4',
    'scrim_cache_lookups_total{cache="derived"} 2',
    'scrim_cache_lookups_total{cache="world"} 1',
  ]);
  expect((await valuesOf(text, 'scrim_cache_misses_total')).toSorted()).toEqual([
    'scrim_cache_misses_total{cache="answers"} 2',
    'scrim_cache_misses_total{cache="derived"} 2',
  ]);
});
