import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { stringify } from 'yaml';
import type { z } from 'zod';

import type { WorldStore } from '../../../src/world/world-store.js';
import type { worldFile } from '../../../src/model/world.js';
import { decideFor } from '../../../src/use-cases/decisions/decide.js';
import type { Ports } from '../../../src/use-cases/views/ports.js';
import { essenceOfSight } from '../../../src/use-cases/views/sight.js';
import { whoCan } from '../../../src/use-cases/access/who-can.js';
import type { WhoCan } from '../../../src/use-cases/access/who-can.js';
import { applyWorld } from '../../../src/use-cases/world/apply-world.js';
import { createPorts } from '../../../src/use-cases/create-ports.js';
import { openEmptyStore } from '../test-store.js';
import { seed } from '../../support/seed.js';

type World = z.input<typeof worldFile>;

let store: WorldStore;
let ports: Ports;
const at = new Date('2026-06-01T00:00:00Z');
const occasion = { for: 'view', client: 'test' } as const;
beforeAll(async () => {
  store = await openEmptyStore();
  ports = { ...(await createPorts(store, () => Promise.resolve())), now: () => at };
});
afterAll(() => store.close());

async function holds(world: World): Promise<void> {
  // Nothing of the world before is left: an apply keeps what people did, and what would open if it were left out.
  for (const one of [{}, world]) {
    const files = [{ name: 'world.yaml', text: stringify(one, { aliasDuplicateObjects: false }) }];
    expect(await applyWorld(store, { files, prune: 'exactly', actor: 'test' })).not.toHaveProperty('errors');
  }
}

const view = { schema: 's', name: 'd' };
const seen = ({ classes }: WhoCan) =>
  classes.map(({ users, examples, sight: { sees } }) => [users, sees, ...examples]);

const columns = [
  { name: 'id', type: 'bigint' },
  { name: 'region', type: 'varchar', tags: ['Geo'] },
  { name: 'mail', type: 'varchar', tags: ['PII'] },
];
const base: World = {
  settings: { inlineHashKey: true },
  tags: [{ name: 'PII' }, { name: 'Geo' }],
  purposes: [{ name: 'Use' }, { name: 'Use.Ads', statement: 'only for ads' }],
  groups: [{ name: 'staff' }, { name: 'europe', attributes: { region: ['EUROPE'] } }, { name: 'idle' }],
  dataSources: [
    { schema: 's', name: 'd', table: 'a.b.c', columns, owners: [{ user: 'own' }] },
    {
      schema: 's',
      name: 'q',
      query: 'SELECT id, mail FROM s.d',
      columns: [columns[0]!, { name: 'mail', type: 'varchar' }],
    },
  ],
  users: [
    { name: 'own' },
    { name: 'ann', groups: ['staff', 'idle'] },
    { name: 'bob', groups: ['staff'] },
    { name: 'cat', groups: ['staff', 'europe'] },
    { name: 'dan', groups: ['staff'], attributes: { region: ['EUROPE'] } },
    { name: 'eve' },
  ],
  subscriptionPolicies: [{ name: 'staff', dataSource: 's.d', grant: { condition: { group: 'staff' } } }],
  policies: [
    {
      name: 'own regions',
      dataSource: 's.d',
      rules: [
        {
          rows: { column: { name: 'region' }, in: { attribute: 'region' } },
          exceptWhen: { user: 'own' },
        },
      ],
    },
    {
      name: 'mails',
      rules: [{ mask: { type: 'hash' }, columns: { tags: ['PII'] }, exceptWhen: { attribute: 'region' } }],
    },
  ],
};

