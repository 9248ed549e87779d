import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { stringify } from 'yaml';

import { believeActor } from '../../../src/identity/actor.js';
import { subscriptionKey } from '../../../src/model/subscription.js';
import type { Subscription } from '../../../src/model/subscription.js';
import { takeBreakGlass } from '../../../src/use-cases/access/break-glass.js';
import { decideRequest } from '../../../src/use-cases/access/decide-request.js';
import { requestAccess } from '../../../src/use-cases/access/request-access.js';
import { createPorts } from '../../../src/use-cases/create-ports.js';
import { decideAccess } from '../../../src/use-cases/recertification/decide-access.js';
import { startRound } from '../../../src/use-cases/recertification/start-round.js';
import { applyWorld } from '../../../src/use-cases/world/apply-world.js';
import { administrationOf } from '../../../src/use-cases/world/context.js';
import { createObject, replaceObject } from '../../../src/use-cases/world/write-objects.js';
import type { WorldStore } from '../../../src/world/world-store.js';
import { storeOf } from '../store-of.js';

const at = new Date('2026-06-01T00:00:00Z');
const cap = '2026-07-01T00:00:00.000Z';
const [before, after] = ['2026-06-20T00:00:00Z', '2026-07-01T00:00:00.001Z'];
const setting = 'settings.longestAccess (P30D)';
const tooLate = `'${after}' is later than ${cap}: access that is given now must end by then, by ${setting}`;

const world = {
  groups: [{ name: 'on-call' }],
  users: [{ name: 'ann', groups: ['on-call'] }, ...['own', 'two', 'bob', 'gov'].map((name) => ({ name }))],
  dataSources: ['d', 'e'].map((name) => ({
    ...{ schema: 's', name, table: `a.b.${name}`, owners: [{ user: 'own' }] },
    columns: [{ name: 'x', type: 'bigint' }],
  })),
  subscriptions: [{ dataSource: 's.d', subscriber: { user: 'bob' } }],
  subscriptionPolicies: [
    {
      name: 'asked',
      dataSource: 's.d',
      grant: { ask: { approvers: [{ user: 'own' }, { user: 'two' }], need: 'all' as const } },
    },
    {
      name: 'incidents',
      dataSource: 's.e',
      breakGlass: { hours: 4, for: { group: 'on-call' }, tell: ['own', 'two'] },
    },
  ],
};

let store: WorldStore;
beforeEach(async () => {
  store = await storeOf(world);
  await limit('P30D');
});
afterEach(() => store.close());

const limit = (longestAccess: string) =>
  store.change('test', (editor) => editor.put('settings', [{ inlineHashKey: false, longestAccess }]));
const subscriptionOf = async (user: string) =>
  (
    await store.snapshot((reader) =>
      reader.get('subscription', subscriptionKey({ dataSource: 's.d', subscriber: { user } })),
    )
  ).result;

const request = (expires?: string) => requestAccess(store, { user: 'ann', dataSource: 's.d', expires }, at);
const approve = (actor: string, expires?: string) =>
  decideRequest(
    store,
    { actor, dataSource: 's.d', subscriber: { user: 'ann' }, decision: 'approve', expires },
    at,
  );

describe('a request', () => {
  it.each<[string, string | undefined, string]>([
    ['an end after the latest', after, tooLate],
    [
      'an end that has passed',
      '2026-05-01T00:00:00Z',
      "'2026-05-01T00:00:00Z' is not in the future: a subscription must end later",
    ],
  ])('is refused with %s', async (_, expires, message) => {
    await expect(request(expires)).rejects.toMatchObject({ kind: 'invalid', message });
  });

  it.each<
    [
      asked: string | undefined,
      first: string | undefined,
      second: string | undefined,
      end: string,
      by: string | undefined,
    ]
  >([
    [undefined, undefined, undefined, cap, setting],
    [before, undefined, undefined, before, undefined],
    [undefined, before, undefined, before, undefined],
    [undefined, cap, undefined, cap, undefined],
    [before, '2026-06-10T00:00:00Z', cap, '2026-06-10T00:00:00Z', undefined],
    ['2026-06-10T00:00:00Z', before, undefined, '2026-06-10T00:00:00Z', undefined],
  ])('until %s, approved until %s and until %s, ends at %s', async (asked, first, second, end, by) => {
    expect((await request(asked)).subscription.expires).toBe(asked);
    expect((await approve('own', first)).endSetBy).toBeUndefined();
    const { subscription, endSetBy } = await approve('two', second);
    expect([subscription.status, subscription.expires, endSetBy]).toEqual(['approved', end, by]);
  });

  it('is not approved with a later end, nor after its end', async () => {
    await request('2026-06-10T00:00:00Z');
    await expect(approve('own', after)).rejects.toMatchObject({ kind: 'invalid', message: tooLate });
    const input = { dataSource: 's.d', subscriber: { user: 'ann' } };
    const ended = new Date('2026-06-11T00:00:00Z');
    await expect(
      decideRequest(store, { ...input, actor: 'own', decision: 'approve' }, ended),
    ).rejects.toThrow("'2026-06-10T00:00:00Z' is not in the future");
    const denied = await decideRequest(store, { ...input, actor: 'own', decision: 'deny' }, ended);
    expect(denied.subscription.status).toBe('denied');
  });

  it('from before the setting ends by it', async () => {
    await request(before);
    await limit('P7D');
    await approve('own');
    expect(await approve('two')).toMatchObject({
      subscription: { expires: '2026-06-08T00:00:00.000Z' },
      endSetBy: 'settings.longestAccess (P7D)',
    });
  });
});

