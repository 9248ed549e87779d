import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { z } from 'zod';

import { conditions, unknownConditions } from '../../test/unit/policy/conditions.js';
import { factsOf, people } from '../../test/unit/policy/facts-of.js';
import type { Condition } from '../model/condition.js';
import type { subscriptionPolicy } from '../model/subscription-policy.js';
import type { worldFile } from '../model/world.js';
import { accessOf } from './access.js';

type World = Partial<z.input<typeof worldFile>>;
type PolicyInput = z.input<typeof subscriptionPolicy>;

const outcome = (user: string, changes: World, project?: string): readonly [boolean, string] => {
  const { granted, because } = accessOf(factsOf(user, changes, project));
  return [granted, because];
};

/** Ann is in staff, bob in staff and finance, cat owns; nobody has a subscription unless it is given. */
const policies = (...list: readonly Partial<PolicyInput>[]): World => ({
  subscriptions: [],
  subscriptionPolicies: list.map((one, index) => ({
    name: `p${index + 1}`,
    ...(one.target === undefined ? { dataSource: 'sales.customer' } : {}),
    ...one,
  })),
});
const when = (asked: Condition) => ({ grant: { condition: asked } });
const ask = {
  grant: { ask: { approvers: [{ group: 'finance' }, { user: 'cat' }] } },
} satisfies Partial<PolicyInput>;
const staffSubscribed: World = {
  subscriptions: [{ dataSource: 'sales.customer', subscriber: { group: 'staff' } }],
};

describe('what subscription policies grant', () => {
  it.each<[string, string, World, boolean, string]>([
    [
      'anyone who is known',
      'ann',
      policies({ grant: { anyone: true } }),
      true,
      "policy 'p1' grants access: anyone has access",
    ],
    [
      'nobody who is inactive',
      'ann',
      {
        ...policies({ grant: { anyone: true } }),
        users: [{ name: 'ann', groups: ['staff'], active: false }],
      },
      false,
      "user 'ann' is inactive",
    ],
    ['nobody who is unknown', 'zoe', policies({ grant: { anyone: true } }), false, "there is no user 'zoe'"],
    [
      'whoever meets the condition',
      'bob',
      policies(when({ group: 'finance' })),
      true,
      "policy 'p1' grants access: in group 'finance'",
    ],
    [
      'nobody who does not',
      'ann',
      policies(when({ group: 'finance' })),
      false,
      "no subscription; policy 'p1' does not grant access: not in group 'finance'",
    ],
    [
      'nobody by what is not known',
      'ann',
      policies(when({ not: { group: 'nope' } }), when({ not: { purpose: 'Nope' } })),
      false,
      "no subscription; policy 'p1' does not grant access: there is no group 'nope'; policy 'p2' does not grant access: there is no purpose 'Nope'",
    ],
    [
      'what any of them grants',
      'ann',
      policies(when({ group: 'finance' }), when({ group: 'staff' })),
      true,
      "policy 'p2' grants access: in group 'staff'",
    ],
    ['nothing by asking alone', 'ann', policies(ask), false, 'no subscription'],
    [
      'nothing to the individually selected alone',
      'ann',
      policies({ grant: { individual: true } }),
      false,
      'no subscription',
    ],
    ['nothing by a guardrail', 'ann', policies({ guardrail: { group: 'staff' } }), false, 'no subscription'],
    [
      'nothing when out of force',
      'ann',
      policies({ enabled: false, grant: { anyone: true } }),
      false,
      'no subscription',
    ],
    [
      'nothing elsewhere',
      'ann',
      policies({ dataSource: 'a.b', grant: { anyone: true } }),
      false,
      'no subscription',
    ],
    [
      'by a tag above that of a column',
      'ann',
      policies({ target: { tags: ['PII'], schemas: ['sales'] }, grant: { anyone: true } }),
      true,
      "policy 'p1' grants access: anyone has access",
    ],
    [
      'by no tag beneath',
      'ann',
      policies({ target: { tags: ['Shop.X'] }, grant: { anyone: true } }),
      false,
      'no subscription',
    ],
    [
      'only what meets every key',
      'ann',
      policies({ target: { tags: ['PII'], schemas: ['x'] }, grant: { anyone: true } }),
      false,
      'no subscription',
    ],
  ])('is %s', (_, user, world, granted, because) => {
    expect(outcome(user, world)).toEqual([granted, because]);
  });

  it('outlasts a subscription that ends', () => {
    const expires = '2026-07-01T00:00:00Z';
    const subscriptions = [{ dataSource: 'sales.customer', subscriber: { user: 'ann' }, expires }];
    expect(accessOf(factsOf('ann', { subscriptions })).until).toEqual(new Date(expires));
    const granted = accessOf(factsOf('ann', { ...policies({ grant: { anyone: true } }), subscriptions }));
    expect([granted.granted, granted.until]).toEqual([true, undefined]);
  });

  it('is told policy by policy', () => {
    const world = policies(
      ask,
      { dataSource: 'a.b', grant: { anyone: true } },
      { ...when({ group: 'staff' }), guardrail: { attribute: 'region', value: 'X' } },
    );
    expect(accessOf(factsOf('ann', world)).policies).toEqual([
      {
        policy: 'p1',
        scope: 'local',
        enabled: true,
        about: true,
        aboutBecause: "local to 'sales.customer'",
        grant: {
          kind: 'ask',
          grants: false,
          because: "access must be requested, and is approved by group 'finance' or user 'cat'",
        },
      },
      { policy: 'p2', scope: 'local', enabled: true, about: false, aboutBecause: "local to 'a.b'" },
      {
        policy: 'p3',
        scope: 'local',
        enabled: true,
        about: true,
        aboutBecause: "local to 'sales.customer'",
        grant: { kind: 'condition', grants: true, because: "in group 'staff'" },
        guardrail: { outcome: 'fails', because: "lacks attribute 'region' = 'X'" },
      },
    ]);
  });
});