describe('who can see what', () => {
  it('is counted by what is seen, and says why', async () => {
    await holds(base);
    const counted = await whoCan(ports, view);
    expect(seen(counted)).toEqual([
      [2, 'no rows', 'ann', 'bob'],
      [2, 'some rows', 'cat', 'dan'],
      [1, 'nothing', 'eve'],
      [1, 'all rows', 'own'],
    ]);
    expect(counted).toMatchObject({ dataSource: 's.d', column: null, users: 6, at: at.toISOString() });
    expect(counted.classes.map(({ because }) => because)).toEqual([
      ["policy 'staff' grants access: in group 'staff'; has no attribute 'region'; is not user 'own'"],
      ["policy 'staff' grants access: in group 'staff'; has attribute 'region'; is not user 'own'"],
      ["no subscription; policy 'staff' does not grant access: not in group 'staff'"],
      ["owner as user 'own'; has no attribute 'region'; is user 'own'"],
    ]);
    expect(counted.classes[1]?.sight).toEqual({
      sees: 'some rows',
      rows: [
        {
          type: 'values',
          column: 'region',
          values: ['EUROPE'],
          match: 'equal',
          from: 'attribute region',
          policy: 'own regions',
        },
      ],
      columns: { id: { shown: 'raw' }, region: { shown: 'raw' }, mail: { shown: 'raw' } },
    });
  });

  it('marks people who are inactive', async () => {
    const gone = { name: 'gil', groups: ['staff'], active: false };
    await holds({ ...base, users: [...(base.users ?? []), gone, { ...gone, name: 'hal', active: true }] });
    const counted = await whoCan(ports, view);
    expect(seen(counted)).toEqual([
      [3, 'no rows', 'ann', 'hal'],
      [2, 'some rows', 'cat', 'dan'],
      [2, 'nothing', 'eve', 'gil'],
      [1, 'all rows', 'own'],
    ]);
    expect(counted.classes[2]?.because).toEqual([
      "no subscription; policy 'staff' does not grant access: not in group 'staff'",
      "user 'gil' is inactive",
    ]);
  });

  it('marks people who are blocked', async () => {
    await holds({
      ...base,
      blocks: [
        { blocked: { user: 'ann' }, scope: { schema: 's' }, reason: 'x' },
        { blocked: { group: 'europe' }, scope: { everything: true }, reason: 'y' },
        { blocked: { user: 'own' }, scope: { dataSource: 's.q' }, reason: 'z' },
      ],
    });
    const counted = await whoCan(ports, view);
    expect(seen(counted)).toEqual([
      [3, 'nothing', 'ann', 'cat', 'eve'],
      [1, 'no rows', 'bob'],
      [1, 'some rows', 'dan'],
      [1, 'all rows', 'own'],
    ]);
    expect(counted.classes[0]?.because).toContain("user 'ann' is blocked from schema 's': x");
  });

  it.each([2, 200])('is counted by the groups that have an attribute, of %d', async (count) => {
    const many = Array.from({ length: count }, (_, index) => ({
      name: `g${index}`,
      attributes: { region: [`r${index}`] },
    }));
    const staff = (name: string, ...of: string[]) => ({ name, groups: ['staff', ...of] });
    await holds({
      ...base,
      groups: [...(base.groups ?? []), ...many],
      users: [
        staff('ann', 'g1', 'g0'),
        staff('bob', 'g0', 'idle', 'g1'),
        staff('cat', `g${count - 1}`),
        staff('dan', 'idle'),
        { name: 'eve', groups: ['g0'] },
        { name: 'own' },
      ],
    });
    const counted = await whoCan(ports, view);
    expect(counted.classes.map(({ examples, sight: { rows } }) => [examples.join(), rows])).toEqual([
      ['ann,bob', [expect.objectContaining({ values: ['r0', 'r1'] })]],
      ['cat', [expect.objectContaining({ values: [`r${count - 1}`] })]],
      ['dan', [expect.objectContaining({ values: [] })]],
      ['eve', []],
      ['own', []],
    ]);
  });

  it('is counted for one column by what is seen of it', async () => {
    await holds(base);
    const counted = await whoCan(ports, view, 'mail');
    expect(counted.classes.map(({ users, sight }) => [users, sight.sees, sight.columns['mail']])).toEqual([
      [
        2,
        'no rows',
        { shown: 'masked', masks: [{ mask: { type: 'hash', domain: 's.d' }, policy: 'mails' }] },
      ],
      [2, 'the column', { shown: 'raw' }],
      [1, 'nothing', undefined],
      [
        1,
        'the column',
        { shown: 'masked', masks: [{ mask: { type: 'hash', domain: 's.d' }, policy: 'mails' }] },
      ],
    ]);
  });

  it('is refused for what does not exist', async () => {
    await holds(base);
    await expect(whoCan(ports, { schema: 's', name: 'x' })).rejects.toThrow("there is no data source 's.x'");
    await expect(whoCan(ports, view, 'mial')).rejects.toThrow(
      "data source 's.d' has no column 'mial'; did you mean 'mail'?",
    );
  });
});

