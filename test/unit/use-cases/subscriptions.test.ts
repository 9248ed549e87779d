import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { z } from 'zod';

import type { WorldStore } from '../../../src/world/world-store.js';
import type { subscriptionPolicy } from '../../../src/model/subscription-policy.js';
import { subscriptionKey } from '../../../src/model/subscription.js';
import type { worldFile } from '../../../src/model/world.js';
import { decideRequest } from '../../../src/use-cases/access/decide-request.js';
import { listSubscriptions } from '../../../src/use-cases/access/list-subscriptions.js';
import { requestAccess } from '../../../src/use-cases/access/request-access.js';
import { revokeSubscription } from '../../../src/use-cases/access/revoke-subscription.js';
import { storeOf } from '../store-of.js';

const at = new Date('2026-06-01T00:00:00Z');
const later = new Date('2026-06-02T00:00:00Z');
const asking = (
  name: string,
  dataSource: string,
  approvers: ({ user: string } | { group: string })[],
  need: 'all' | 'any' = 'any',
): z.input<typeof subscriptionPolicy> => ({ name, dataSource, grant: { ask: { approvers, need } } });

const world: z.input<typeof worldFile> = {
  groups: [{ name: 'stewards' }, { name: 'staff' }],
  users: [
    { name: 'ann' },
    { name: 'own' },
    { name: 'sam', groups: ['stewards'] },
    { name: 'sue', groups: ['stewards'] },
    { name: 'boss' },
    { name: 'kim', groups: ['staff'] },
  ],
  dataSources: ['any', 'all', 'chosen', 'bare', 'open', 'either', 'staff', 'alone'].map((name) => ({
    schema: 's',
    name,
    table: `a.b.table_${name}`,
    owners: [{ user: 'own' }],
    columns: [{ name: 'x', type: 'bigint' }],
  })),
  subscriptions: [{ dataSource: 's.chosen', subscriber: { group: 'stewards' } }],
  subscriptionPolicies: [
    asking('any', 's.any', [{ group: 'stewards' }, { user: 'boss' }]),
    asking('all', 's.all', [{ group: 'stewards' }, { user: 'boss' }], 'all'),
    { name: 'chosen', dataSource: 's.chosen', grant: { individual: true } },
    { name: 'open', dataSource: 's.open', grant: { anyone: true } },
    asking('either 1', 's.either', [{ group: 'stewards' }, { user: 'boss' }], 'all'),
    asking('either 2', 's.either', [{ user: 'own' }]),
    asking('staff asks', 's.staff', [{ user: 'boss' }]),
    { name: 'staff', dataSource: 's.staff', grant: { condition: { group: 'staff' } } },
    asking('alone', 's.alone', [{ user: 'boss' }], 'all'),
  ],
};

let store: WorldStore;
beforeAll(async () => {
  store = await storeOf(world);
});
beforeEach(() =>
  store.change('test', async (editor) => {
    const asked = (await editor.all('subscription')).filter(({ requestedAt }) => requestedAt !== undefined);
    await editor.remove('subscription', asked.map(subscriptionKey));
  }),
);
afterAll(() => store.close());

const request = (dataSource: string, user = 'ann', reason?: string) =>
  requestAccess(store, { user, dataSource, reason }, at);
const decide =
  (decision: 'approve' | 'deny') =>
  (actor: string, dataSource: string, more: { reason?: string; expires?: string; user?: string } = {}) => {
    const { user = 'ann', ...rest } = more;
    return decideRequest(store, { actor, dataSource, subscriber: { user }, decision, ...rest }, later);
  };
const approve = decide('approve');
const deny = decide('deny');
const revoke = (actor: string, dataSource: string, user = 'ann') =>
  revokeSubscription(store, { actor, dataSource, subscriber: { user }, reason: 'over' }, later);