describe('a guardrail', () => {
  it.each<[string, string, World, boolean, string]>([
    [
      'denies a subscriber',
      'ann',
      { ...policies({ guardrail: { group: 'finance' } }), ...staffSubscribed },
      false,
      "guardrail of policy 'p1': not in group 'finance'",
    ],
    [
      'denies whom another policy grants access',
      'ann',
      policies({ grant: { anyone: true } }, { guardrail: { group: 'finance' } }),
      false,
      "guardrail of policy 'p2': not in group 'finance'",
    ],
    [
      'lets through who meets it',
      'bob',
      { ...policies({ guardrail: { group: 'finance' } }), ...staffSubscribed },
      true,
      "subscription of group 'staff' is approved",
    ],
    [
      'denies when it names what is not known, and says what',
      'bob',
      {
        ...policies({ guardrail: { not: { group: 'nope' } } }, { guardrail: { not: { purpose: 'Nope' } } }),
        ...staffSubscribed,
      },
      false,
      "guardrail of policy 'p1': there is no group 'nope'; guardrail of policy 'p2': there is no purpose 'Nope'",
    ],
    [
      'does not hold for owners',
      'cat',
      policies({ guardrail: { group: 'finance' } }),
      true,
      "owner as user 'cat'",
    ],
  ])('%s', (_, user, world, granted, because) => {
    expect(outcome(user, world)).toEqual([granted, because]);
  });
});

const research: World = {
  purposes: [
    { name: 'Research' },
    { name: 'Research.Marketing', statement: 'for reports only' },
    { name: 'Researcher' },
  ],
  workingProjects: [{ user: 'ann', project: 'j' }],
};
const project = (more: object): World => ({
  ...research,
  projects: [{ name: 'j', dataSources: ['sales.customer'], members: [{ group: 'staff' }], ...more }],
});
const acknowledged = { acknowledgements: [{ user: 'ann', purpose: 'Research.Marketing' }] };

