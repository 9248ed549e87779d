import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { z } from 'zod';

import { accessFactsFor } from '../../../src/facts/facts-for.js';
import { believeActor } from '../../../src/identity/actor.js';
import { subscription as subscriptionSchema } from '../../../src/model/subscription.js';
import { subscriptionPolicy } from '../../../src/model/subscription-policy.js';
import type { worldFile } from '../../../src/model/world.js';
import { accessOf } from '../../../src/policy/access.js';
import { endBreakGlass, takeBreakGlass } from '../../../src/use-cases/access/break-glass.js';
import { setBlock } from '../../../src/use-cases/access/blocks.js';
import { requestAccess } from '../../../src/use-cases/access/request-access.js';
import { revokeSubscription } from '../../../src/use-cases/access/revoke-subscription.js';
import { startRound } from '../../../src/use-cases/recertification/start-round.js';
import { signedSubscription } from '../../../src/use-cases/world/decisions.js';
import { eventTypeOf } from '../../../src/webhooks/event.js';
import { askEditor } from '../../../src/world/ask-editor.js';
import { workingInNone } from '../../../src/world/work.js';
import type { WorldStore } from '../../../src/world/world-store.js';
import { storeOf } from '../store-of.js';

const at = new Date('2026-06-01T00:00:00Z');
const afterHours = (hours: number): Date => new Date(at.getTime() + hours * 3_600_000);

const source = (name: string) => ({
  ...{ schema: 's', name, table: `a.b.t_${name}`, owners: [{ user: 'own' }] },
  columns: [{ name: 'x', type: 'bigint' }],
});
const policy = (name: string, dataSource: string, tell: string[], hours = 4) => ({
  ...{ name, dataSource },
  breakGlass: { hours, for: { group: 'on-call' }, tell },
});
const world: z.input<typeof worldFile> = {
  groups: [{ name: 'on-call' }, { name: 'cleared' }],
  users: [
    ...['ann', 'ben'].map((name) => ({ name, groups: ['on-call'] })),
    ...['gwen', 'olga', 'bob', 'own'].map((name) => ({ name })),
    { name: 'away', active: false },
  ],
  dataSources: ['d', 'e', 'few', 'shut', 'asked', 'open', 'off'].map(source),
  subscriptionPolicies: [
    policy('incidents d', 's.d', ['gwen', 'olga', 'ann']),
    policy('incidents e', 's.e', ['gwen', 'olga']),
    policy('too few', 's.few', ['gwen', 'away', 'ann']),
    policy('incidents shut', 's.shut', ['gwen', 'olga']),
    { name: 'cleared only', dataSource: 's.shut', guardrail: { group: 'cleared' } },
    { name: 'asked', dataSource: 's.asked', grant: { ask: { approvers: [{ user: 'own' }] } } },
    { ...policy('incidents open', 's.open', ['gwen', 'olga']), grant: { anyone: true } },
    { ...policy('incidents off', 's.off', ['gwen', 'olga']), enabled: false },
  ],
};

let store: WorldStore;
beforeEach(async () => {
  store = await storeOf(world);
});
afterEach(() => store.close());

const take = (hours: number, when = at, more: { user?: string; dataSource?: string } = {}) =>
  takeBreakGlass(store, { user: 'ann', dataSource: 's.d', reason: 'incident 1', hours, ...more }, when);
const accessAt = async (when: Date, user = 'ann') =>
  (
    await store.snapshot((reader) =>
      askEditor(reader, (look) =>
        accessOf({ ...accessFactsFor(look, { userName: user, at: when }, 's.d'), work: workingInNone }),
      ),
    )
  ).result;

