import { afterEach, expect, it } from '@jest/globals';
import { stringify } from 'yaml';

import { storeOf } from '../../../test/unit/store-of.js';
import type { WorldStore } from '../../world/world-store.js';
import { applyWorld } from './apply-world.js';

const files = {
  purposes: [{ name: 'Research', statement: 'I do research.' }],
  users: [{ name: 'ann' }, { name: 'bob' }],
  dataSources: [
    { schema: 'sales', name: 'orders', table: 'a.b.c', columns: [{ name: 'id', type: 'bigint' }] },
  ],
  projects: [
    { name: 'study', dataSources: ['sales.orders'], members: [{ user: 'ann' }], purposes: ['Research'] },
  ],
};
const actions = {
  acknowledgements: [{ user: 'ann', purpose: 'Research' }],
  workingProjects: [{ user: 'ann', project: 'study' }],
  subscriptions: [
    {
      dataSource: 'sales.orders',
      subscriber: { user: 'ann' },
      status: 'pending' as const,
      requestedAt: '2026-01-01T00:00:00Z',
    },
    { dataSource: 'sales.orders', subscriber: { user: 'bob' } },
  ],
};

let store: WorldStore | undefined;
afterEach(() => store?.close());

const prune = async (world: object): Promise<readonly string[]> => {
  store = await storeOf({ ...files, ...actions });
  const result = await applyWorld(store, {
    files: [{ name: 'world.yaml', text: stringify(world) }],
    prune: true,
    actor: 'test',
  });
  if ('errors' in result) throw new Error(result.errors.join('\n'));
  return result.changes.map(({ kind, change }) => `${kind} ${change}`);
};

it.each<[string, object, readonly string[]]>([
  ['what people did stays', files, ['subscription removed']],
  [
    'what people did goes with what it speaks of',
    { ...files, users: [{ name: 'bob' }], projects: [] },
    [
      'subscription removed',
      'subscription removed',
      'user removed',
      'project removed',
      'acknowledgement removed',
      'workingProject removed',
    ],
  ],
  [
    'files that speak of it have the last word',
    { ...files, workingProjects: [{ user: 'ann', project: 'study' }], acknowledgements: [] },
    ['subscription removed'],
  ],
])('when files are all there is, %s', async (_, world, expected) => {
  expect((await prune(world)).toSorted()).toEqual([...expected].toSorted());
});

it.each([true, 'exactly' as const])(
  'a block that a person set is not lifted by files (prune: %s)',
  async (prunes) => {
    store = await storeOf(files);
    const block = { blocked: { user: 'ann' }, scope: { everything: true as const }, reason: 'x' };
    const set = { ...block, blockedBy: 'op', blockedAt: '2026-01-01T00:00:00Z' };
    await store.change('op', (editor) => editor.put('block', [set, { ...block, blocked: { user: 'bob' } }]));
    const text = stringify(files);
    await applyWorld(store, { files: [{ name: 'world.yaml', text }], prune: prunes, actor: 'test' });
    expect((await store.change('test', (editor) => editor.all('block'))).result).toEqual([set]);
  },
);
