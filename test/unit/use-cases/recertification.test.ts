import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { stringify } from 'yaml';

import type { WorldStore } from '../../../src/world/world-store.js';
import { subscriptionKey } from '../../../src/model/subscription.js';
import type { Principal } from '../../../src/model/principals.js';
import type { Role } from '../../../src/model/rights.js';
import { believeActor } from '../../../src/identity/actor.js';
import { planChange } from '../../../src/use-cases/plan/plan-change.js';
import { accessFactsFor } from '../../../src/facts/facts-for.js';
import { accessOf } from '../../../src/policy/access.js';
import { askEditor } from '../../../src/world/ask-editor.js';
import { workingInNone } from '../../../src/world/work.js';
import { requestAccess } from '../../../src/use-cases/access/request-access.js';
import { applyWorld } from '../../../src/use-cases/world/apply-world.js';
import { administrationOf } from '../../../src/use-cases/world/context.js';
import { createPorts } from '../../../src/use-cases/create-ports.js';
import { runAsActor } from '../../../src/use-cases/use-case.js';
import { cancelRound } from '../../../src/use-cases/recertification/cancel-round.js';
import { decideAccess } from '../../../src/use-cases/recertification/decide-access.js';
import {
  recertificationsUseCase,
  recertificationUseCase,
} from '../../../src/use-cases/recertification/show-rounds.js';
import {
  startRecertificationUseCase,
  startRound,
} from '../../../src/use-cases/recertification/start-round.js';
import { storeOf } from '../store-of.js';

const at = new Date('2026-06-01T00:00:00Z');
const soon = '2026-06-10T00:00:00Z';
const due = '2026-07-01T00:00:00Z';
const late = '2026-12-01T00:00:00Z';
const after = new Date('2026-07-01T00:00:00Z');

const source = (name: string, owners: Principal[], tags: string[] = []) => ({
  ...{ schema: 's', name, table: `a.b.${name}`, owners, tags },
  columns: [{ name: 'x', type: 'bigint' }],
});
const world = {
  tags: [{ name: 'PII' }, { name: 'PII.Email' }],
  groups: [{ name: 'staff' }],
  users: ['ann', 'bob', 'own', 'two', 'boss', 'kim'].map((name) => ({
    name,
    groups: name === 'kim' || name === 'two' ? ['staff'] : [],
  })),
  dataSources: [
    source('d', [{ user: 'own' }, { user: 'two' }], ['PII.Email']),
    source('e', [{ user: 'boss' }], ['PII']),
    source('f', []),
  ],
  subscriptions: [
    { dataSource: 's.d', subscriber: { user: 'ann' } },
    { dataSource: 's.d', subscriber: { user: 'bob' }, expires: soon },
    { dataSource: 's.d', subscriber: { user: 'kim' }, expires: late },
    { dataSource: 's.d', subscriber: { group: 'staff' } },
    { dataSource: 's.d', subscriber: { user: 'two' }, status: 'revoked' as const },
    { dataSource: 's.e', subscriber: { user: 'ann' } },
    { dataSource: 's.f', subscriber: { user: 'ann' } },
  ],
  subscriptionPolicies: [
    { name: 'asked', dataSource: 's.d', grant: { ask: { approvers: [{ user: 'boss' }] } } },
    { name: 'all', dataSource: 's.e', grant: { anyone: true as const } },
  ],
};

let store: WorldStore;
beforeEach(async () => {
  store = await storeOf(world);
});
afterEach(() => store.close());

const start = (target: { tags?: string[]; dataSources?: string[]; schemas?: string[] }, name = 'Q2') =>
  startRound(store, { actor: 'gov', name, target, due }, at);