describe('break glass', () => {
  it('gives access for hours, which ends by itself, and says so', async () => {
    expect((await accessAt(at)).granted).toBe(false);
    expect(await take(2)).toEqual({
      ...{ dataSource: 's.d', subscriber: { user: 'ann' }, status: 'approved', decidedBy: 'ann' },
      ...{ expires: '2026-06-01T02:00:00.000Z', reason: 'incident 1' },
      breakGlass: { policy: 'incidents d', takenAt: at.toISOString(), told: ['gwen', 'olga'] },
    });
    expect(await accessAt(at)).toMatchObject({
      granted: true,
      owner: false,
      because:
        "user 'ann' broke the glass under policy 'incidents d' until 2026-06-01T02:00:00.000Z, because: incident 1",
      until: afterHours(2),
    });
    expect(await accessAt(afterHours(2))).toMatchObject({
      granted: false,
      because: "break glass of user 'ann' ended at 2026-06-01T02:00:00.000Z",
    });
    expect((await accessAt(at, 'ben')).granted).toBe(false);
  });

  it.each<[string, { user?: string; dataSource?: string }, string]>([
    ['for whom the condition does not hold', { user: 'bob' }, "data source 's.d' does not exist"],
    ['where no policy allows it', { dataSource: 's.asked' }, "no policy lets user 'ann' break the glass"],
    ['where the policy is disabled', { dataSource: 's.off' }, "data source 's.off' does not exist"],
    ['for nobody', { user: 'zoe' }, "there is no user 'zoe'"],
    ['for an inactive user', { user: 'away' }, "there is no user 'away'"],
    ['of no data source', { dataSource: 's.x' }, "data source 's.x' does not exist"],
    [
      'where fewer than two others can be told',
      { dataSource: 's.few' },
      "policy 'too few' must name two other active users to tell",
    ],
    ['who does not meet a guardrail', { dataSource: 's.shut' }, "guardrail of policy 'cleared only'"],
    ['who has access', { dataSource: 's.open' }, "user 'ann' has access to 's.open' already"],
  ])('is refused %s', async (_, more, message) => {
    await expect(take(1, at, more)).rejects.toThrow(message);
    const { result } = await store.snapshot((reader) => reader.all('subscription'));
    expect(result).toEqual([]);
  });

  it('is not above a block', async () => {
    const block = {
      actor: 'own',
      blocked: { user: 'ann' },
      scope: { everything: true as const },
      reason: 'x',
    };
    await take(2);
    await setBlock(store, block, at);
    expect((await accessAt(at)).granted).toBe(false);
    await expect(take(1)).rejects.toThrow("data source 's.d' does not exist");
  });

  it.each<[string, (readonly [hours: number, after: number])[], string | undefined]>([
    ['more than the policy allows', [[5, 0]], "policy 'incidents d' allows 4 hours in any 24 hours, 4 now"],
    [
      'all of them again the same day',
      [
        [4, 0],
        [1, 20],
      ],
      'allows 4 hours in any 24 hours, none now',
    ],
    [
      'the rest',
      [
        [3, 0],
        [1, 20],
      ],
      undefined,
    ],
    [
      'an extension',
      [
        [2, 0],
        [2, 1],
      ],
      undefined,
    ],
    [
      'an extension beyond',
      [
        [2, 0],
        [4, 1],
      ],
      '3 now',
    ],
    [
      'the third time too much',
      [
        [2, 0],
        [1, 5],
        [2, 10],
      ],
      '1 now',
    ],
    [
      'the same on the next day',
      [
        [4, 0],
        [4, 28],
      ],
      undefined,
    ],
  ])('limits hours: %s', async (_, uses, refused) => {
    const last = uses.at(-1) ?? [0, 0];
    for (const [hours, after] of uses.slice(0, -1)) await take(hours, afterHours(after));
    const taken = take(last[0], afterHours(last[1]));
    if (refused === undefined)
      expect((await taken).expires).toBe(afterHours(last[0] + last[1]).toISOString());
    else await expect(taken).rejects.toThrow(refused);
  });

  it('is given once of what is allowed, whoever asks at the same time', async () => {
    const results = await Promise.allSettled([take(3), take(3)]);
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled']);
    await expect(take(3, afterHours(2))).rejects.toThrow('2 now');
  });

  it('counts what still runs on another data source of the policy', async () => {
    await store.change('test', (editor) =>
      editor.put('subscriptionPolicy', [
        subscriptionPolicy.parse({
          name: 'incidents d',
          target: { dataSources: ['s.d', 's.e'] },
          breakGlass: { hours: 4, for: { group: 'on-call' }, tell: ['gwen', 'olga'] },
        }),
      ]),
    );
    await store.change('test', (editor) => editor.remove('subscriptionPolicy', ['incidents e']));
    await take(3);
    await expect(take(2, at, { dataSource: 's.e' })).rejects.toThrow('1 now');
    await take(1, at, { dataSource: 's.e' });
  });

  it('leaves a request, which is decided as if there were no emergency', async () => {
    await store.change('test', (editor) =>
      editor.put('subscriptionPolicy', [
        subscriptionPolicy.parse({
          name: 'ask d',
          dataSource: 's.d',
          grant: { ask: { approvers: [{ user: 'own' }] } },
        }),
      ]),
    );
    await requestAccess(store, { user: 'ann', dataSource: 's.d' }, at);
    await take(1);
    const { result } = await store.snapshot((reader) => reader.all('subscription'));
    expect(result.map(({ status }) => status).toSorted()).toEqual(['approved', 'pending']);
  });

  it('is ended by the person, or by an owner', async () => {
    await take(2);
    expect((await endBreakGlass(store, { user: 'ann', dataSource: 's.d' }, afterHours(1))).status).toBe(
      'revoked',
    );
    expect((await accessAt(afterHours(1))).granted).toBe(false);
    await expect(endBreakGlass(store, { user: 'ann', dataSource: 's.d' }, at)).rejects.toThrow(
      "user 'ann' has no access to 's.d' by break glass",
    );
    await take(3, afterHours(2));
    const { subscription } = await revokeSubscription(
      store,
      { actor: 'own', dataSource: 's.d', subscriber: { user: 'ann' }, reason: 'enough' },
      afterHours(3),
    );
    expect(subscription).toMatchObject({ status: 'revoked', decidedBy: 'own', reason: 'incident 1' });
    expect((await accessAt(afterHours(3))).granted).toBe(false);
  });

  it('is left out by a round of recertification', async () => {
    await take(2);
    const target = { dataSources: ['s.d'] };
    const due = afterHours(1).toISOString();
    const { rounds } = await startRound(store, { actor: 'gov', name: 'Q2', target, due }, at);
    expect(rounds[0]?.accesses).toEqual([]);
    expect((await accessAt(afterHours(1))).granted).toBe(true);
  });
});