/** A project of fraud hunters, whose purpose shows mails in clear. */
const fraud: World = {
  ...base,
  groups: [...(base.groups ?? []), { name: 'hunters' }],
  users: [
    { name: 'own' },
    { name: 'ann', groups: ['staff', 'hunters'] },
    { name: 'bob', groups: ['staff', 'hunters'] },
    { name: 'cat', groups: ['staff'] },
    { name: 'dan', groups: ['staff', 'hunters'], active: false },
    { name: 'eve', groups: ['hunters'] },
  ],
  policies: [
    {
      name: 'mails',
      rules: [{ mask: { type: 'null' }, columns: { tags: ['PII'] }, exceptWhen: { purpose: 'Use.Ads' } }],
    },
  ],
  projects: [
    {
      name: 'fraud-2026',
      dataSources: ['s.d'],
      members: [{ group: 'hunters' }, { user: 'cat' }],
      purposes: ['Use.Ads'],
    },
  ],
};
const steps = ({ couldSee }: WhoCan) =>
  couldSee.map(({ by: { act, project, acknowledge, acknowledgedBy }, users, examples, sight }) => [
    act,
    project,
    acknowledge.map((purpose) => `${purpose} by ${acknowledgedBy}`).join(),
    users,
    examples.join(),
    sight.columns['mail']?.shown ?? sight.sees,
  ]);

describe('who could see what by their own act', () => {
  it('counts members of a project who would switch to it and acknowledge its purpose', async () => {
    await holds(fraud);
    const counted = await whoCan(ports, view, 'mail');
    expect(counted.classes.some(({ sight }) => sight.columns['mail']?.shown === 'raw')).toBe(false);
    expect(counted.users).toBe(6);
    // Owners are no members; inactive users do nothing; who has no access gets none by a project.
    expect(steps(counted)).toEqual([['switch', 'fraud-2026', 'Use.Ads by user', 3, 'ann,bob,cat', 'raw']]);
    expect(counted.couldSee[0]?.because).toEqual([
      "policy 'staff' grants access: in group 'staff'; acts under purpose 'Use.Ads'",
    ]);
  });

  it('needs no acknowledgement that was made already, unless the statement has changed since', async () => {
    await holds({
      ...fraud,
      acknowledgements: [
        { user: 'ann', purpose: 'Use.Ads' },
        { user: 'bob', purpose: 'Use.Ads', statement: 'only for ads' },
        { user: 'cat', purpose: 'Use.Ads', statement: 'for whatever' },
      ],
    });
    expect(steps(await whoCan(ports, view))).toEqual([
      ['switch', 'fraud-2026', '', 2, 'ann,bob', 'raw'],
      ['switch', 'fraud-2026', 'Use.Ads by user', 1, 'cat', 'raw'],
    ]);
  });

  it('separates people who work in a project by the statement that they acknowledged', async () => {
    await holds({
      ...fraud,
      workingProjects: ['ann', 'bob'].map((user) => ({ user, project: 'fraud-2026' })),
      acknowledgements: [
        { user: 'ann', purpose: 'Use.Ads', statement: 'for whatever' },
        { user: 'bob', purpose: 'Use.Ads', statement: 'only for ads' },
      ],
    });
    const counted = await whoCan(ports, view, 'mail');
    const raw = counted.classes.filter(({ sight }) => sight.columns['mail']?.shown === 'raw');
    expect(raw.map(({ examples }) => examples)).toEqual([['bob']]);
    expect(steps(counted)).toEqual([
      ['stay', 'fraud-2026', 'Use.Ads by user', 1, 'ann', 'raw'],
      ['leave', null, '', 1, 'bob', 'masked'],
      ['switch', 'fraud-2026', 'Use.Ads by user', 1, 'cat', 'raw'],
    ]);
  });

  it('counts those who would leave a project that keeps the data source from them', async () => {
    await holds({
      ...fraud,
      policies: [],
      projects: [{ name: 'other', dataSources: ['s.q'], members: [{ group: 'hunters' }] }],
      workingProjects: [{ user: 'ann', project: 'other' }],
    });
    expect(steps(await whoCan(ports, view, 'mail'))).toEqual([['leave', null, '', 1, 'ann', 'raw']]);
  });

  it('counts what members of an equalized project could see once all have acknowledged', async () => {
    await holds({
      ...fraud,
      projects: [
        { ...fraud.projects![0]!, members: [{ user: 'ann' }, { user: 'bob' }], equalized: true },
        { ...fraud.projects![0]!, name: 'demanding', equalized: { groups: ['idle'] } },
      ],
      acknowledgements: [{ user: 'ann', purpose: 'Use.Ads' }],
    });
    expect(steps(await whoCan(ports, view, 'mail'))).toEqual([
      ['switch', 'fraud-2026', 'Use.Ads by every member', 2, 'ann,bob', 'raw'],
    ]);
  });

  it('counts nobody who is blocked, and no project that lacks the data source', async () => {
    await holds({
      ...fraud,
      blocks: [{ blocked: { user: 'cat' }, scope: { everything: true }, reason: 'x' }],
    });
    expect(steps(await whoCan(ports, view)).map(([, , , , who]) => who)).toEqual(['ann,bob']);
    await holds({ ...fraud, projects: [{ ...fraud.projects![0]!, dataSources: ['s.q'] }] });
    expect((await whoCan(ports, view)).couldSee).toEqual([]);
  });
});

