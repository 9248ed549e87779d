import { describe, expect, it } from '@jest/globals';

import { liftBlock, setBlock } from '../../../src/use-cases/access/blocks.js';
import { createWorldCache } from '../../../src/world/world-cache.js';
import { applyWorld } from '../../../src/use-cases/world/apply-world.js';
import { createDecisionMemory } from '../../../src/policy/decision-memory.js';
import { decideFor } from '../../../src/use-cases/decisions/decide.js';
import type { Decided } from '../../../src/use-cases/decisions/decide.js';
import { storeOf } from '../store-of.js';
import type { DecisionRecord } from '../../../src/audit/decision-record.js';
import { createPorts } from '../../../src/use-cases/create-ports.js';
import { operatorAs } from '../../../src/identity/caller.js';
import { explain } from '../../../src/use-cases/access/explain.js';
import { whoCan } from '../../../src/use-cases/access/who-can.js';
import { loadView } from '../../../src/use-cases/views/load-view.js';
import { showView } from '../../../src/use-cases/views/show-view.js';
import type { Refusal } from '../../../src/base/refusal.js';
import type { WorldStore } from '../../../src/world/world-store.js';
import { openEmptyStore } from '../test-store.js';

const world = (subscription: string): string => `
users: [{ name: ann }]
dataSources: [{ schema: s, name: d, table: a.b.c, columns: [{ name: x, type: bigint }] }]
subscriptions: [{ dataSource: s.d, subscriber: { user: ann }, ${subscription} }]
`;

const occasion = { for: 'view', client: 'test' } as const;

/** What decisions need, with what was put on record. */
const shownIn = ({ decision }: Decided): unknown => (decision.kind === 'open' ? decision.shown : undefined);

const portsOf = (store: WorldStore) => {
  const records: DecisionRecord[] = [];
  return {
    decisions: createDecisionMemory(),
    world: createWorldCache(store),
    records,
    record: (record: DecisionRecord) => {
      records.push(record);
      return Promise.resolve();
    },
  };
};

describe('a decision', () => {
  it('is cached while it is valid, and made again after a change or its end', async () => {
    const store = await openEmptyStore();
    const apply = async (subscription: string): Promise<void> => {
      const files = [{ name: 'w.yaml', text: world(subscription) }];
      expect(await applyWorld(store, { files, prune: false, actor: 'test' })).not.toHaveProperty('errors');
    };
    const ports = portsOf(store);
    const ask = (at: string) =>
      decideFor(ports, { userName: 'ann', dataSourceName: 's.d', at: new Date(at) }, occasion);

    await apply('expires: 2026-01-02T00:00:00Z');
    const first = await ask('2026-01-01T00:00:00Z');
    expect(first.decision.kind).toBe('open');
    const second = await ask('2026-01-01T12:00:00Z');
    expect(first.decision).toHaveProperty('shown');
    expect(second.decision).toHaveProperty('shown', shownIn(first));
    expect(shownIn(second)).toBe(shownIn(first));
    expect(ports.records.map((record) => [record.for, 'dataSource' in record && record.dataSource])).toEqual([
      ['view', 's.d'],
      ['view', 's.d'],
    ]);
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
    const ports = portsOf(store);
    const ask = async (at: string) =>
      (await decideFor(ports, { userName: 'ann', dataSourceName: 's.d', at: new Date(at) }, occasion))
        .decision.kind;
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
    const ports = portsOf(store);
    const at = new Date('2026-01-01T00:00:00Z');
    const kindIn = async (project: string | undefined) =>
      (await decideFor(ports, { userName: 'ann', dataSourceName: 's.d', project, at }, occasion)).decision
        .kind;
    expect(await kindIn(undefined)).toBe('open');
    expect(await kindIn('empty')).toBe('hidden');
    expect(await kindIn(undefined)).toBe('open');
    await store.close();
  });

  describe('is on record before anybody is answered', () => {
    const view = { schema: 's', name: 'd' };
    const ann = operatorAs('ann');
    it.each([
      ['a view', (ports) => loadView(ports, ann, view, 'r1'), { for: 'view', user: 'ann', requestId: 'r1' }],
      ['the SQL of a view', (ports, store) => showView(store, ports, { user: 'ann', view }), { for: 'show' }],
      [
        'an explanation',
        (ports) => explain(ports, ann, view, 'gwen'),
        { for: 'explain', user: 'ann', by: 'gwen' },
      ],
      ['a count of users', (ports) => whoCan(ports, view), { for: 'who-can', decisions: 1 }],
      ['no view', (ports) => loadView(ports, operatorAs('eve'), view), { for: 'view', user: 'eve' }],
    ] as const satisfies readonly (readonly [
      string,
      (ports: Awaited<ReturnType<typeof createPorts>>, store: WorldStore) => Promise<unknown>,
      object,
    ])[])('%s', async (_, answer, expected) => {
      const store = await storeOf({
        users: [{ name: 'ann' }],
        dataSources: [{ schema: 's', name: 'd', table: 'a.b.c', columns: [{ name: 'x', type: 'bigint' }] }],
        subscriptions: [{ dataSource: 's.d', subscriber: { user: 'ann' } }],
      });
      const records: DecisionRecord[] = [];
      const ports = await createPorts(store, async (record) => {
        await new Promise((resolve) => setImmediate(resolve));
        records.push(record);
      });
      await answer(ports, store).catch((error: Refusal) => {
        expect(error.kind).toBe('not-visible');
      });
      expect(records).toEqual([expect.objectContaining({ ...expected, dataSource: 's.d' })]);

      const down = new Error('the record cannot be written');
      await expect(answer({ ...ports, record: () => Promise.reject(down) }, store)).rejects.toBe(down);
      await store.close();
    });
  });
});