describe('a project', () => {
  it.each<[string, World, boolean, string]>([
    ['shows its data sources', project({}), true, "subscription of group 'staff' is approved"],
    ['still needs a subscription', { ...project({}), subscriptions: [] }, false, 'no subscription'],
    [
      'hides all others',
      project({ dataSources: [] }),
      false,
      "project 'j' does not contain data source 'sales.customer'",
    ],
    [
      'hides nothing when it does not exist',
      { ...research },
      true,
      "subscription of group 'staff' is approved",
    ],
    [
      'hides nothing from who is no member',
      project({ dataSources: [], members: [{ user: 'bob' }] }),
      true,
      "subscription of group 'staff' is approved",
    ],
  ])('%s', (_, world, granted, because) => {
    expect(outcome('ann', world)).toEqual([granted, because]);
  });

  it.each<[string, World, string, readonly string[], readonly string[]]>([
    ['none', { ...research, workingProjects: [] }, 'works in no project', [], []],
    [
      'that is gone',
      research,
      "switched to project 'j', which does not exist or has no such member: works in no project",
      [],
      [],
    ],
    [
      "that is others'",
      project({ members: [{ user: 'bob' }], purposes: ['Research'] }),
      "switched to project 'j', which does not exist or has no such member: works in no project",
      [],
      [],
    ],
    [
      'with purposes',
      project({ purposes: ['Research', 'Research.Marketing', 'Gone'] }),
      "switched to project 'j'",
      ['Research'],
      ["Research.Marketing: not acknowledged by 'ann'", 'Gone: there is no such purpose'],
    ],
    [
      'with an acknowledged purpose',
      { ...project({ purposes: ['Research.Marketing'] }), ...acknowledged },
      "switched to project 'j'",
      ['Research.Marketing'],
      [],
    ],
    [
      'with only a purpose above acknowledged',
      {
        ...project({ purposes: ['Research.Marketing'] }),
        acknowledgements: [{ user: 'ann', purpose: 'Research' }],
      },
      "switched to project 'j'",
      [],
      ["Research.Marketing: not acknowledged by 'ann'"],
    ],
  ])('%s is worked in', (_, world, because, purposes, withheld) => {
    const { work } = factsOf('ann', world);
    expect([
      work.because,
      work.purposes,
      work.withheld.map(({ purpose, because: why }) => `${purpose}: ${why}`),
    ]).toEqual([because, purposes, withheld]);
  });

  it.each([
    ['Research.Marketing', true],
    ['Research', true],
    ['Researcher', false],
    ['Research.Marketing.Mail', false],
  ])('acting under Research.Marketing satisfies %s: %s', (purpose, granted) => {
    const world: World = {
      ...project({ purposes: ['Research.Marketing'] }),
      ...acknowledged,
      ...policies(when({ purpose })),
    };
    world.purposes = [...(research.purposes ?? []), { name: 'Research.Marketing.Mail' }];
    expect(outcome('ann', world)[0]).toBe(granted);
  });

  it.each<[string, string | undefined, boolean, string]>([
    ['is the stored one when the client names none', undefined, true, "switched to project 'j'"],
    ['is the one that the client names', 'k', true, "the client's source names project 'k'"],
    ['is the stored one where clients may not', 'k', false, "switched to project 'j'"],
    [
      'is none when the client names what there is not',
      'x',
      true,
      "the client's source names project 'x', which does not exist or has no such member: works in no project",
    ],
    [
      "is none when the client names others'",
      'l',
      true,
      "the client's source names project 'l', which does not exist or has no such member: works in no project",
    ],
  ])('of a session %s', (_, named, projectInSource, because) => {
    const member = [{ user: 'ann' }];
    const world: World = {
      settings: { projectInSource },
      projects: [{ name: 'j', members: member }, { name: 'k', members: member }, { name: 'l' }],
      workingProjects: [{ user: 'ann', project: 'j' }],
    };
    expect(factsOf('ann', world, named).work.because).toBe(because);
  });
});

const both = [{ user: 'ann' }, { user: 'bob' }];