const userNames = ['ann', 'bob', 'cat', 'dan', 'eve', 'own'];
const groups = fc.subarray(['staff', 'europe', 'idle']);
const values = fc.subarray(['EUROPE', 'ASIA', 'x']);
const principal = fc.oneof(
  fc.constantFrom('ann', 'eve').map((user) => ({ user })),
  fc.constantFrom('staff', 'europe').map((group) => ({ group })),
);
const condition = fc.oneof(
  fc.constantFrom<object>(
    { group: 'staff' },
    { group: 'europe' },
    { user: 'bob' },
    { purpose: 'Use' },
    { purpose: 'Use.Ads' },
    { attribute: 'region' },
    { attribute: 'level', value: 'x' },
  ),
  fc.constantFrom<object>({ not: { group: 'staff' } }, { not: { attribute: 'region', value: 'ASIA' } }),
);
const where = fc.constantFrom(
  "@attributeValuesContains('region', region)",
  'region = @username()',
  'NOT @groupsContains(region)',
  "@isInGroups('staff', 'europe') OR @hasAttribute('level', 'x')",
  "@iam() = 'okta'",
  "@isUsingPurpose('Use')",
  "@purposesContains(region, 'none')",
);
const audience = fc.oneof(
  fc.constant({}),
  condition.map((exceptWhen) => ({ exceptWhen })),
);
const rule = fc.oneof(
  fc.tuple(audience, where).map(([of, text]) => ({ ...of, rows: { where: text } })),
  fc
    .tuple(
      audience,
      fc.constantFrom<object | string>({ attribute: 'region' }, { attribute: 'level' }, 'groups'),
    )
    .map(([of, from]) => ({ ...of, rows: { column: { name: 'region' }, in: from } })),
  fc.tuple(audience, fc.constantFrom('region', 'mail')).map(([of, name]) => ({
    ...of,
    mask: { type: 'hash' },
    columns: { names: [name] },
  })),
  fc.tuple(audience, where).map(([of, text]) => ({
    ...of,
    mask: { type: 'conditional', where: text, mask: { type: 'null' } },
    columns: { tags: ['PII'] },
  })),
);
const local = fc.record({
  dataSource: fc.constant('s.d'),
  rules: fc.array(rule, { minLength: 1, maxLength: 3 }),
  enabled: fc.boolean(),
});
const subscribed = fc.record({
  dataSource: fc.constantFrom('s.d', 's.q'),
  subscriber: principal,
  status: fc.constantFrom('approved', 'approved', 'pending', 'revoked'),
  expires: fc.constantFrom('2026-05-01T00:00:00Z', '2026-07-01T00:00:00Z'),
});
const named = <T extends object>(prefix: string, list: readonly T[]) =>
  list.map((one, index) => ({ ...one, name: `${prefix}${index}` }));

