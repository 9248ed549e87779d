import { afterEach, describe, expect, it } from '@jest/globals';
import { stringify } from 'yaml';

import type { WorldStore } from '../../../src/world/world-store.js';
import { dataSource } from '../../../src/model/data-source.js';
import { operationRule } from '../../../src/model/operation-rule.js';
import { subscriptionPolicy } from '../../../src/model/subscription-policy.js';
import { user } from '../../../src/model/principals.js';
import { applyWorld } from '../../../src/use-cases/world/apply-world.js';
import { revokeSubscription } from '../../../src/use-cases/access/revoke-subscription.js';
import { storeOf } from '../store-of.js';

const at = new Date('2026-06-01T00:00:00Z');
const source = { schema: 's', name: 'd', table: 'a.b.c', columns: [{ name: 'x', type: 'bigint' }] };
const subscription = { dataSource: 's.d', subscriber: { user: 'ann' } };
const world = {
  users: [{ name: 'ann' }, { name: 'own' }],
  dataSources: [{ ...source, owners: [{ user: 'own' }] }],
  subscriptions: [subscription],
  subscriptionPolicies: [{ name: 'p', dataSource: 's.d', grant: { anyone: true as const } }],
  operationRules: [{ name: 'r', who: 'everyone' as const, allow: ['ReadSystemInformation' as const] }],
};

let store: WorldStore;
afterEach(() => store.close());

const apply = async (files: object, prune: boolean | 'exactly' = false) => {
  const text = stringify(files);
  const applied = await applyWorld(store, { files: [{ name: 'w.yaml', text }], prune, actor: 'ci' });
  if ('errors' in applied) throw new Error(applied.errors.join('\n'));
  return applied.warnings ?? [];
};
const revoke = () => revokeSubscription(store, { ...subscription, actor: 'own' }, at);
const kept = async () =>
  (await store.change('test', (editor) => editor.all('subscription'))).result.map(({ status }) => status);

describe('a subscription that a person revoked', () => {
  it.each([false, true, 'exactly' as const])(
    'stays so while the file says what it said (prune: %s)',
    async (prune) => {
      store = await storeOf(world);
      await revoke();
      expect(await apply(world, prune)).toEqual([
        "w.yaml:14:5: the subscription of user 'ann' to 's.d' stays revoked, as 'own' decided after this file was applied; to overrule the decision, change the reason or the end here",
      ]);
      expect(await apply(world, prune)).toHaveLength(1);
      expect(await kept()).toEqual(['revoked']);
    },
  );

  it('follows a file that was changed to say so', async () => {
    store = await storeOf(world);
    await revoke();
    const changed = { ...subscription, status: 'approved', reason: 'cleared' };
    expect(await apply({ ...world, subscriptions: [changed] })).toEqual([]);
    expect(await kept()).toEqual(['approved']);
  });

  it('does not follow a change that says no status', async () => {
    store = await storeOf(world);
    await revoke();
    const changed = { ...subscription, expires: '2999-01-01T00:00:00Z' };
    expect(await apply({ ...world, subscriptions: [changed] })).toEqual([
      "w.yaml:14:5: the subscription of user 'ann' to 's.d' stays revoked, as 'own' decided; to give access again, set 'status: approved'",
    ]);
    expect(await kept()).toEqual(['revoked']);
  });

  it('stays so where the file never named it', async () => {
    const { users, dataSources, subscriptionPolicies } = world;
    store = await storeOf(world);
    await revoke();
    expect(await apply({ users, dataSources, subscriptionPolicies })).toEqual([]);
    expect(await kept()).toEqual(['revoked']);
  });
});

it('a subscription that a file revokes is reported if something else gives access', async () => {
  store = await storeOf(world);
  expect(await apply({ ...world, subscriptions: [{ ...subscription, status: 'revoked' }] })).toEqual([
    "w.yaml:17:13: user 'ann' still has access to 's.d': policy 'p' grants access: anyone has access, although subscription of user 'ann' is revoked; to end this access, set a block",
  ]);
});

