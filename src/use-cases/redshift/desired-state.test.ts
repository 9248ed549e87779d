import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { stringify } from 'yaml';

import { openStore } from '../../store/open-store.js';
import { createWorldCache } from '../../world/world-cache.js';
import { applyWorld } from '../world/apply-world.js';
import { createDesiredState } from './desired-state.js';

const dataSource = (name: string) => ({
  ...{ schema: 'shop', name, platform: 'redshift', table: `dev.lake.${name}` },
  columns: [{ name: 'id', type: 'integer' }],
});
const subscription = (user: string) => ({ subscriber: { user }, dataSource: 'shop.orders' });
const world = {
  users: [{ name: 'ann' }, { name: 'bob' }, { name: 'cat' }],
  dataSources: ['customer', 'orders'].map(dataSource),
  subscriptions: ['ann', 'bob', 'cat'].map((user) => subscription(user)),
};

let store: Awaited<ReturnType<typeof openStore>>;
beforeAll(async () => {
  store = await openStore('memory:');
  await apply(world);
});
afterAll(() => store.close());

async function apply(content: object): Promise<void> {
  const files = [{ name: 'world.yaml', text: stringify(content) }];
  const result = await applyWorld(store, { files, prune: true, allowRemovals: true, actor: 'test' });
  if ('errors' in result) throw new Error(result.errors.join('\n'));
}
const stateWith = (profileRows: number, now = () => new Date('2026-06-01T00:00:00Z')) =>
  createDesiredState(
    {
      store,
      world: createWorldCache(store),
      now,
      hashKey: () => Promise.resolve('key'),
    },
    { database: 'dev', systemSchema: 'scrim' },
    { profileRows },
  );

it('is refused while the profiles have more rows than a push may write, and goes on when they have fewer', async () => {
  const enough = stateWith(6);
  await enough.refresh();
  expect(enough.desired().profiles.map(({ rows }) => rows.length)).toEqual([2, 2, 2]);
  const little = stateWith(5);
  const refused =
    /^the profiles of all people have more than 5 rows, one for each person and data source that the person may read: that is more than limits\.profileRows allows/;
  await expect(little.refresh()).rejects.toThrow(refused);
  await expect(little.refresh()).rejects.toThrow(refused);

  const rows = () => little.desired().profiles.map(({ rows: { length } }) => length);
  await apply({ ...world, subscriptions: world.subscriptions.slice(1) });
  await little.refresh();
  expect(rows()).toEqual([1, 2, 2]);
  // One person gains what another loses.
  await apply({ ...world, subscriptions: world.subscriptions.slice(0, 2) });
  await little.refresh();
  expect(rows()).toEqual([2, 2, 1]);
  await apply(world);
  await expect(little.refresh()).rejects.toThrow(refused);
});

it('reports what changed by itself in a refresh that was refused', async () => {
  const [, ...others] = world.subscriptions;
  const ends = { ...subscription('ann'), expires: '2026-06-02T00:00:00Z' };
  await apply({ ...world, subscriptions: [ends, ...others] });
  let time = new Date('2026-06-01T00:00:00Z');
  const state = stateWith(6, () => time);
  await state.refresh();
  expect(await state.refresh()).toEqual({ usernames: [], more: false });
  time = new Date('2026-06-03T00:00:00Z');
  const more = ['bob', 'cat'].map((user) => ({ subscriber: { user }, dataSource: 'shop.customer' }));
  await apply({ ...world, subscriptions: [ends, ...others, ...more] });
  await expect(state.refresh()).rejects.toThrow('the profiles of all people have more than 6 rows');
  await apply({ ...world, subscriptions: [ends, ...others] });
  expect((await state.refresh()).more).toBe(true);
  expect(state.desired().profiles.map(({ rows }) => rows.length)).toEqual([1, 2, 2]);
});