const worlds = fc.record({
  users: fc.tuple(
    ...userNames.map((name) =>
      fc.record({
        name: fc.constant(name),
        groups,
        attributes: fc.record({ region: values, level: values }, { requiredKeys: [] }),
        iam: fc.constantFrom('okta', 'azure'),
      }),
    ),
  ),
  europe: values,
  policies: fc.array(local, { maxLength: 3 }),
  subscriptionPolicies: fc.array(
    fc.record(
      {
        target: fc.constant({ schemas: ['s'] }),
        grant: fc.oneof(
          fc.constant({ anyone: true }),
          condition.map((of) => ({ condition: of })),
        ),
        guardrail: condition,
      },
      { requiredKeys: ['target', 'grant'] },
    ),
    { maxLength: 2 },
  ),
  subscriptions: fc.uniqueArray(subscribed, {
    selector: ({ dataSource, subscriber }) => JSON.stringify([dataSource, subscriber]),
    maxLength: 4,
  }),
  projects: fc.array(
    fc.record({
      dataSources: fc.constantFrom(['s.d', 's.q'], ['s.q']),
      members: fc.uniqueArray(principal, { maxLength: 3, selector: (one) => JSON.stringify(one) }),
      purposes: fc.subarray(['Use', 'Use.Ads']),
      maskedJoins: fc.boolean(),
      equalized: fc.constantFrom<boolean | object>(
        false,
        false,
        true,
        { groups: ['staff'] },
        {
          attributes: { level: ['x'] },
        },
      ),
    }),
    { minLength: 2, maxLength: 2 },
  ),
  working: fc.tuple(...userNames.map(() => fc.constantFrom(undefined, 'project0', 'project1'))),
  acknowledged: fc.subarray(userNames),
});

type RandomWorld = typeof worlds extends fc.Arbitrary<infer T> ? T : never;

const worldOf = (of: RandomWorld): World =>
  ({
    ...base,
    users: of.users,
    groups: [{ name: 'staff' }, { name: 'europe', attributes: { region: of.europe } }, { name: 'idle' }],
    policies: named('policy', of.policies),
    subscriptionPolicies: named('access', of.subscriptionPolicies),
    subscriptions: of.subscriptions,
    projects: named('project', of.projects),
    workingProjects: of.working.flatMap((project, index) =>
      project === undefined ? [] : [{ user: userNames[index], project }],
    ),
    acknowledgements: of.acknowledged.map((user) => ({ user, purpose: 'Use.Ads' })),
  }) as object as World;