describe('an equalized project', () => {
  const equalized = (more: object): World => ({
    ...project({ equalized: true, members: both, ...more }),
    ...staffSubscribed,
  });
  it.each<[string, World, boolean, string]>([
    ['is open when it is to every member', equalized({}), true, "subscription of group 'staff' is approved"],
    [
      'is closed when it is to one of them',
      { ...equalized({}), subscriptions: [{ dataSource: 'sales.customer', subscriber: { user: 'ann' } }] },
      false,
      "project 'j' is equalized, and its member user 'bob' has no access: no subscription",
    ],
    [
      'is closed when one of them is inactive',
      {
        ...equalized({}),
        users: [
          { name: 'ann', groups: ['staff'] },
          { name: 'bob', groups: ['staff'], active: false },
        ],
      },
      false,
      "project 'j' is equalized, and its member user 'bob' has no access: user 'bob' is inactive",
    ],
    [
      'is closed when a guardrail keeps one of them out',
      {
        ...equalized({ members: [...both, { user: 'cat' }] }),
        ...policies({ guardrail: { not: { group: 'finance' } } }),
        ...staffSubscribed,
      },
      false,
      "project 'j' is equalized, and its member user 'bob' has no access: guardrail of policy 'p1': in group 'finance'",
    ],
    [
      'asks of a group what all of it surely meet',
      {
        ...equalized({ members: [{ group: 'staff' }] }),
        ...policies({ guardrail: { attribute: 'region', value: 'ASIA' } }),
        ...staffSubscribed,
      },
      true,
      "subscription of group 'staff' is approved",
    ],
    [
      'and no more',
      {
        ...equalized({ members: [{ group: 'staff' }] }),
        ...policies({ guardrail: { not: { group: 'finance' } } }),
        ...staffSubscribed,
      },
      false,
      "project 'j' is equalized, and its member group 'staff' has no access: guardrail of policy 'p1': not known for every member: in group 'finance'",
    ],
    [
      'is closed while a member is unknown',
      equalized({ members: [...both, { user: 'zoe' }] }),
      false,
      "project 'j' is equalized, and its member user 'zoe' has no access: there is no user 'zoe'",
    ],
    [
      'is open to who has what it demands',
      equalized({ equalized: { groups: ['staff'], attributes: { region: ['EUROPE'] } } }),
      true,
      "subscription of group 'staff' is approved",
    ],
    [
      'is closed to who falls short',
      equalized({ equalized: { groups: ['staff', 'finance'], attributes: { region: ['EUROPE', 'X'] } } }),
      false,
      "does not meet the requirements of project 'j': lacks group 'finance', attribute 'region' = 'X'",
    ],
  ])('%s', (_, world, granted, because) => {
    expect(outcome('ann', world)).toEqual([granted, because]);
  });

  it('decides by what its members share', () => {
    expect(factsOf('ann', equalized({})).person).toEqual({
      name: '',
      groups: new Set(['staff']),
      attributes: new Map([['region', ['ASIA']]]),
      equalized: true,
      possible: {
        groups: new Set(['staff', 'finance']),
        attributes: new Map([['region', ['ASIA', 'EUROPE']]]),
      },
    });
    expect(factsOf('ann', equalized({ equalized: { groups: ['x'] } })).person).toMatchObject({
      groups: new Set(['x']),
      attributes: new Map(),
      possible: { groups: new Set(['staff', 'finance']) },
    });
    expect(
      factsOf('ann', equalized({ members: [{ user: 'ann' }, { group: 'staff' }] })).person,
    ).toMatchObject({
      groups: new Set(['staff']),
      attributes: new Map([['region', ['ASIA']]]),
      possible: 'anything',
    });
  });

  it('counts a purpose only when every user among its members acknowledged it', () => {
    const world = equalized({ purposes: ['Research.Marketing'] });
    expect(factsOf('ann', { ...world, ...acknowledged }).work).toMatchObject({
      purposes: [],
      withheld: [{ purpose: 'Research.Marketing', because: "not acknowledged by 'bob'" }],
    });
    const acknowledgements = ['ann', 'bob'].map((user) => ({ user, purpose: 'Research.Marketing' }));
    expect(factsOf('ann', { ...world, acknowledgements }).work.purposes).toEqual(['Research.Marketing']);
  });

  it('ends when the first access of a member ends', () => {
    const of = (user: string, expires: string) => ({
      dataSource: 'sales.customer',
      subscriber: { user },
      expires,
    });
    const subscriptions = [of('ann', '2027-01-01T00:00:00Z'), of('bob', '2026-08-01T00:00:00Z')];
    expect(accessOf(factsOf('ann', { ...equalized({}), subscriptions })).until).toEqual(
      new Date('2026-08-01T00:00:00Z'),
    );
  });
});