const decide = (
  actor: string,
  decision: 'confirm' | 'end',
  more: { dataSource?: string; user?: string; group?: string; all?: true; until?: string; reason?: string },
  when = at,
) => {
  const { user, group, ...rest } = more;
  const subscriber = user !== undefined ? { user } : group !== undefined ? { group } : undefined;
  return decideAccess(store, { actor, name: 'Q2', decision, subscriber, ...rest }, when);
};
const cancel = (when = at) => cancelRound(store, { actor: 'gov', name: 'Q2' }, when);
const subscriptionOf = async (subscriber: Principal, dataSource = 's.d') =>
  (await store.snapshot((reader) => reader.get('subscription', subscriptionKey({ dataSource, subscriber }))))
    .result;
const hasAccess = async (userName: string, when: Date, dataSource = 's.d') =>
  (
    await store.snapshot((reader) =>
      askEditor(reader, (look) => {
        const facts = accessFactsFor(look, { userName, at: when }, dataSource);
        return accessOf({ ...facts, work: workingInNone }).granted;
      }),
    )
  ).result;
const administration = async (now = at) => {
  const ports = { ...(await createPorts(store, () => Promise.resolve())), now: () => now };
  return administrationOf(store as never, ports);
};
const as = (user: string | undefined, roles: Role[]) => ({
  actor: believeActor(user ?? 'machine', roles, user),
  at,
});
const show = async (when = at, name = 'Q2') =>
  recertificationUseCase.run(
    await administration(when),
    { name },
    { name: 'x', at: when, by: 'administrator' },
  );
const states = async (when = at) =>
  (await show(when)).flatMap(({ dataSource, accesses }) =>
    accesses.map(
      ({ subscriber, state }) =>
        `${dataSource} ${'user' in subscriber ? subscriber.user : subscriber.group} ${state}`,
    ),
  );

describe('a round', () => {
  it('ends what nobody confirms when it is due, and not before', async () => {
    const before = new Date(Date.parse(due) - 1);
    expect(await hasAccess('ann', after)).toBe(true);
    await start({ tags: ['PII.Email'] });
    expect(await hasAccess('ann', before)).toBe(true);
    expect(await hasAccess('ann', after)).toBe(false);
    expect((await subscriptionOf({ user: 'bob' }))?.expires).toBe(soon);
    expect((await subscriptionOf({ user: 'kim' }))?.expires).toBe(due);
    expect(await states()).toEqual(['s.d staff open', 's.d ann open', 's.d bob open', 's.d kim open']);
    expect(await states(after)).toEqual(['staff', 'ann', 'bob', 'kim'].map((who) => `s.d ${who} lapsed`));
    expect(await hasAccess('ann', after, 's.e')).toBe(true);
  });

  it.each([
    ['by tag', { tags: ['PII'] }, ['s.d', 's.e'], []],
    ['by schema', { schemas: ['s'] }, ['s.d', 's.e', 's.f'], ['s.f']],
    ['by name', { dataSources: ['s.f'] }, ['s.f'], ['s.f']],
    ['by both', { tags: ['PII'], dataSources: ['s.e', 's.f'] }, ['s.e'], []],
  ])('is about data sources %s', async (_, target, found, nobodyDecides) => {
    const started = await start(target);
    expect(started.rounds.map(({ dataSource }) => dataSource)).toEqual(found);
    expect(started.nobodyDecides).toEqual(nobodyDecides);
  });

  it.each([
    ['an unknown data source', { dataSources: ['s.x'] }, "there is no data source 's.x'"],
    ['a tag of nothing', { tags: ['None'] }, 'no data source matches: check names, tags and schemas'],
  ])('is refused over %s', async (_, target, message) => {
    await expect(start(target)).rejects.toThrow(message);
  });

  it('is refused with a name that is taken, a due time that has passed, and over an open round', async () => {
    await start({ dataSources: ['s.d'] });
    await expect(start({ dataSources: ['s.e'] })).rejects.toThrow(
      "there is a round 'Q2' already: choose another name",
    );
    await expect(start({ schemas: ['s'] }, 'Q3')).rejects.toThrow(
      `round 'Q2' over 's.d' is under way until ${due}: decide on its accesses or cancel it first`,
    );
    await expect(
      startRound(store, { actor: 'gov', name: 'Q3', target: { schemas: ['s'] }, due: soon }, after),
    ).rejects.toThrow(`'${soon}' is not in the future: a round must end later`);
    await decide('own', 'end', { all: true });
    expect((await start({ schemas: ['s'] }, 'Q3')).rounds).toHaveLength(3);
  });

  it('shows what grants access without a subscription', async () => {
    await start({ schemas: ['s'] });
    expect((await show()).map(({ dataSource, grantedOtherwise }) => [dataSource, grantedOtherwise])).toEqual([
      ['s.d', []],
      ['s.e', [{ policy: 'all', grant: 'anyone' }]],
      ['s.f', []],
    ]);
  });
});