describe('an access that is confirmed', () => {
  const confirm = (until?: string) =>
    decideAccess(store, { actor: 'own', name: 'Q2', decision: 'confirm', all: true, until }, at);
  beforeEach(() =>
    startRound(
      store,
      { actor: 'gov', name: 'Q2', target: { dataSources: ['s.d'] }, due: '2026-06-15T00:00:00Z' },
      at,
    ),
  );

  it.each<[string | undefined, string, string | undefined]>([
    [undefined, cap, setting],
    [before, before, undefined],
    [cap, cap, undefined],
  ])('until %s ends at %s', async (until, end, by) => {
    const { decided } = await confirm(until);
    expect(decided.map((one) => [one.subscription.expires, one.endSetBy])).toEqual([[end, by]]);
    const recorded = (await store.snapshot((reader) => reader.all('recertification'))).result;
    expect(recorded[0]?.accesses[0]?.decision?.until).toBe(end);
  });

  it('does not end later', async () => {
    await expect(confirm(after)).rejects.toMatchObject({ kind: 'invalid', message: tooLate });
  });

  it('has its earlier end where that is earlier', async () => {
    await store.change('test', (editor) =>
      editor.put('settings', [{ inlineHashKey: false, longestAccess: 'P10Y' }]),
    );
    const { decided } = await confirm('2027-01-01T00:00:00Z');
    expect(decided[0]).toMatchObject({ subscription: { expires: '2027-01-01T00:00:00Z' } });
    expect(decided[0]).not.toHaveProperty('endSetBy');
  });
});

describe('break glass', () => {
  it.each([
    [4, 'P30D', undefined],
    [2, 'PT2H', undefined],
    [3, 'PT2H', 'by settings.longestAccess (PT2H)'],
  ])('for %d hours, with longestAccess %s', async (hours, longest, message) => {
    await limit(longest);
    const taken = takeBreakGlass(store, { user: 'ann', dataSource: 's.e', reason: 'x', hours }, at);
    await (message === undefined
      ? expect(taken).resolves.toMatchObject({ status: 'approved' })
      : expect(taken).rejects.toMatchObject({ kind: 'invalid', message: expect.stringContaining(message) }));
  });
});

