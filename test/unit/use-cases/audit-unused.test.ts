import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { believeActor } from '../../../src/identity/actor.js';
import type { Role } from '../../../src/model/rights.js';
import { auditUnusedUseCase } from '../../../src/use-cases/audit/audit-unused.js';
import type { AuditedUnused } from '../../../src/use-cases/audit/audit-unused.js';
import { runAsActor, runAsAdministrator } from '../../../src/use-cases/use-case.js';
import { auditedWorld, queryOf, readOf } from './audit-records.js';
import type { AuditedWorld } from './audit-records.js';

const columns = [{ name: 'id', type: 'bigint' }];

const world = {
  tags: [{ name: 'Open' }, { name: 'Rare' }],
  groups: [{ name: 'staff' }, { name: 'empty' }, { name: 'idle' }, { name: 'leads' }],
  users: [
    { name: 'ann', groups: ['staff'] },
    { name: 'bob', groups: ['staff', 'idle'] },
    { name: 'cat' },
    { name: "d'an", groups: ['leads'] },
    { name: 'owen' },
  ],
  dataSources: [
    { schema: 's', name: 'd', table: 'c.s.d', owners: [{ user: 'owen' }], columns },
    { schema: 's', name: 'e', table: 'c.s.e', columns, tags: ['Open'] },
    { schema: 's', name: 'f', table: 'c.s.f', columns, tags: ['Rare'] },
  ],
  subscriptions: [
    { dataSource: 's.d', subscriber: { group: 'staff' } },
    { dataSource: 's.d', subscriber: { group: 'empty' } },
    { dataSource: 's.d', subscriber: { group: 'idle' } },
    { dataSource: 's.d', subscriber: { user: 'cat' } },
    { dataSource: 's.f', subscriber: { user: "d'an" } },
  ],
  subscriptionPolicies: [
    { name: 'asked', dataSource: 's.f', grant: { ask: { approvers: [{ user: 'owen' }] } } },
    { name: 'leaders', target: { tags: ['Open'] }, grant: { condition: { group: 'leads' } } },
    { name: 'off', enabled: false, dataSource: 's.d', grant: { anyone: true as const } },
    { name: 'staff of e', target: { tags: ['Open', 'Rare'] }, grant: { condition: { group: 'staff' } } },
    { name: 'void', target: { schemas: ['none'] }, grant: { anyone: true as const } },
  ],
};

const day = 24 * 60 * 60 * 1_000;