describe('a decision', () => {
  beforeEach(() => start({ tags: ['PII'] }));

  it('gives a confirmed access its earlier end again, or a new one', async () => {
    const before = { user: await subscriptionOf({ user: 'ann' }) };
    await decide('own', 'confirm', { user: 'ann' });
    expect(await subscriptionOf({ user: 'ann' })).toEqual({
      dataSource: 's.d',
      subscriber: { user: 'ann' },
      status: 'approved',
    });
    expect(before.user?.expires).toBe(due);
    await decide('two', 'confirm', { user: 'kim', until: '2027-01-01T00:00:00Z', reason: 'still here' });
    expect(await subscriptionOf({ user: 'kim' })).toMatchObject({
      status: 'approved',
      expires: '2027-01-01T00:00:00Z',
      decidedBy: 'two',
      replaces: { status: 'approved', expires: late },
    });
    expect(await hasAccess('ann', after)).toBe(true);
    expect(await states(after)).toEqual([
      's.d staff lapsed',
      's.d ann confirmed',
      's.d bob lapsed',
      's.d kim confirmed',
      's.e ann lapsed',
    ]);
  });

  it('ends access at once, and says who keeps it', async () => {
    const { decided, remaining } = await decide('boss', 'end', {
      dataSource: 's.e',
      all: true,
      reason: 'left',
    });
    expect(decided).toMatchObject([
      { dataSource: 's.e', subscription: { status: 'revoked', reason: 'left' } },
    ]);
    expect(remaining).toMatchObject([{ user: 'ann', dataSource: 's.e' }]);
    await decide('own', 'end', { user: 'ann', dataSource: 's.d' });
    expect(await hasAccess('ann', at)).toBe(false);
  });

  it('is about one data source, one subscriber, or all', async () => {
    const { decided } = await decide('boss', 'confirm', { user: 'ann' });
    expect(decided.map(({ dataSource }) => dataSource)).toEqual(['s.d', 's.e']);
    const { decided: rest, skipped } = await decide('boss', 'confirm', { all: true });
    expect(rest).toHaveLength(3);
    expect(skipped.map(({ because }) => because)).toEqual([
      "'boss' has confirmed it at 2026-06-01T00:00:00.000Z",
      "'boss' has confirmed it at 2026-06-01T00:00:00.000Z",
    ]);
  });

  it.each<[string, string, Parameters<typeof decide>[2], string]>([
    ['somebody who owns nothing', 'ann', { all: true }, "there is no round 'Q2' on which you may decide"],
    [
      "an owner of others' data sources",
      'own',
      { dataSource: 's.e', all: true },
      "there is no round 'Q2' over 's.e' on which you may decide",
    ],
    ['a user who does not exist', 'zoe', { all: true }, "there is no user 'zoe'"],
    ['nothing named', 'own', {}, 'say which accesses: give a data source, a subscriber, or all'],
    ['an end that has passed', 'own', { all: true, until: '2026-01-01T00:00:00Z' }, 'is not in the future'],
    [
      'their own access, by a group',
      'two',
      { group: 'staff' },
      "nothing was decided in round 'Q2': group 'staff' to 's.d': nobody confirms their own access (settings.selfApproval)",
    ],
    [
      'an approver who lets it end later',
      'boss',
      { user: 'kim', until: '2027-01-01T00:00:00Z' },
      'only an owner of the data source lets it end later than before the round',
    ],
    [
      'somebody who is not in the round',
      'own',
      { user: 'two' },
      "nothing was decided in round 'Q2': user 'two' has no access in it",
    ],
  ])('is refused for %s', async (_, actor, more, message) => {
    await expect(decide(actor, 'confirm', more)).rejects.toThrow(message);
  });

  it('is refused after the due time, and for access that ended by itself', async () => {
    await expect(decide('own', 'confirm', { all: true }, after)).rejects.toThrow(
      `round 'Q2' ended at ${due}: access that nobody confirmed has ended, and must be requested again`,
    );
    await expect(decide('own', 'confirm', { user: 'bob' }, new Date('2026-06-20T00:00:00Z'))).rejects.toThrow(
      `user 'bob' to 's.d': it ended at ${soon}, and must be requested again`,
    );
  });

  it('is made once, whoever decides at the same time', async () => {
    const results = await Promise.allSettled([
      decide('own', 'confirm', { user: 'ann', dataSource: 's.d' }),
      decide('two', 'end', { user: 'ann', dataSource: 's.d' }),
    ]);
    expect(results.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    const [lost] = results.filter((one) => one.status === 'rejected');
    expect(String(lost?.reason)).toContain("nothing was decided in round 'Q2': user 'ann' to 's.d': '");
    const { status } = (await subscriptionOf({ user: 'ann' })) ?? {};
    const state = (await states()).find((one) => one.startsWith('s.d ann'));
    expect([status, state]).toEqual(
      status === 'approved' ? ['approved', 's.d ann confirmed'] : ['revoked', 's.d ann ended'],
    );
  });

  it('is not possible on access that was requested again', async () => {
    await decide('own', 'end', { user: 'ann', dataSource: 's.d' });
    await requestAccess(store, { user: 'ann', dataSource: 's.d' }, at);
    expect(await states()).toContain('s.d ann ended');
  });
});

describe('a cancelled round', () => {
  it('gives back the earlier ends of what is open, and nothing else', async () => {
    const all = async () => (await store.snapshot((reader) => reader.all('subscription'))).result;
    const before = await all();
    await start({ schemas: ['s'] });
    expect((await cancel()).restored).toBe(6);
    expect(await all()).toEqual(before);
    await expect(cancel()).rejects.toThrow("round 'Q2' was cancelled by 'gov' at 2026-06-01T00:00:00.000Z");
    await expect(decide('own', 'confirm', { all: true })).rejects.toThrow(
      "round 'Q2' was cancelled by 'gov'",
    );
  });

  it('keeps decisions', async () => {
    await start({ dataSources: ['s.d'] });
    await decide('own', 'end', { user: 'ann' });
    expect((await cancel()).restored).toBe(3);
    expect((await subscriptionOf({ user: 'ann' }))?.status).toBe('revoked');
    expect(await states()).toEqual([
      's.d staff cancelled',
      's.d ann ended',
      's.d bob cancelled',
      's.d kim cancelled',
    ]);
  });

  it('cannot be cancelled once it is over', async () => {
    await start({ dataSources: ['s.d'] });
    await expect(cancel(after)).rejects.toThrow(`round 'Q2' ended at ${due}`);
  });
});

describe('a world file from before a round', () => {
  const apply = async (files: object = world) => {
    const applied = await applyWorld(store, {
      files: [{ name: 'w.yaml', text: stringify(files) }],
      prune: true,
      actor: 'ci',
    });
    if ('errors' in applied) throw new Error(applied.errors.join('\n'));
    return applied.warnings ?? [];
  };

  it.each<[string, () => Promise<unknown>, string, string]>([
    [
      'that is open',
      () => Promise.resolve(),
      'approved',
      `ends at ${due}, by round 'Q2' of recertification after this file was written; to overrule it, change the reason or the end here`,
    ],
    [
      'that ended it',
      () => decide('own', 'end', { user: 'ann', dataSource: 's.d' }),
      'revoked',
      "is revoked, by round 'Q2' of recertification after this file was written; to overrule it, change the reason or the end here",
    ],
  ])('does not undo one %s', async (_, change, status, says) => {
    await start({ dataSources: ['s.d'] });
    await change();
    const stored = await subscriptionOf({ user: 'ann' });
    expect((await apply()).join('\n')).toContain(`the subscription of user 'ann' to 's.d' ${says}`);
    expect(await subscriptionOf({ user: 'ann' })).toEqual(stored);
    expect(stored?.status).toBe(status);
    expect(await hasAccess('ann', after)).toBe(false);
  });

  it('does not undo the end of an access that was requested and approved', async () => {
    const asked = {
      dataSource: 's.f',
      subscriber: { user: 'bob' },
      status: 'approved' as const,
      decidedBy: 'own',
      requestedAt: '2026-01-01T00:00:00.000Z',
      replaces: { status: 'revoked' as const },
    };
    const file = { ...world, subscriptions: [...world.subscriptions, asked] };
    await apply(file);
    await start({ dataSources: ['s.f'] });
    await apply(file);
    expect((await subscriptionOf({ user: 'bob' }, 's.f'))?.expires).toBe(due);
  });

  it('neither removes nor changes the record', async () => {
    const { rounds } = await start({ dataSources: ['s.d'] });
    const [round] = rounds;
    const warnings = await apply({ ...world, recertifications: [{ ...round, due: late }] });
    expect(warnings.join('\n')).toContain(
      "round 'Q2' of recertification over 's.d' stays as it is: world files do not change rounds; run scrim recertify",
    );
    await apply();
    expect((await store.snapshot((reader) => reader.all('recertification'))).result).toEqual(rounds);
  });
});

it('a plan shows that a round ends access', async () => {
  const plan = await planChange(await administration(), async (world) => {
    await startRound(world, { actor: 'gov', name: 'Q2', target: { dataSources: ['s.f'] }, due }, at);
    return { warnings: [] };
  });
  if ('errors' in plan) throw new Error(plan.errors.join());
  expect(plan.changes.map(({ object, change }) => `${object} ${change}`)).toEqual([
    "the subscription of user 'ann' to 's.f' changed",
    "round 'Q2' of recertification over 's.f' created",
  ]);
  expect(plan.effects).toMatchObject([
    { dataSource: 's.f', examples: ['ann'], what: 'access', after: 'access until 2026-07-01T00:00:00.000Z' },
  ]);
});

describe('rights', () => {
  it.each<[string, string | undefined, Role[], boolean]>([
    ['an administrator', undefined, ['admin'], true],
    ['a governor', 'own', ['governor'], true],
    ['an owner', 'own', ['owner', 'user'], false],
    ['a user', 'ann', ['user'], false],
  ])('%s starts rounds: %s %s %s', async (_, user, roles, may) => {
    const started = runAsActor(startRecertificationUseCase, await administration(), as(user, roles), {
      ...{ name: 'Q2', target: { dataSources: ['s.d'] }, due: '2999-01-01T00:00:00Z' },
    });
    if (may) expect((await started).rounds).toHaveLength(1);
    else await expect(started).rejects.toThrow('your roles do not let you start a round of recertification');
  });

  it.each<[string, string, Role[], string[]]>([
    ['a governor', 'ann', ['governor'], ['s.d', 's.e', 's.f']],
    ['an owner of one', 'own', ['owner'], ['s.d']],
    ['an owner and approver', 'boss', ['owner'], ['s.d', 's.e']],
    ['a subscriber', 'ann', ['user'], []],
  ])('%s reads rounds', async (_, user, roles, found) => {
    await start({ schemas: ['s'] });
    const by = as(user, roles);
    const listed = await runAsActor(recertificationsUseCase, await administration(), by, {});
    expect(listed.map(({ dataSources }) => dataSources)).toEqual(found.length === 0 ? [] : [found.length]);
    const shown = runAsActor(recertificationUseCase, await administration(), by, { name: 'Q2' });
    if (found.length > 0) expect((await shown).map(({ dataSource }) => dataSource)).toEqual(found);
    else await expect(shown).rejects.toThrow("there is no round 'Q2'");
  });
});
