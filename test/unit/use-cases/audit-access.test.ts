import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import type { FoundQuery } from '../../../src/audit/audit-store.js';
import { believeActor } from '../../../src/identity/actor.js';
import type { Role } from '../../../src/model/rights.js';
import { auditAccessUseCase } from '../../../src/use-cases/audit/audit-access.js';
import type { AuditedAccess } from '../../../src/use-cases/audit/audit-access.js';
import { runAsActor, runAsAdministrator } from '../../../src/use-cases/use-case.js';
import { runs } from '../../support/runs.js';
import { auditedWorld, queryOf, readOf } from './audit-records.js';
import type { AuditedWorld } from './audit-records.js';

const columns = [
  { name: 'id', type: 'bigint' },
  { name: 'mail', type: 'varchar', tags: ['PII'] },
];

const world = {
  tags: [{ name: 'PII' }],
  groups: [{ name: 'staff' }, { name: 'finance' }],
  users: [
    { name: 'ann', groups: ['staff'] },
    { name: 'bob', groups: ['staff', 'finance'] },
    { name: 'cat', groups: [] },
    { name: 'dan', groups: ['staff'] },
    { name: 'eve', groups: ['staff'] },
    { name: 'owen', groups: [] },
  ],
  dataSources: [
    { schema: 's', name: 'd', table: 'c.s.d', owners: [{ user: 'owen' }], columns },
    { schema: 's', name: 'e', table: 'c.s.e', columns },
  ],
  subscriptions: [
    { dataSource: 's.d', subscriber: { group: 'staff' } },
    { dataSource: 's.e', subscriber: { user: 'ann' } },
  ],
  policies: [
    {
      name: 'mails',
      rules: [
        { mask: { type: 'null' as const }, columns: { tags: ['PII'] }, exceptWhen: { group: 'finance' } },
      ],
    },
  ],
};

const day = 24 * 60 * 60 * 1_000;
const masked = [
  { name: 'id', shown: 'raw' as const },
  { name: 'mail', shown: 'masked' as const, policies: ['mails'] },
];