describe('classes of users', () => {
  it('are those of deciding on every user', async () => {
    const asked = [
      ['s.d', undefined],
      ['s.d', 'mail'],
      ['s.q', undefined],
    ] as const;
    const several = asked.map(() => 0);
    await fc.assert(
      fc.asyncProperty(worlds, async (random) => {
        await holds(worldOf(random));
        for (const [index, [dataSourceName, column]] of asked.entries()) {
          const [schema = '', name = ''] = dataSourceName.split('.');
          const counted = await whoCan(ports, { schema, name }, column);
          const naive = new Map<string, string[]>();
          for (const userName of userNames) {
            const { decision } = await decideFor(ports, { userName, dataSourceName, at }, occasion);
            const key = essenceOfSight(decision, column);
            naive.set(key, [...(naive.get(key) ?? []), userName]);
          }
          expect(counted.classes.reduce((sum, { users }) => sum + users, 0)).toBe(counted.users);
          expect(counted.users).toBe(userNames.length);
          const expected = [...naive.values()].map((users) => users.length);
          expect(counted.classes.map(({ users }) => users)).toEqual(expected.toSorted((a, b) => b - a));
          for (const { users, examples } of counted.classes) {
            const own = [...naive.values()].find((list) => list.includes(examples[0] ?? ''));
            expect(own).toHaveLength(users);
            expect(own).toEqual(expect.arrayContaining([...examples]));
          }
          several[index]! += counted.classes.length > 1 ? 1 : 0;
        }
      }),
      { numRuns: 20, seed },
    );
    for (const count of several) expect(count).toBeGreaterThan(5);
  });

  it('are those of deciding on every user after each step, of a view and of a column', async () => {
    const columns = [undefined, 'mail'] as const;
    const several = columns.map(() => 0);
    await fc.assert(
      fc.asyncProperty(worlds, async (random) => {
        /** What each user is shown, and where they work, in a world in which everybody did the same. */
        const shownIf = async (of: RandomWorld) => {
          await holds(worldOf(of));
          return Promise.all(
            userNames.map(async (userName) => {
              const asked = { userName, dataSourceName: 's.d', at };
              const { reader, decision } = await decideFor(ports, asked, occasion);
              const essences = columns.map((column) =>
                decision.kind === 'open' ? essenceOfSight(decision, column) : undefined,
              );
              return { essences, in: reader.work.project?.name };
            }),
          );
        };
        const everybody = (project: 'project0' | 'project1' | undefined) =>
          userNames.map(() => project) as RandomWorld['working'];
        const now = await shownIf(random);
        const found: WhoCan[] = [];
        for (const column of columns) found.push(await whoCan(ports, view, column));
        const left = await shownIf({ ...random, working: everybody(undefined) });
        const steps: { project: string; switched: typeof now; acknowledged: typeof now }[] = [];
        for (const [index, project] of (['project0', 'project1'] as const).entries()) {
          if (!random.projects[index]?.dataSources.some((name) => name === 's.d')) continue;
          const working = everybody(project);
          const switched = await shownIf({ ...random, working });
          steps.push({
            ...{ project, switched },
            acknowledged: await shownIf({ ...random, working, acknowledged: userNames }),
          });
        }

        for (const which of columns.keys()) {
          const expected = new Map<string, number>();
          const reach = (act: string, project: string | null, acknowledged: boolean, essence: string) => {
            const key = JSON.stringify([act, project, acknowledged, essence]);
            expected.set(key, (expected.get(key) ?? 0) + 1);
          };
          left.forEach(({ essences }, user) => {
            const [before, one] = [now[user]?.essences[which], essences[which]];
            if (now[user]?.in === undefined || one === undefined || one === before) return;
            reach('leave', null, false, one);
          });
          for (const { project, switched, acknowledged } of steps) {
            userNames.forEach((_, user) => {
              if (switched[user]?.in !== project) return;
              const before = now[user]?.essences[which];
              const one = switched[user].essences[which];
              const two = acknowledged[user]?.essences[which];
              const act = now[user]?.in === project ? 'stay' : 'switch';
              if (act === 'switch' && one !== undefined && one !== before) reach(act, project, false, one);
              if (two !== undefined && two !== one && two !== before) reach(act, project, true, two);
            });
          }
          const counted = found[which]!.couldSee.map(({ by: { act, project, acknowledge }, users }) =>
            JSON.stringify([act, project, acknowledge.length > 0, users]),
          );
          const wanted = [...expected].map(([key, users]) =>
            JSON.stringify([...(JSON.parse(key) as unknown[]).slice(0, 3), users]),
          );
          expect(counted.toSorted()).toEqual(wanted.toSorted());
          several[which]! += counted.length > 0 ? 1 : 0;
        }
      }),
      { numRuns: 8, seed },
    );
    for (const count of several) expect(count).toBeGreaterThan(0);
  });
});