describe('a request', () => {
  it('waits for any approver, or for all', async () => {
    expect(await request('s.any', 'ann', 'a report')).toEqual({
      subscription: {
        dataSource: 's.any',
        subscriber: { user: 'ann' },
        status: 'pending',
        reason: 'a report',
        requestedAt: '2026-06-01T00:00:00.000Z',
        decisions: [],
      },
      waitingFor: ["group 'stewards' or user 'boss'"],
    });
    expect((await request('s.all')).waitingFor).toEqual(["group 'stewards' and user 'boss'"]);
    expect((await request('s.either')).waitingFor).toEqual([
      "group 'stewards' and user 'boss'",
      "user 'own'",
    ]);
  });

  it.each([
    ['what does not exist', 'ann', 's.none', 'not-visible', "data source 's.none' does not exist"],
    ['what people are chosen for', 'ann', 's.chosen', 'not-visible', "data source 's.chosen' does not exist"],
    ['what no policy offers', 'ann', 's.bare', 'not-visible', "data source 's.bare' does not exist"],
    ['nobody', 'zoe', 's.any', 'invalid', "there is no user 'zoe'"],
    [
      'what is open',
      'ann',
      's.open',
      'conflict',
      "user 'ann' has access to 's.open' already: policy 'open' grants access: anyone has access",
    ],
    ['an owner', 'own', 's.any', 'conflict', "user 'own' has access to 's.any' already: owner as user 'own'"],
    [
      'a group',
      'sam',
      's.chosen',
      'conflict',
      "user 'sam' has access to 's.chosen' already: subscription of group 'stewards' is approved",
    ],
  ])('is refused for %s', async (_, user, dataSource, kind, message) => {
    await expect(request(dataSource, user)).rejects.toMatchObject({ kind, message });
    expect(await listSubscriptions(store, { subscriber: { user } }, later)).toEqual([]);
  });

  it('is made once, and again after it was denied', async () => {
    await request('s.any');
    await expect(request('s.any')).rejects.toThrow("user 'ann' has already requested access to 's.any'");
    await deny('sam', 's.any');
    expect((await request('s.any')).subscription).toMatchObject({ status: 'pending', decisions: [] });
  });
});