describe('who can read a data source, and who did', () => {
  let audited: AuditedWorld;
  const ago = (days: number): Date => new Date(audited.clock.now.getTime() - days * day);
  beforeAll(async () => {
    audited = await auditedWorld(world);
    await audited.store.audit.putQueries([
      queryOf('q0', 'cat', ago(120), [readOf('s.d')]),
      queryOf('q1', 'ann', ago(3), [readOf('s.d', { columns: masked }), readOf('s.d', { columns: masked })]),
      queryOf('q2', 'ann', ago(2), [readOf('s.d', { columns: masked }), readOf('s.e')]),
      queryOf('q3', 'cat', ago(1), [
        readOf('s.d', { via: 'past scrim', columns: [{ name: 'mail', shown: 'raw' }] }),
      ]),
      queryOf('q4', 'gone', ago(5), [readOf('s.d')]),
      queryOf('q5', 'bob', ago(4), [readOf('s.e')]),
    ]);
  });
  afterAll(() => audited.store.close());

  const ask = (input: object): Promise<AuditedAccess> =>
    runAsAdministrator(auditAccessUseCase, audited.administration, { dataSource: 's.d', ...input });
  const askAs = (role: Role, user: string, input: object = {}): Promise<AuditedAccess> =>
    runAsActor(
      auditAccessUseCase,
      audited.administration,
      { actor: believeActor(user, [role], user), at: audited.clock.now },
      { dataSource: 's.d', ...input },
    );
  const brief = ({ people }: AuditedAccess): readonly string[] =>
    people.map(({ user, access, queries, sees }) => `${user} ${String(access)} ${queries} ${sees}`);

  it('lists the last readers first, then those who can and did not', async () => {
    const found = await ask({});
    expect(found).toMatchObject({ having: 5, readers: 3, former: 2, recordedSince: ago(120).toISOString() });
    expect(found.warnings).toBeUndefined();
    expect(brief(found)).toEqual([
      'cat false 1 nothing',
      'ann true 2 all rows',
      'gone false 1 nothing',
      'bob true 0 all rows',
      'dan true 0 all rows',
      'eve true 0 all rows',
      'owen true 0 all rows',
    ]);
    expect(found.people.slice(0, 4)).toMatchObject([
      { because: 'no subscription', pastScrim: 1, raw: ['mail'], masked: [], last: ago(1).toISOString() },
      {
        because: "subscription of group 'staff' is approved",
        canSee: { raw: ['id'], masked: ['mail'] },
        ...{ pastScrim: 0, raw: ['id'], masked: ['mail'] },
        ...{ first: ago(3).toISOString(), last: ago(2).toISOString() },
      },
      { because: 'there is no such user' },
      { canSee: { raw: ['id', 'mail'], masked: [] }, first: null, last: null },
    ]);
  });

  it.each<[object, readonly string[]]>([
    [{ user: 'ann' }, ['ann true 2 all rows']],
    [{ user: 'dan' }, ['dan true 0 all rows']],
    [{ user: 'nobody' }, []],
    [{ dataSource: 's.e' }, ['ann true 1 all rows', 'bob false 1 nothing']],
  ])('filters by %j', async (input, expected) => {
    expect(brief(await ask(input))).toEqual(expected);
  });

  it('counts from a time on, and says if the records begin later', async () => {
    const found = await ask({ since: ago(1.5).toISOString() });
    expect(found).toMatchObject({ readers: 1, former: 1 });
    expect((await ask({ since: ago(200).toISOString() })).warnings).toEqual([
      `queries of Trino are on record since ${ago(120).toISOString()} only: what was read before is not known`,
    ]);
  });

  it('refuses what does not exist', async () => {
    await expect(ask({ dataSource: 's.x' })).rejects.toThrow("there is no data source 's.x'");
    const later = new Date(audited.clock.now.getTime() + day).toISOString();
    await expect(ask({ since: later })).rejects.toThrow('is not before');
  });

  it('shows owners their data sources, and users themselves', async () => {
    expect(brief(await askAs('owner', 'owen'))).toHaveLength(7);
    expect(brief(await askAs('owner', 'owen', { dataSource: 's.e' }))).toEqual([]);
    expect(await askAs('user', 'ann')).toMatchObject({ having: 1, readers: 1, former: 0 });
    expect(brief(await askAs('user', 'ann'))).toEqual(['ann true 2 all rows']);
    expect(brief(await askAs('user', 'dan'))).toEqual(['dan true 0 all rows']);
    expect(brief(await askAs('user', 'ann', { user: 'bob' }))).toEqual([]);
    // Of what does not exist for a person, they learn the same as of what does not exist.
    for (const dataSource of ['s.d', 's.e']) {
      const hidden = { ...(await askAs('user', 'cat', { dataSource })), dataSource: '' };
      expect(hidden).toEqual({ ...(await askAs('user', 'cat', { dataSource: 's.x' })), dataSource: '' });
    }
  });

  it('answers as of a revision of the past, with what was read until then', async () => {
    const { history } = audited.store;
    const { at } = (await history.change(1)) ?? { at: new Date() };
    await audited.apply({ ...world, subscriptions: [] });
    audited.clock.now = new Date(Date.now() + day);
    expect(await ask({})).toMatchObject({ having: 1 });
    const then = await ask({ asOf: 'revision:1' });
    expect(then).toMatchObject({ having: 5, until: at.toISOString(), asOf: { revision: 1 } });
    expect(brief(await askAs('owner', 'owen', { asOf: 'revision:1' }))).toEqual(brief(then));
    await expect(askAs('user', 'ann', { asOf: 'revision:1' })).rejects.toThrow('own now and owned then');
    expect(await ask({ asOf: 'revision:2' })).toMatchObject({ having: 1 });
  });
});