describe('a block', () => {
  const by = (blocked: object, scope: object, until?: string): World => ({
    ...staffSubscribed,
    blocks: [
      {
        ...{ blocked, scope, reason: 'looked into' },
        ...(until === undefined ? {} : { until }),
      } as NonNullable<World['blocks']>[number],
    ],
  });
  const staff = { group: 'staff' };
  const everything = { everything: true };

  it.each<[string, string, World, string]>([
    [
      'denies a user',
      'ann',
      by({ user: 'ann' }, { dataSource: 'sales.customer' }),
      "user 'ann' is blocked from data source 'sales.customer': looked into",
    ],
    [
      'denies a member of a group',
      'bob',
      by(staff, { schema: 'sales' }, '2027-01-01T00:00:00Z'),
      "group 'staff' is blocked from schema 'sales' until 2027-01-01T00:00:00Z: looked into",
    ],
    [
      'denies an owner',
      'cat',
      by({ user: 'cat' }, everything),
      "user 'cat' is blocked from everything: looked into",
    ],
    [
      'denies in a project',
      'ann',
      { ...project({ members: both }), ...by({ user: 'ann' }, everything) },
      "user 'ann' is blocked from everything: looked into",
    ],
    [
      'denies every member of an equalized project',
      'ann',
      { ...project({ equalized: true, members: both }), ...by({ user: 'bob' }, everything) },
      "project 'j' is equalized, and its member user 'bob' has no access: user 'bob' is blocked from everything: looked into",
    ],
    [
      'denies where somebody is blocked in a group that is a member',
      'ann',
      { ...project({ equalized: true, members: [staff] }), ...by({ user: 'bob' }, everything) },
      "project 'j' is equalized, and its member group 'staff' has no access: user 'bob' is in group 'staff', and is blocked from everything: looked into",
    ],
    [
      'denies where a group is blocked whose members may be in a group that is a member',
      'ann',
      { ...project({ equalized: true, members: [staff] }), ...by({ group: 'finance' }, everything) },
      "project 'j' is equalized, and its member group 'staff' has no access: group 'finance', whose members may be in group 'staff', is blocked from everything: looked into",
    ],
  ])('%s', (_, user, world, because) => {
    expect(outcome(user, world)).toEqual([false, because]);
  });

  it.each<[string, World]>([
    ['of somebody else', by({ user: 'bob' }, everything)],
    ['of a group that they are not in', by({ group: 'finance' }, everything)],
    ['from another schema', by(staff, { schema: 'sale' })],
    ['from another data source', by(staff, { dataSource: 'sales.customers' })],
    ['that has ended', by(staff, everything, '2026-06-01T00:00:00Z')],
    [
      'of somebody outside a group that is a member of an equalized project',
      { ...project({ equalized: true, members: [staff] }), ...by({ user: 'cat' }, everything) },
    ],
  ])('denies nothing %s', (_, world) => {
    expect(outcome('ann', world)).toEqual([true, "subscription of group 'staff' is approved"]);
  });

  it('says when it ends: of several the last', () => {
    const blocks = ['2026-07-01T00:00:00Z', '2026-09-01T00:00:00Z', '2026-08-01T00:00:00Z'].map(
      (until, index) => ({
        blocked: index === 0 ? { user: 'bob' } : staff,
        scope: index === 1 ? { schema: 'sales' } : { everything: true as const },
        ...{ reason: 'x', until },
      }),
    );
    const until = new Date('2026-09-01T00:00:00Z');
    expect(accessOf(factsOf('bob', { ...staffSubscribed, blocks }))).toMatchObject({ granted: false, until });
  });

  it('of a member of an equalized project says when it ends', () => {
    const world = {
      ...project({ equalized: true, members: both }),
      ...by({ user: 'bob' }, everything, '2026-09-01T00:00:00Z'),
    };
    expect(accessOf(factsOf('ann', world)).until).toEqual(new Date('2026-09-01T00:00:00Z'));
  });
});