describe('access that nobody used', () => {
  let audited: AuditedWorld;
  const ago = (days: number): Date => new Date(audited.clock.now.getTime() - days * day);
  beforeAll(async () => {
    audited = await auditedWorld(world);
    const begun = Date.now();
    // Granted later than the time that is asked about.
    await audited.apply({
      ...world,
      users: [...world.users, { name: 'new', groups: ['staff'] }],
      subscriptions: [...world.subscriptions, { dataSource: 's.e', subscriber: { group: 'empty' } }],
      subscriptionPolicies: [
        ...world.subscriptionPolicies,
        { name: 'young', dataSource: 's.f', grant: { anyone: true } },
      ],
    });
    const { at: first } = (await audited.store.history.change(1)) ?? { at: new Date() };
    const { at: second } = (await audited.store.history.change(2)) ?? { at: new Date() };
    // Ninety days ago lies between the two changes.
    audited.clock.now = new Date((first.getTime() + second.getTime()) / 2 + 90 * day);
    expect(audited.clock.now.getTime()).toBeGreaterThan(begun);
    await audited.store.audit.putQueries([
      queryOf('q0', 'ann', ago(100), [readOf('s.d'), readOf('s.e')]),
      queryOf('q1', 'ann', ago(20), [readOf('s.d')]),
      queryOf('q2', 'cat', ago(10), [readOf('s.d', { via: 'past scrim' })]),
      queryOf('q3', 'bob', ago(9), [readOf('s.e')]),
    ]);
  });
  afterAll(() => audited.store.close());

  const ask = (input: object): Promise<AuditedUnused> =>
    runAsAdministrator(auditUnusedUseCase, audited.administration, input);
  const askAs = (role: Role, user: string, input: object): Promise<AuditedUnused> =>
    runAsActor(
      auditUnusedUseCase,
      audited.administration,
      { actor: believeActor(user, [role], user), at: audited.clock.now },
      input,
    );
  const brief = ({ unused }: AuditedUnused): readonly string[] =>
    unused.map(({ dataSource, name }) => `${String(dataSource)} ${name}`);

  const people = ['s.d cat', 's.d bob', 's.e ann', "s.e d'an", 's.f ann', 's.f bob', "s.f d'an"];

  it.each<[object, readonly string[]]>([
    [{}, people],
    [{ dataSource: 's.e' }, ['s.e ann', "s.e d'an"]],
    [{ by: 'group' }, ['s.d empty', 's.d idle']],
    [{ by: 'policy' }, ['s.f asked', 'null leaders', 'null void']],
    [{ by: 'policy', dataSource: 's.f' }, ['s.f asked', 'null staff of e']],
    [{ by: 'group', dataSource: 's.e' }, []],
  ])('is listed by %j', async (input, expected) => {
    const found = await ask(input);
    expect([found.warnings, brief(found)]).toEqual([undefined, expected]);
  });

  it('says why it is there, and which command ends it', async () => {
    const all = [
      ...(await ask({})).unused,
      ...(await ask({ by: 'group' })).unused,
      ...(await ask({ by: 'policy' })).unused,
    ];
    const told = (name: string, dataSource: string | null) =>
      all.find((one) => one.name === name && one.dataSource === dataSource);
    expect(told('cat', 's.d')).toEqual({
      ...{ of: 'person', name: 'cat', dataSource: 's.d' },
      because: 'subscription of the user is approved',
      endedBy: 'scrim subscription revoke s.d --user cat',
    });
    expect(told("d'an", 's.f')?.endedBy).toBe(`scrim subscription revoke s.f --user 'd'\\''an'`);
    expect(told('bob', 's.d')).toMatchObject({ endedBy: null });
    expect(told('empty', 's.d')).toMatchObject({
      because: 'the group has no members',
      endedBy: 'scrim subscription revoke s.d --group empty',
    });
    expect(told('void', null)?.because).toBe('it is about no data source');
    expect(told('asked', 's.f')?.because).toBe('nobody read its 1 data source');
    expect(told('leaders', null)?.because).toBe('nobody who has access by it read its 1 data source');
  });

  it('is the same in pages of any size', async () => {
    for (const by of ['person', 'group', 'policy']) {
      const whole = await ask({ by });
      for (const limit of [1, 2, 3]) {
        const found: AuditedUnused['unused'][number][] = [];
        let before: AuditedUnused['next'];
        do {
          const page = await ask({ by, limit, before });
          expect(page.unused.length).toBeLessThanOrEqual(limit);
          found.push(...page.unused);
          before = page.next;
        } while (before !== undefined);
        expect(found).toEqual(whole.unused);
      }
    }
  });

  it('is shown to owners for their data sources, and to users for themselves', async () => {
    expect(brief(await askAs('governor', 'owen', {}))).toEqual(people);
    expect(brief(await askAs('owner', 'owen', {}))).toEqual(['s.d cat', 's.d bob']);
    expect(brief(await askAs('owner', 'owen', { by: 'group' }))).toEqual(['s.d empty', 's.d idle']);
    expect(brief(await askAs('owner', 'owen', { by: 'policy' }))).toEqual([]);
    expect(brief(await askAs('owner', 'owen', { dataSource: 's.e' }))).toEqual([]);
    expect(brief(await askAs('user', 'ann', {}))).toEqual(['s.e ann', 's.f ann']);
    expect(brief(await askAs('user', 'ann', { limit: 1 }))).toEqual(['s.e ann']);
    expect(brief(await askAs('user', 'ann', { dataSource: 's.d' }))).toEqual([]);
    expect(brief(await askAs('user', 'ann', { by: 'group' }))).toEqual([]);
    expect((await askAs('user', 'cat', { dataSource: 's.x' })).unused).toEqual([]);
  });

  it('blames nobody for a time of which nothing is known', async () => {
    const { unused, warnings } = await ask({ days: 101 });
    expect(unused).toEqual([]);
    expect(warnings).toEqual([
      `queries of Trino are on record since ${ago(100).toISOString()} only: what was not used for 101 days is not known; ask about 100 days`,
      expect.stringMatching(
        /^the history of the world begins at \S+: nobody is known to have had access for 101 days; ask about 90 days$/,
      ),
    ]);
    await expect(ask({ dataSource: 's.x' })).rejects.toThrow("there is no data source 's.x'");
    const empty = await auditedWorld(world);
    empty.clock.now = new Date(Date.now() + 100 * day);
    for (const by of ['person', 'group', 'policy']) {
      const found = await runAsAdministrator(auditUnusedUseCase, empty.administration, { by });
      expect(found).toMatchObject({
        unused: [],
        recordedSince: null,
        warnings: ['no queries of Trino are on record: who read what is not known (docs/audit.md)'],
      });
    }
    await empty.store.close();
  });
});