it('counts what a count over the queries on record counts, in pages of any size', async () => {
  const audited = await auditedWorld(world);
  const now = audited.clock.now.getTime();
  const names = ['ann', 'bob', 'cat', 'dan', 'gone'];
  const arbitraryRead = fc
    .record({
      dataSource: fc.constantFrom('s.d', 's.d', 's.e'),
      via: fc.constantFrom('view', 'in place', 'rule', 'past scrim'),
      raw: fc.subarray(['id', 'mail', 'old']),
    })
    .map(({ dataSource, via, raw }) =>
      readOf(dataSource, {
        via,
        columns: ['id', 'mail', 'old'].map((name) => ({
          name,
          shown: raw.includes(name) ? 'raw' : 'masked',
        })),
      }),
    );
  const arbitraryQuery = fc.record({
    user: fc.constantFrom(...names),
    cluster: fc.constantFrom('one', 'two'),
    days: fc.integer({ min: 1, max: 20 }),
    reads: fc.array(arbitraryRead, { maxLength: 3 }),
  });
  let round = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(arbitraryQuery, { maxLength: 12 }),
      fc.integer({ min: 1, max: 4 }),
      async (drafts, limit) => {
        round += 1;
        // Each round has its own time.
        audited.clock.now = new Date(now + round * 30 * day);
        const since = new Date(audited.clock.now.getTime() - 15 * day);
        const queries = drafts.map(({ user, cluster, days, reads }, index): FoundQuery => ({
          ...queryOf(
            `q${round}-${index % 5}`,
            user,
            new Date(audited.clock.now.getTime() - days * day),
            reads,
          ),
          cluster: `${cluster}${index}`,
        }));
        await audited.store.audit.putQueries(queries);
        const people: AuditedAccess['people'][number][] = [];
        let before: AuditedAccess['next'];
        let page: AuditedAccess;
        do {
          const input = { dataSource: 's.d', since: since.toISOString(), limit, before };
          page = await runAsAdministrator(auditAccessUseCase, audited.administration, input);
          people.push(...page.people);
          before = page.next;
        } while (before !== undefined);
        const counted = names.flatMap((user) => {
          const theirs = queries
            .filter((query) => query.user === user && query.at >= since)
            .map(({ at, reads }) => ({ at, reads: reads.filter(({ dataSource }) => dataSource === 's.d') }))
            .filter(({ reads }) => reads.length > 0);
          const shown = (how: string): readonly string[] =>
            [
              ...new Set(
                theirs.flatMap(({ reads }) =>
                  reads.flatMap((read) =>
                    read.columns.filter((one) => one.shown === how).map(({ name }) => name),
                  ),
                ),
              ),
            ].toSorted();
          const times = theirs.map(({ at }) => at.toISOString()).toSorted();
          const can = user !== 'cat' && user !== 'gone';
          return can || theirs.length > 0
            ? [
                {
                  ...{ user, queries: theirs.length, raw: shown('raw'), masked: shown('masked') },
                  pastScrim: theirs.filter(({ reads }) => reads.every(({ via }) => via === 'past scrim'))
                    .length,
                  ...{ first: times[0] ?? null, last: times.at(-1) ?? null },
                },
              ]
            : [];
        });
        const unread = { queries: 0, raw: [], masked: [], pastScrim: 0, first: null, last: null };
        const all = [...counted, { user: 'eve', ...unread }, { user: 'owen', ...unread }].toSorted(
          (one, other) =>
            (other.last ?? '').localeCompare(one.last ?? '') || one.user.localeCompare(other.user),
        );
        expect(
          people.map(({ user, queries: number, raw, masked: hidden, pastScrim, first, last }) => ({
            ...{ user, queries: number, raw, masked: hidden, pastScrim, first, last },
          })),
        ).toEqual(all);
        expect(page).toMatchObject({
          having: 5,
          readers: counted.filter(({ last }) => last !== null).length,
          former: counted.filter(({ user }) => user === 'cat' || user === 'gone').length,
        });
      },
    ),
    { numRuns: runs(60) },
  );
  await audited.store.close();
});