describe('a decision about a request', () => {
  it('approves it by any approver', async () => {
    await request('s.any', 'ann', 'a report');
    const expires = '2027-01-01T00:00:00Z';
    expect(await approve('sue', 's.any', { reason: 'fine', expires })).toEqual({
      subscription: {
        dataSource: 's.any',
        subscriber: { user: 'ann' },
        status: 'approved',
        reason: 'a report',
        requestedAt: '2026-06-01T00:00:00.000Z',
        decidedBy: 'sue',
        expires,
        decisions: [{ by: 'sue', decision: 'approve', at: '2026-06-02T00:00:00.000Z', reason: 'fine' }],
      },
      waitingFor: [],
    });
    expect(await listSubscriptions(store, { status: 'approved', dataSource: 's.any' }, later)).toHaveLength(
      1,
    );
  });

  it('approves it when all have approved, and ends it when the first wants it to end', async () => {
    await request('s.all');
    const first = await approve('sam', 's.all', { expires: '2027-01-01T00:00:00Z' });
    expect([first.subscription.status, first.waitingFor]).toEqual(['pending', ["user 'boss'"]]);
    const again = await approve('sue', 's.all');
    expect([again.subscription.status, again.waitingFor]).toEqual(['pending', ["user 'boss'"]]);
    const { subscription } = await approve('boss', 's.all', { expires: '2028-01-01T00:00:00Z' });
    expect(subscription).toMatchObject({
      status: 'approved',
      decidedBy: 'boss',
      expires: '2027-01-01T00:00:00Z',
    });
  });

  it('approves it when one of the policies is content', async () => {
    await request('s.either');
    expect((await approve('sam', 's.either')).waitingFor).toEqual(["user 'boss'", "user 'own'"]);
    expect((await approve('own', 's.either')).subscription.status).toBe('approved');
  });

  it('denies it whatever others said', async () => {
    await request('s.all');
    await approve('sam', 's.all');
    const { subscription } = await deny('boss', 's.all', { reason: 'no need' });
    expect(subscription).toMatchObject({ status: 'denied', decidedBy: 'boss' });
    await expect(approve('sue', 's.all')).rejects.toMatchObject({
      kind: 'conflict',
      message: "the subscription of user 'ann' to 's.all' is denied, not pending",
    });
  });

  it.each([
    [
      'by who is no approver',
      () => approve('own', 's.any'),
      'forbidden',
      "user 'own' is not an approver of access to 's.any'",
    ],
    [
      'by who asks',
      () => approve('ann', 's.any'),
      'forbidden',
      "user 'ann' is not an approver of access to 's.any'",
    ],
    ['by nobody', () => approve('zoe', 's.any'), 'invalid', "there is no user 'zoe'"],
    [
      'about what is not there',
      () => approve('sam', 's.none'),
      'not-visible',
      "data source 's.none' does not exist",
    ],
    [
      'about what must not be known',
      () => approve('ann', 's.chosen'),
      'not-visible',
      "data source 's.chosen' does not exist",
    ],
    [
      'that nobody asked for',
      () => approve('sam', 's.any', { user: 'boss' }),
      'conflict',
      "there is no request of user 'boss' to 's.any'",
    ],
    [
      'with an end that is past',
      () => approve('sam', 's.any', { expires: '2026-06-02T00:00:00Z' }),
      'invalid',
      "'2026-06-02T00:00:00Z' is not in the future: a subscription must end later",
    ],
    [
      'with an end that is none',
      () => approve('sam', 's.any', { expires: 'soon' }),
      'invalid',
      "expected a point in time such as 2027-01-31T00:00:00Z but found 'soon'",
    ],
  ])('is refused %s', async (_, run, kind, message) => {
    await request('s.any');
    await expect(run()).rejects.toMatchObject({ kind, message });
    expect(await listSubscriptions(store, { status: 'pending' }, later)).toHaveLength(1);
  });

  it('is made once by each approver', async () => {
    await request('s.all');
    await approve('sam', 's.all');
    await expect(approve('sam', 's.all')).rejects.toMatchObject({
      kind: 'conflict',
      message: "user 'sam' has approved the request of user 'ann' to 's.all' already",
    });
  });
});

describe('a request of an approver', () => {
  const own = { user: 'boss' };
  it('is not approved by themselves, whatever rule lets them approve', async () => {
    for (const [name, actor] of [
      ['s.any', 'boss'],
      ['s.all', 'boss'],
      ['s.any', 'sam'],
    ] as const) {
      await request(name, actor);
      await expect(approve(actor, name, { user: actor })).rejects.toMatchObject({
        kind: 'forbidden',
        message: `user '${actor}' cannot approve their own request (settings.selfApproval)`,
      });
    }
  });

  it('waits for the others, where all must approve', async () => {
    expect((await request('s.all', 'boss')).waitingFor).toEqual(["group 'stewards'"]);
    expect((await approve('sam', 's.all', own)).subscription.status).toBe('approved');
  });

  it('waits for somebody else, where they alone may approve', async () => {
    expect((await request('s.alone', 'boss')).waitingFor).toEqual(['somebody other than the requester']);
  });

  it('of a group that they are in is not theirs to approve', async () => {
    const pending = { dataSource: 's.any', subscriber: { group: 'stewards' }, status: 'pending' as const };
    await store.change('test', (editor) => editor.put('subscription', [pending]));
    const decision = { ...{ actor: 'sam', dataSource: 's.any' }, subscriber: pending.subscriber };
    await expect(decideRequest(store, { ...decision, decision: 'approve' }, later)).rejects.toThrow(
      "user 'sam' cannot approve their own request",
    );
    await store.change('test', (editor) => editor.remove('subscription', [subscriptionKey(pending)]));
  });

  it('is, where the settings let them', async () => {
    await store.change('test', (editor) =>
      editor.put('settings', [{ inlineHashKey: false, selfApproval: true }]),
    );
    await request('s.any', 'boss');
    expect((await approve('boss', 's.any', own)).subscription.status).toBe('approved');
    await store.change('test', (editor) => editor.remove('settings', ['settings']));
  });
});

