import { afterAll, beforeAll, expect, it } from '@jest/globals';

import { believeActor } from '../../../src/identity/actor.js';
import type { Role } from '../../../src/model/rights.js';
import { auditPoliciesUseCase } from '../../../src/use-cases/audit/audit-policies.js';
import type { AuditedPolicies } from '../../../src/use-cases/audit/audit-policies.js';
import { runAsActor, runAsAdministrator } from '../../../src/use-cases/use-case.js';
import { auditedWorld, queryOf, readOf } from './audit-records.js';
import type { AuditedWorld } from './audit-records.js';

const columns = [{ name: 'id', type: 'bigint' }];
const day = 24 * 60 * 60 * 1_000;
const hiding = (names: string[]) => [{ mask: { type: 'null' as const }, columns: { names } }];

let audited: AuditedWorld;
const ago = (days: number): Date => new Date(audited.clock.now.getTime() - days * day);
beforeAll(async () => {
  audited = await auditedWorld({
    tags: [{ name: 'PII' }],
    users: [{ name: 'ann' }, { name: 'bob' }, { name: 'owen' }],
    subscriptions: [{ dataSource: 's.d', subscriber: { user: 'ann' } }],
    dataSources: [
      { schema: 's', name: 'd', table: 'c.s.d', owners: [{ user: 'owen' }], columns },
      { schema: 's', name: 'e', table: 'c.s.e', columns },
      { schema: 's', name: 'f', platform: 'redshift', table: 'db.s.f', columns },
    ],
    policies: [
      { name: 'busy', target: { schemas: ['s'] }, rules: hiding(['id']) },
      { name: 'excepts', dataSource: 's.d', rules: hiding(['id']) },
      { name: 'of none', rules: [{ mask: { type: 'null' }, columns: { tags: ['PII'] } }] },
      { name: 'off', enabled: false, dataSource: 's.d', rules: hiding(['id']) },
      { name: 'once', dataSource: 's.e', rules: hiding(['id']) },
      { name: 'elsewhere', dataSource: 's.f', rules: hiding(['id']) },
    ],
  });
  await audited.store.audit.putQueries([
    queryOf('q0', 'ann', ago(100), [readOf('s.e', { policies: ['once'] })]),
    queryOf('q1', 'ann', ago(3), [
      readOf('s.d', { policies: ['busy'] }),
      readOf('s.d', { policies: ['busy'] }),
    ]),
    queryOf('q2', 'bob', ago(2), [readOf('s.d', { policies: ['busy', 'removed'] })]),
  ]);
});
afterAll(() => audited.store.close());

const ask = (input: object): Promise<AuditedPolicies> =>
  runAsAdministrator(auditPoliciesUseCase, audited.administration, input);
const askAs = (role: Role, user: string): Promise<AuditedPolicies> =>
  runAsActor(
    auditPoliciesUseCase,
    audited.administration,
    { actor: believeActor(user, [role], user), at: audited.clock.now },
    {},
  );
const brief = ({ policies }: AuditedPolicies): readonly string[] =>
  policies.map(({ policy, queries, people }) => `${policy} ${queries} ${people}`);

it('lists policies that shaped no query first, with the reason', async () => {
  const { policies, warnings } = await ask({});
  expect(warnings).toBeUndefined();
  expect(policies.map(({ policy, because }) => [policy, because])).toEqual([
    ['elsewhere', 'it is about 1 data source of which no queries are on record'],
    [
      'excepts',
      'it applied to nobody: 1 of its 1 data source was read, but not the columns that it masks, or only by people whom it excepts',
    ],
    ['of none', 'it is about no data source'],
    ['off', 'it is disabled'],
    ['once', 'it is about 1 data source, and nobody read it'],
    ['busy', null],
  ]);
  expect(policies.at(-1)).toEqual({
    ...{ policy: 'busy', enabled: true, dataSources: 3, queries: 2, people: 2 },
    ...{ last: ago(2).toISOString(), because: null },
  });
});

it('counts from a time on, in pages', async () => {
  expect(brief(await ask({ since: ago(120).toISOString() })).slice(4)).toEqual(['once 1 1', 'busy 2 2']);
  expect((await ask({ since: ago(120).toISOString() })).warnings).toHaveLength(1);
  const first = await ask({ limit: 4 });
  const second = await ask({ limit: 4, before: first.next });
  expect([...first.policies, ...second.policies]).toEqual((await ask({})).policies);
  expect(second.next).toBeUndefined();
  await expect(ask({ since: ago(-1).toISOString() })).rejects.toThrow('is not before');
});

it.each<[Role, string, readonly string[]]>([
  ['governor', 'owen', ['elsewhere 0 0', 'excepts 0 0', 'of none 0 0', 'off 0 0', 'once 0 0', 'busy 2 2']],
  ['owner', 'owen', ['excepts 0 0', 'busy 2 2']],
  ['user', 'ann', ['busy 1 1']],
])('shows a %s what concerns them', async (role, user, expected) => {
  expect(brief(await askAs(role, user))).toEqual(expected);
});
