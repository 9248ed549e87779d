import { describe, expect, it } from '@jest/globals';

import { liftBlock, setBlock } from '../../../src/use-cases/access/blocks.js';
import { createWorldCache } from '../../../src/world/world-cache.js';
import { applyWorld } from '../../../src/use-cases/world/apply-world.js';
import { decideFor } from '../../../src/use-cases/views/decide-for.js';
import { createDecisionMemory } from '../../../src/use-cases/views/decision-memory.js';
import { storeOf } from '../store-of.js';
import { openEmptyStore } from '../test-store.js';

const world = (subscription: string): string => `
users: [{ name: ann }]
dataSources: [{ schema: s, name: d, table: a.b.c, columns: [{ name: x, type: bigint }] }]
subscriptions: [{ dataSource: s.d, subscriber: { user: ann }, ${subscription} }]
`;

describe('a decision', () => {
  it('is remembered while it holds, and made again after a change or its end', async () => {
    const store = await openEmptyStore();
    const apply = async (subscription: string): Promise<void> => {
      const files = [{ name: 'w.yaml', text: world(subscription) }];
      expect(await applyWorld(store, { files, prune: false, actor: 'test' })).not.toHaveProperty('errors');
    };
    const ports = { world: createWorldCache(store), decisions: createDecisionMemory() };
    const ask = (at: string) =>
      decideFor(ports, { userName: 'ann', dataSourceName: 's.d', at: new Date(at) });

    await apply('expires: 2026-01-02T00:00:00Z');
    const first = await ask('2026-01-01T00:00:00Z');
    expect(first.decision.kind).toBe('open');
    expect(await ask('2026-01-01T12:00:00Z')).toBe(first);
    expect((await ask('2026-01-02T00:00:00Z')).decision.kind).toBe('hidden');

    await apply('status: approved');
    expect((await ask('2026-01-02T00:00:00Z')).decision.kind).toBe('open');
    await apply('status: revoked');
    expect((await ask('2026-01-02T00:00:00Z')).decision.kind).toBe('hidden');
    await store.close();
  });

  it('is made again when a block is set, lifted, or ends', async () => {
    const store = await openEmptyStore();
    const files = [{ name: 'w.yaml', text: world('status: approved') }];
    expect(await applyWorld(store, { files, prune: false, actor: 'test' })).not.toHaveProperty('errors');
    const ports = { world: createWorldCache(store), decisions: createDecisionMemory() };
    const ask = async (at: string) =>
      (await decideFor(ports, { userName: 'ann', dataSourceName: 's.d', at: new Date(at) })).decision.kind;
    const who = { actor: 'op', blocked: { user: 'ann' }, scope: { everything: true } } as const;
    const now = new Date('2026-01-01T00:00:00Z');

    expect(await ask('2026-01-01T00:00:00Z')).toBe('open');
    await setBlock(store, { ...who, reason: 'x', until: '2026-01-02T00:00:00Z' }, now);
    expect(await ask('2026-01-01T00:00:00Z')).toBe('hidden');
    expect(await ask('2026-01-02T00:00:00Z')).toBe('open');
    await setBlock(store, { ...who, reason: 'x' }, now);
    expect(await ask('2026-01-03T00:00:00Z')).toBe('hidden');
    await liftBlock(store, who);
    expect(await ask('2026-01-03T00:00:00Z')).toBe('open');
    await store.close();
  });

  it('is another in another project, and is not mistaken for it', async () => {
    const store = await storeOf({
      settings: { projectInSource: true },
      users: [{ name: 'ann' }],
      dataSources: [{ schema: 's', name: 'd', table: 'a.b.c', columns: [{ name: 'x', type: 'bigint' }] }],
      subscriptions: [{ dataSource: 's.d', subscriber: { user: 'ann' } }],
      projects: [{ name: 'empty', members: [{ user: 'ann' }] }],
    });
    const ports = { world: createWorldCache(store), decisions: createDecisionMemory() };
    const at = new Date('2026-01-01T00:00:00Z');
    const kindIn = async (project: string | undefined) =>
      (await decideFor(ports, { userName: 'ann', dataSourceName: 's.d', project, at })).decision.kind;
    expect(await kindIn(undefined)).toBe('open');
    expect(await kindIn('empty')).toBe('hidden');
    expect(await kindIn(undefined)).toBe('open');
    await store.close();
  });
});
