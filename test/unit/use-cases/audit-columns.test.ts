import { afterAll, beforeAll, expect, it } from '@jest/globals';

import { believeActor } from '../../../src/identity/actor.js';
import type { Role } from '../../../src/model/rights.js';
import { auditColumnsUseCase } from '../../../src/use-cases/audit/audit-columns.js';
import type { AuditedColumns } from '../../../src/use-cases/audit/audit-columns.js';
import { runAsActor, runAsAdministrator } from '../../../src/use-cases/use-case.js';
import { decisionRow } from '../../support/audit-records.js';
import { auditedWorld, queryOf, readOf } from './audit-records.js';
import type { AuditedWorld } from './audit-records.js';

const day = 24 * 60 * 60 * 1_000;
const mailMasked = { name: 'mail', shown: 'masked' as const, policies: ['mails'] };
const raw = (name: string) => ({ name, shown: 'raw' as const });

let audited: AuditedWorld;
const ago = (days: number): Date => new Date(audited.clock.now.getTime() - days * day);
beforeAll(async () => {
  audited = await auditedWorld({
    tags: [{ name: 'PII' }, { name: 'PII.Mail' }, { name: 'PIIX' }, { name: 'Sales' }],
    users: [{ name: 'ann' }, { name: 'bob' }, { name: 'owen' }],
    subscriptions: [{ dataSource: 's.d', subscriber: { user: 'ann' } }],
    dataSources: [
      {
        ...{ schema: 's', name: 'd', table: 'c.s.d', owners: [{ user: 'owen' }] },
        columns: [
          { name: 'id', type: 'bigint' },
          { name: 'mail', type: 'varchar', tags: ['PII.Mail'] },
          { name: 'ssn', type: 'varchar', tags: ['PII', 'PIIX'] },
        ],
      },
      { schema: 's', name: 'e', table: 'c.s.e', tags: ['Sales'], columns: [{ name: 'id', type: 'bigint' }] },
    ],
  });
  await audited.store.audit.putDecisions(
    [
      decisionRow({
        at: ago(50),
        user: 'ann',
        shown: 'x',
        because: "subscription of user 'ann' is approved",
      }),
      // Trino asks after it has created a query.
      decisionRow({
        at: new Date(ago(2).getTime() + 1_000),
        ...{ user: 'bob', shown: 'y', because: "policy 'all' grants access" },
      }),
    ],
    [],
  );
  await audited.store.audit.putQueries([
    queryOf('q0', 'bob', ago(100), [readOf('s.d', { columns: [raw('mail')] })]),
    queryOf('q1', 'ann', ago(4), [readOf('s.d', { shown: 'x', columns: [raw('mail'), raw('id')] })]),
    queryOf('q2', 'ann', ago(3), [
      readOf('s.d', { shown: 'x', columns: [raw('mail')] }),
      readOf('s.d', { shown: 'x', columns: [mailMasked] }),
    ]),
    queryOf('q3', 'bob', ago(2), [readOf('s.d', { shown: 'y', columns: [mailMasked, raw('ssn')] })]),
    queryOf('q4', 'eve', ago(1), [readOf('s.d', { via: 'past scrim', columns: [raw('mail')] })]),
    queryOf('q5', 'bob', ago(1), [readOf('s.e', { via: 'rule', filters: ['rule 8'], columns: [raw('id')] })]),
  ]);
});
afterAll(() => audited.store.close());

const ask = (input: object): Promise<AuditedColumns> =>
  runAsAdministrator(auditColumnsUseCase, audited.administration, input);
const askAs = (role: Role, user: string, input: object = {}): Promise<AuditedColumns> =>
  runAsActor(
    auditColumnsUseCase,
    audited.administration,
    { actor: believeActor(user, [role], user), at: audited.clock.now },
    input,
  );
const brief = ({ columns }: AuditedColumns): readonly string[] =>
  columns.map(
    ({ tag, dataSource, column, rawQueries, rawPeople, maskedQueries, maskedPeople }) =>
      `${tag} ${String(dataSource)} ${String(column)} ${rawQueries}/${rawPeople} ${maskedQueries}/${maskedPeople}`,
  );

const all = [
  'PII s.d ssn 1/1 0/0',
  'PII.Mail s.d mail 3/2 2/2',
  'PIIX s.d ssn 1/1 0/0',
  'Sales s.e id 1/1 0/0',
];

it.each<[object, readonly string[]]>([
  [{}, all],
  [{ tag: 'PII' }, all.slice(0, 2)],
  [{ tag: 'PII.Mail' }, all.slice(1, 2)],
  [{ dataSource: 's.e' }, all.slice(3)],
  [
    { by: 'tag' },
    [
      'PII null null 1/1 0/0',
      'PII.Mail null null 3/2 2/2',
      'PIIX null null 1/1 0/0',
      'Sales null null 1/1 0/0',
    ],
  ],
])('counts reads of tagged columns by %j', async (input, expected) => {
  const found = await ask(input);
  expect(brief(found).toSorted()).toEqual(expected);
  expect(found.warnings).toBeUndefined();
});

it('says by which access a column was clear, and by which policies masked', async () => {
  const [mail] = (await ask({ tag: 'PII.Mail' })).columns;
  expect(mail).toMatchObject({
    clear: [
      { because: 'it was read without scrim', people: 1 },
      { because: 'subscription of the user is approved', people: 1 },
    ],
    maskedBy: ['mails'],
    lastRaw: ago(1).toISOString(),
  });
  expect((await ask({ tag: 'Sales' })).columns[0]?.clear).toEqual([{ because: 'rule 8', people: 1 }]);
  expect((await ask({ tag: 'PIIX' })).columns[0]?.clear).toEqual([
    { because: "policy 'all' grants access", people: 1 },
  ]);
});

it('counts from a time on, in pages', async () => {
  expect(brief(await ask({ tag: 'PII.Mail', since: ago(120).toISOString() }))).toEqual([
    'PII.Mail s.d mail 4/3 2/2',
  ]);
  const found: string[] = [];
  let before: AuditedColumns['next'];
  do {
    const page = await ask({ limit: 1, before });
    found.push(...brief(page));
    before = page.next;
  } while (before !== undefined);
  expect(found).toEqual(brief(await ask({})));
});

it('shows owners their data sources, and users their own queries', async () => {
  expect(brief(await askAs('owner', 'owen')).toSorted()).toEqual(all.slice(0, 3));
  expect(brief(await askAs('owner', 'owen', { dataSource: 's.e' }))).toEqual([]);
  expect(brief(await askAs('user', 'ann'))).toEqual(['PII.Mail s.d mail 2/1 1/1']);
});