describe('access by break glass, as an object', () => {
  const object = subscriptionSchema.parse({
    ...{ dataSource: 's.d', subscriber: { user: 'ann' }, expires: '2026-06-01T02:00:00Z', reason: 'x' },
    breakGlass: { policy: 'p', takenAt: at.toISOString(), told: ['gwen', 'olga'] },
  });
  const asking = { actor: believeActor('own', ['owner'], 'own'), at };

  it('is neither created nor extended by the API, only revoked', () => {
    const message = "access by break glass is taken by 'scrim break-glass take'";
    expect(() => signedSubscription(asking, undefined, object)).toThrow(message);
    expect(() => signedSubscription(asking, object, { ...object, expires: '2027-01-01T00:00:00Z' })).toThrow(
      message,
    );
    const revoked = { ...object, status: 'revoked' as const };
    expect(() => signedSubscription(asking, revoked, object)).toThrow(message);
    expect(signedSubscription(asking, object, revoked)).toEqual({ ...revoked, decidedBy: 'own' });
  });

  it.each([
    ['is taken', null, object, 'access.break-glass'],
    [
      'is taken again',
      object,
      { ...object, breakGlass: { policy: 'p', takenAt: '2026-06-02T00:00:00Z', told: [] } },
      'access.break-glass',
    ],
    ['is revoked', object, { ...object, status: 'revoked' }, 'subscription.revoked'],
    ['is removed', object, null, 'subscription.removed'],
  ])('has an event when it %s', (_, before, after, type) => {
    expect(eventTypeOf({ kind: 'subscription', key: 'k', before, after })).toBe(type);
  });

  it.each([
    ['a group', { subscriber: { group: 'g' } }],
    ['no end', { expires: undefined }],
    ['no reason', { reason: undefined }],
  ])('cannot be of %s', (_, part) => {
    expect(subscriptionSchema.safeParse({ ...object, ...part }).success).toBe(false);
  });
});

it.each([
  ['one to tell', ['gwen'], 'name at least two users to tell'],
  ['the same twice', ['gwen', 'gwen'], 'a user is named twice; name each once'],
])('a policy with %s is refused', (_, tell, message) => {
  expect(subscriptionPolicy.safeParse(policy('p', 's.d', tell)).error?.issues[0]?.message).toBe(message);
});