describe('a subscription that is written by the API', () => {
  const asking = { actor: believeActor('key', ['admin'], undefined), at };
  const administration = async () =>
    administrationOf(store as never, await createPorts(store, () => Promise.resolve()));
  const create = async (given: object) =>
    createObject(await administration(), asking, 'subscription', {
      dataSource: 's.d',
      subscriber: { user: 'ann' },
      ...given,
    });
  const replace = async (user: string, given: object) => {
    const subscriber = { user };
    const key = subscriptionKey({ dataSource: 's.d', subscriber });
    const { result } = await store.snapshot((reader) => reader.find('subscription', { keys: [key] }));
    const [stored] = result;
    return replaceObject(
      await administration(),
      asking,
      { kind: 'subscription', key, version: stored?.revision },
      { dataSource: 's.d', subscriber, ...given },
    );
  };

  it.each<[object, string | undefined]>([
    [{}, cap],
    [{ expires: before }, before],
    [{ status: 'pending' }, undefined],
    [{ status: 'denied' }, undefined],
  ])('as %j ends at %s', async (given, end) => {
    expect((await create(given)).object.expires).toBe(end);
    expect((await subscriptionOf('ann'))?.expires).toBe(end);
  });

  it.each<[object, object]>([
    [{ expires: after }, { faults: [{ path: ['expires'], message: tooLate }] }],
    [{ expires: '2026-05-31T00:00:00Z' }, { kind: 'invalid' }],
  ])('as %j is refused', async (given, error) => {
    await expect(create(given)).rejects.toMatchObject(error);
    expect(await subscriptionOf('ann')).toBeUndefined();
  });

  it.each<[string, object, object, string | undefined, readonly unknown[]]>([
    ['approves a request', { status: 'pending' }, { status: 'approved' }, cap, [['expires']]],
    ['gives it again', { status: 'revoked' }, { status: 'approved' }, cap, [['expires']]],
    [
      'keeps its end',
      { expires: '2027-01-01T00:00:00Z' },
      { reason: 'x' },
      '2027-01-01T00:00:00Z',
      [['expires']],
    ],
    [
      'shortens it',
      { expires: '2027-01-01T00:00:00Z' },
      { expires: '2026-12-01T00:00:00Z' },
      '2026-12-01T00:00:00Z',
      [],
    ],
    ['has had no end', {}, { reason: 'x' }, undefined, []],
    ['revokes it', {}, { status: 'revoked' }, undefined, []],
  ])('and then %s', async (_, first, then, end, kept) => {
    const stored = { dataSource: 's.d', subscriber: { user: 'ann' }, status: 'approved', ...first };
    await store.change('test', (editor) => editor.put('subscription', [stored as Subscription]));
    const written = await replace('ann', then);
    expect([written.object.expires, written.kept]).toEqual([end, kept]);
  });

  it('is refused where it lengthens access beyond the latest end', async () => {
    await create({});
    await expect(replace('ann', { expires: after })).rejects.toMatchObject({
      faults: [{ path: ['expires'], message: tooLate }],
    });
  });
});

describe('a world file', () => {
  const apply = (subscriptions: object[], unenforceable: 'refused' | 'told' = 'refused') => {
    const text = stringify({ subscriptions });
    return applyWorld(store, {
      ...{ files: [{ name: 'w.yaml', text }], prune: false, actor: 'ci', unenforceable },
    });
  };
  const of = (user: string, more: object = {}) => ({ dataSource: 's.d', subscriber: { user }, ...more });
  const inDays = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString();

  it.each<[string, object, RegExp]>([
    [
      'no end',
      of('ann'),
      /^w\.yaml:2:5: access must end, by settings\.longestAccess \(P30D\): give an end, at most 20\d\d-/,
    ],
    ['a later end', of('ann', { expires: inDays(31) }), /^w\.yaml:5:14: '.*' is later than .*\(P30D\)$/],
  ])('that gives access with %s', async (_, subscription, message) => {
    const applied = await apply([subscription]);
    expect(applied).toEqual({ errors: [expect.stringMatching(message)] });
  });

  it.each<[string, object[]]>([
    ['with an end', [of('ann', { expires: inDays(29) })]],
    ['as it is stored', [of('bob')]],
    ['as it is stored, with an end', [of('bob', { expires: inDays(40) })]],
    ['as it is stored, with another reason', [of('bob', { reason: 'new' })]],
    ['as a request', [of('ann', { status: 'pending', requestedAt: '2026-01-01T00:00:00Z' })]],
  ])('is applied %s', async (_, subscriptions) => {
    const applied = await apply(subscriptions);
    expect(applied).toHaveProperty('changes');
    expect(applied).not.toHaveProperty('warnings');
    expect(await apply(subscriptions)).toMatchObject({ changes: [] });
  });

  it('with the setting itself is held to it', async () => {
    await store.change('test', (editor) => editor.put('settings', [{ inlineHashKey: false }]));
    const text = stringify({ settings: { longestAccess: 'P1D' }, subscriptions: [of('ann')] });
    const applied = await applyWorld(store, {
      ...{ files: [{ name: 'w.yaml', text }], prune: false, actor: 'ci' },
    });
    expect(applied).toEqual({ errors: [expect.stringContaining('settings.longestAccess (P1D)')] });
  });

  it('is imported as it is, with a warning', async () => {
    expect(await apply([of('ann')], 'told')).toMatchObject({
      warnings: [expect.stringContaining('access must end')],
    });
    expect(await subscriptionOf('ann')).toMatchObject({ status: 'approved' });
  });

  it('whose access has ended gets a warning once', async () => {
    const ended = [of('ann', { expires: '2026-01-01T00:00:00Z' })];
    expect(await apply(ended)).toMatchObject({
      warnings: ['w.yaml:5:14: ended at 2026-01-01T00:00:00Z: it gives no access'],
    });
    expect(await apply(ended)).not.toHaveProperty('warnings');
  });
});