describe('a revocation', () => {
  it('and a denial say who has access all the same, and by what', async () => {
    const kim = { dataSource: 's.staff', subscriber: { user: 'kim' } };
    const group = { dataSource: 's.staff', subscriber: { group: 'staff' } };
    const because = "policy 'staff' grants access: in group 'staff'";
    await store.change('test', (editor) =>
      editor.put('subscription', [
        { ...kim, status: 'approved' },
        { ...group, status: 'pending' },
      ]),
    );
    const actor = 'boss';
    expect((await revokeSubscription(store, { ...kim, actor }, later)).remaining).toEqual([
      { user: 'kim', because: `${because}, although subscription of user 'kim' is revoked` },
    ]);
    const denied = await decideRequest(store, { ...group, actor, decision: 'deny' }, later);
    expect(denied.remaining).toEqual([
      {
        user: 'kim',
        because: `${because}, although subscription of group 'staff' is denied, although subscription of user 'kim' is revoked`,
      },
    ]);
    await store.change('test', (editor) => editor.remove('subscription', [kim, group].map(subscriptionKey)));
  });

  it('keeps what was said before anybody decided, through later decisions', async () => {
    const ann = { dataSource: 's.any', subscriber: { user: 'ann' } };
    await store.change('test', (editor) =>
      editor.put('subscription', [{ ...ann, status: 'approved', reason: 'a file' }]),
    );
    const replaces = { status: 'approved', reason: 'a file' };
    expect((await revoke('boss', 's.any')).subscription).toMatchObject({ status: 'revoked', replaces });
    expect((await request('s.any')).subscription).toMatchObject({ status: 'pending', replaces });
    expect((await deny('boss', 's.any')).subscription).toMatchObject({ status: 'denied', replaces });
  });

  it.each(['sam', 'own', 'ann'])('by %s takes a subscription back', async (actor) => {
    await request('s.any');
    await approve('boss', 's.any');
    expect(await revoke(actor, 's.any')).toMatchObject({
      subscription: { status: 'revoked', decidedBy: actor, reason: 'over' },
      remaining: [],
    });
    await expect(revoke('sam', 's.any')).rejects.toMatchObject({
      kind: 'conflict',
      message: "the subscription of user 'ann' to 's.any' is revoked already",
    });
  });

  it('by anybody else is refused', async () => {
    await request('s.any');
    await expect(revoke('ann', 's.any', 'boss')).rejects.toMatchObject({
      kind: 'forbidden',
      message: "user 'ann' is neither an owner of 's.any' nor an approver of access to it",
    });
    await expect(revoke('ann', 's.chosen')).rejects.toThrow("data source 's.chosen' does not exist");
    await expect(revoke('own', 's.bare')).rejects.toThrow(
      "there is no subscription of user 'ann' to 's.bare'",
    );
  });
});

it('lists one that has ended as expired', async () => {
  await request('s.any');
  await approve('boss', 's.any', { expires: '2026-07-01T00:00:00Z' });
  const listed = (status: 'approved' | 'expired', at: string) =>
    listSubscriptions(store, { dataSource: 's.any', status }, new Date(at));
  expect(await listed('approved', '2026-06-30T00:00:00Z')).toMatchObject([{ status: 'approved' }]);
  expect(await listed('approved', '2026-07-01T00:00:00Z')).toEqual([]);
  expect(await listed('expired', '2026-07-01T00:00:00Z')).toMatchObject([
    { status: 'expired', expires: '2026-07-01T00:00:00Z' },
  ]);
});
