import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from '@jest/globals';

import type { DecisionRow } from '../../../src/audit/audit-store.js';
import { operationsOn } from '../../../src/use-cases/operations.js';
import type { Operations } from '../../../src/use-cases/operations.js';
import { auditedWorld, queryOf, readOf } from './audit-records.js';
import type { AuditedWorld } from './audit-records.js';

let world: AuditedWorld;
let operations: Operations;
beforeAll(async () => {
  world = await auditedWorld({
    users: [{ name: 'ann' }],
    dataSources: [{ schema: 's', name: 'd', table: 'c.s.t1', columns: [{ name: 'id', type: 'bigint' }] }],
  });
  operations = operationsOn(world.administration);
});
afterAll(() => world.store.close());

const ago = (days: number): Date => new Date(world.clock.now.getTime() - days * 24 * 3_600_000);
const decision = (user: string, client: string, days: number): DecisionRow => ({
  ...{
    id: randomUUID(),
    at: ago(days),
    lastAt: ago(days),
    times: 1,
    occasion: 'view',
    user,
    by: null,
    client,
  },
  ...{ dataSource: 's.d', outcome: 'open', because: null, shown: null, answer: null, revision: 1 },
  ...{ project: null, purposes: [], requestId: null, details: {} },
});
const check = (clusters: readonly string[] = ['main'], days = 7) =>
  operations.auditHealth({ clusters, days });
const kinds = async (...asked: Parameters<typeof check>) =>
  (await check(...asked)).findings.map(({ kind }) => kind);

it('finds clusters that never reported, and that nothing is configured', async () => {
  expect(await kinds()).toEqual(['silent']);
  expect(await kinds([])).toEqual(['no clusters']);
  const [finding] = (await check(['main'])).findings;
  expect(finding).toMatchObject({ what: 'cluster main has never sent an event' });
  expect(finding?.mend).toContain('/events/main');
});

it('finds that no query of a Redshift cluster is on record', async () => {
  const { findings } = await operations.auditHealth({ clusters: [], history: 'redshift' });
  expect(findings).toMatchObject([
    { kind: 'silent', what: 'no query of the Redshift cluster redshift is on record' },
  ]);
  expect(findings[0]?.mend).toContain('scrim doctor redshift');
});

it('finds what is missing of decisions and queries, and what needs attention', async () => {
  const { audit } = world.store;
  await audit.putQueries([queryOf('q1', 'ann', ago(2), [readOf('s.d')])]);
  expect(await kinds()).toEqual(['no decisions']);
  await audit.putDecisions([decision('ann', 'trino', 1)], []);
  expect(await check()).toMatchObject({
    findings: [],
    clusters: [{ cluster: 'main', first: ago(2).toISOString(), queries: 1, endless: 0 }],
    decisions: { first: ago(1).toISOString(), last: ago(1).toISOString() },
  });
  const { months } = await check();
  expect(months.reduce((sum, { decisions, queries }) => sum + decisions + queries, 0)).toBe(2);
  expect(months.every(({ bytes }) => bytes > 0)).toBe(true);

  const past = { via: 'past scrim', table: 't1', alarm: 'ann read without scrim' } as const;
  await audit.putQueries([
    queryOf('q2', 'ann', ago(3), [readOf('s.d', past), readOf('s.d', past)]),
    queryOf('q3', 'ann', ago(1), [readOf('s.d', past)]),
    queryOf('q4', 'ann', ago(9), [readOf('s.d', past)]),
  ]);
  expect(await check()).toMatchObject({
    findings: [{ kind: 'alarm', what: expect.stringContaining('2 queries') }],
    alarms: [{ cluster: 'main', user: 'ann', dataSource: 's.d', queries: 2, last: ago(1).toISOString() }],
  });
  expect((await check(['main'], 30)).alarms).toMatchObject([{ queries: 3 }]);
});

it('finds texts of views that no decision made, and answers to a Trino that reports nothing', async () => {
  const { audit } = world.store;
  await audit.putQueries([
    queryOf('q5', 'ann', ago(1), [readOf('s.d', { via: 'other', dataSource: null })]),
    queryOf('q6', 'ann', ago(1), [readOf('s.e', { via: 'other', dataSource: null })]),
  ]);
  await audit.putDecisions([decision('ann', 'dark', 1), decision('bob', 'dark', 0.5)], []);
  const { unjoined, unreported } = await check();
  expect(unjoined).toMatchObject([
    { cluster: 'main', table: 'scrim.s.d', dataSource: 's.d', queries: 1, queryId: 'q5' },
  ]);
  expect(unreported).toEqual([
    { client: 'dark', users: 2, without: 1, user: 'bob', last: ago(0.5).toISOString() },
  ]);
  expect(await kinds()).toEqual(['alarm', 'not joined', 'not reported']);
});

it('counts queries of Redshift as none of Trino', async () => {
  const { audit } = world.store;
  const ofRedshift = { cluster: 'redshift', client: { platform: 'redshift' } };
  await audit.putQueries([{ ...queryOf('1', 'bob', ago(1), []), ...ofRedshift }]);
  await audit.putQueries([{ ...queryOf('2', 'bob', ago(100), []), ...ofRedshift }]);
  expect((await check()).unreported).toMatchObject([{ client: 'dark', user: 'bob' }]);
  expect(await audit.recordedSince()).toEqual(ago(9));
});