describe('what a file does not say stays closed', () => {
  it.each<[string, (of: WorldStore) => Promise<unknown>, string]>([
    [
      'a user who was deactivated',
      (of) => of.change('op', (editor) => editor.put('user', [user.parse({ name: 'ann', active: false })])),
      "w.yaml:2:5: user 'ann' stays inactive; to activate the user, set 'active: true'",
    ],
    [
      'a data source that was disabled',
      (of) =>
        of.change('op', (editor) =>
          editor.put('dataSource', [dataSource.parse({ ...source, enabled: false })]),
        ),
      "w.yaml:5:5: data source 's.d' stays disabled; to enable it, set 'enabled: true'",
    ],
    [
      'a data source whose table was removed',
      (of) =>
        of.change('op', (editor) => editor.put('dataSource', [dataSource.parse({ ...source, gone: true })])),
      "w.yaml:5:5: data source 's.d' stays marked as gone; scrim sync removes the mark when the table is back",
    ],
    [
      'a column that nobody has reviewed',
      (of) =>
        of.change('op', (editor) =>
          editor.put('dataSource', [
            dataSource.parse({ ...source, columns: [{ ...source.columns[0], unreviewed: true }] }),
          ]),
        ),
      "w.yaml:9:7: column 'x' of 's.d' stays unreviewed; to mark it as reviewed, run scrim datasource review",
    ],
    [
      'a grant that was disabled',
      (of) =>
        of.change('op', (editor) =>
          editor.put('subscriptionPolicy', [
            subscriptionPolicy.parse({ ...world.subscriptionPolicies[0], enabled: false }),
          ]),
        ),
      "w.yaml:18:5: subscription policy 'p' stays disabled; to enable it, set 'enabled: true'",
    ],
    [
      'an operation rule that was disabled',
      (of) =>
        of.change('op', (editor) =>
          editor.put('operationRule', [operationRule.parse({ ...world.operationRules[0], enabled: false })]),
        ),
      "w.yaml:23:5: operation rule 'r' stays disabled; to enable it, set 'enabled: true'",
    ],
  ])('%s', async (_, close, warning) => {
    store = await storeOf(world);
    await close(store);
    expect(await apply(world)).toEqual([warning]);
    expect((await apply(world, true)).length).toBe(1);
  });

  it('and is opened by a file that says so', async () => {
    store = await storeOf(world);
    const [ann, own] = world.users;
    await store.change('op', (editor) => editor.put('user', [user.parse({ ...ann, active: false })]));
    expect(await apply({ ...world, users: [{ ...ann, active: true }, own] })).toEqual([]);
    const { result } = await store.change('test', (editor) => editor.get('user', 'ann'));
    expect(result?.active).toBe(true);
  });
});

describe('a prune that removes much', () => {
  const users = Array.from({ length: 20 }, (_, index) => ({ name: `u${index}` }));
  const prune = (files: object, allowRemovals?: boolean) =>
    applyWorld(store, {
      ...{ files: [{ name: 'w.yaml', text: stringify(files) }], actor: 'ci', prune: true },
      allowRemovals,
    });

  it('is refused with its counts, unless it is allowed', async () => {
    store = await storeOf({ users, groups: [{ name: 'g' }] });
    expect(await prune({}, false)).toEqual({
      errors: [
        '--prune would remove 21 of 21 objects, more than a tenth (group: 1 of 1, user: 20 of 20); if this is intended, add --allow-removals',
      ],
    });
    expect(await prune({ users: users.slice(3), groups: [{ name: 'g' }] }, false)).toEqual({
      errors: [
        '--prune would remove 3 of 21 objects, more than a tenth (user: 3 of 20); if this is intended, add --allow-removals',
      ],
    });
    expect((await store.change('test', (editor) => editor.all('user'))).result).toHaveLength(20);
    expect(await prune({ users: users.slice(2), groups: [{ name: 'g' }] }, false)).toMatchObject({
      changes: [{ change: 'removed' }, { change: 'removed' }],
    });
    expect(await prune({}, true)).not.toHaveProperty('errors');
  });
});