const somePolicy = fc.oneof(
  conditions.map((guardrail) => ({ guardrail })),
  conditions.map((asked) => when(asked)),
  fc.constantFrom<Partial<PolicyInput>>(ask, { grant: { anyone: true } }, { grant: { individual: true } }),
);
const users = fc.constantFrom('ann', 'bob', 'cat', 'zoe');
const places = fc.constantFrom(
  research,
  project({ purposes: ['Research'] }),
  project({ equalized: true, members: both }),
);
const subscribed = fc.constantFrom(staffSubscribed, { subscriptions: [] });

describe('whatever the policies', () => {
  it('a guardrail never grants', () => {
    fc.assert(
      fc.property(
        users,
        places,
        subscribed,
        fc.array(somePolicy),
        conditions,
        (user, place, subscriptions, list, guardrail) => {
          const [before] = outcome(user, { ...place, ...policies(...list), ...subscriptions });
          const [after] = outcome(user, { ...place, ...policies(...list, { guardrail }), ...subscriptions });
          expect(after && !before).toBe(false);
        },
      ),
    );
  });

  it('what is unknown neither grants nor satisfies a guardrail', () => {
    const wrapped = fc
      .tuple(unknownConditions, conditions, fc.nat({ max: 3 }))
      .map(([hole, other, shape]): Condition =>
        shape === 0
          ? hole
          : shape === 1
            ? { not: hole }
            : shape === 2
              ? { all: [hole, other] }
              : { not: { any: [hole, other] } },
      );
    fc.assert(
      fc.property(fc.constantFrom('ann', 'bob'), places, wrapped, (user, place, asked) => {
        expect(outcome(user, { ...place, ...policies(when(asked)) })[0]).toBe(false);
        expect(outcome(user, { ...place, ...policies({ guardrail: asked }), ...staffSubscribed })[0]).toBe(
          false,
        );
      }),
    );
  });

  it('who is inactive sees nothing, were they an owner', () => {
    fc.assert(
      fc.property(users, places, subscribed, fc.array(somePolicy), (user, place, subscriptions, list) => {
        const world = { ...people, ...place, ...policies(...list), ...subscriptions };
        const known = [...(world.users ?? []), { name: 'zoe', groups: ['staff'] }];
        const inactive = known.map((one) => ({ ...one, active: one.name !== user }));
        expect(outcome(user, { ...world, users: inactive })).toEqual([false, `user '${user}' is inactive`]);
      }),
    );
  });

  it('who is blocked sees nothing, were they an owner', () => {
    fc.assert(
      fc.property(users, places, subscribed, fc.array(somePolicy), (user, place, subscriptions, list) => {
        const blocks = [{ blocked: { user }, scope: { everything: true as const }, reason: 'x' }];
        const world = { ...people, ...place, ...policies(...list), ...subscriptions, blocks };
        expect(accessOf(factsOf(user, world))).toMatchObject({ granted: false, owner: false });
      }),
    );
  });

  it('their order does not matter', () => {
    fc.assert(
      fc.property(users, places, subscribed, fc.array(somePolicy), (user, place, subscriptions, list) => {
        const world = { ...place, ...policies(...list), ...subscriptions };
        const reversed = { ...world, subscriptionPolicies: world.subscriptionPolicies?.toReversed() ?? [] };
        expect(accessOf(factsOf(user, reversed))).toEqual(accessOf(factsOf(user, world)));
      }),
    );
  });

  it('an equalized project shows nobody what they would not see by themselves', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('ann', 'bob'),
        fc.array(somePolicy),
        subscribed,
        (user, list, subscriptions) => {
          const world = {
            ...project({ equalized: true, members: both }),
            ...policies(...list),
            ...subscriptions,
          };
          const alone = { ...world, workingProjects: [] };
          expect(outcome(user, world)[0] && !outcome(user, alone)[0]).toBe(false);
        },
      ),
    );
  });
});
