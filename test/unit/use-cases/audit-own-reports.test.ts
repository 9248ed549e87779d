import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { believeActor } from '../../../src/identity/actor.js';
import { auditAccessUseCase } from '../../../src/use-cases/audit/audit-access.js';
import type { AuditedAccess } from '../../../src/use-cases/audit/audit-access.js';
import { auditColumnsUseCase } from '../../../src/use-cases/audit/audit-columns.js';
import type { AuditedColumns } from '../../../src/use-cases/audit/audit-columns.js';
import { auditPoliciesUseCase } from '../../../src/use-cases/audit/audit-policies.js';
import type { AuditedPolicies } from '../../../src/use-cases/audit/audit-policies.js';
import { auditUnusedUseCase } from '../../../src/use-cases/audit/audit-unused.js';
import type { AuditedUnused } from '../../../src/use-cases/audit/audit-unused.js';
import { runAsActor, runAsAdministrator } from '../../../src/use-cases/use-case.js';
import { auditedWorld, queryOf, readOf } from './audit-records.js';
import type { AuditedWorld } from './audit-records.js';

const columns = [{ name: 'id', type: 'bigint', tags: ['PII'] }];
const mask = (name: string, dataSource: string) => ({
  ...{ name, dataSource, rules: [{ mask: { type: 'null' as const }, columns: { names: ['id'] } }] },
});
const world = {
  tags: [{ name: 'PII' }],
  users: [{ name: 'ann' }, { name: 'owen' }],
  dataSources: [
    { schema: 's', name: 'mine', table: 'c.s.mine', columns },
    { schema: 's', name: 'secret', table: 'c.s.secret', columns, owners: [{ user: 'owen' }] },
    { schema: 's', name: 'unread', table: 'c.s.unread', columns },
  ],
  subscriptions: ['s.mine', 's.unread'].map((dataSource) => ({ dataSource, subscriber: { user: 'ann' } })),
  policies: [mask('of mine', 's.mine'), mask('of secret', 's.secret')],
};
const day = 24 * 60 * 60 * 1_000;

describe('what reports tell users about themselves', () => {
  let audited: AuditedWorld;
  /** When everybody had their access, and nobody was removed. */
  let before: Date;
  beforeAll(async () => {
    audited = await auditedWorld(world);
    const { at } = (await audited.store.history.change(1)) ?? { at: new Date() };
    before = new Date(at.getTime() + 1);
    audited.clock.now = new Date(before.getTime() + day);
    const ago = (hours: number): Date => new Date(audited.clock.now.getTime() - hours * 60 * 60 * 1_000);
    await audited.store.audit.putQueries([
      queryOf('q0', 'ann', ago(50), [readOf('s.mine')]),
      queryOf('q1', 'ann', ago(49), [readOf('s.mine', { policies: ['of mine'] })]),
      queryOf('q2', 'ann', ago(48), [
        readOf('s.secret', { via: 'rule' }),
        readOf('s.secret', { via: 'past scrim' }),
      ]),
      // She saw the view when it was open to her.
      queryOf('q3', 'ann', ago(47), [readOf('s.secret', { shown: 'x', policies: ['of secret'] })]),
    ]);
  });
  afterAll(() => audited.store.close());

  const by = () => ({ actor: believeActor('ann', ['user'], 'ann'), at: audited.clock.now });
  const access = (dataSource: string): Promise<AuditedAccess> =>
    runAsActor(auditAccessUseCase, audited.administration, by(), { dataSource });
  const read = (input: object = {}): Promise<AuditedColumns> =>
    runAsActor(auditColumnsUseCase, audited.administration, by(), input);
  const shaped = (): Promise<AuditedPolicies> =>
    runAsActor(auditPoliciesUseCase, audited.administration, by(), {});
  const unused = (): Promise<AuditedUnused> =>
    runAsActor(auditUnusedUseCase, audited.administration, by(), { days: 1 });
  const named = ({ columns: found }: AuditedColumns): readonly string[] =>
    found.map(({ dataSource, rawQueries }) => `${dataSource} ${rawQueries}`);

  it('is nothing about data sources that do not exist for them', async () => {
    expect((await access('s.mine')).people).toMatchObject([{ user: 'ann', access: true, queries: 2 }]);
    expect({ ...(await access('s.secret')), dataSource: '' }).toEqual({
      ...(await access('s.none')),
      dataSource: '',
    });
    expect(named(await read())).toEqual(['s.mine 2']);
    expect((await read({ by: 'tag' })).columns).toMatchObject([{ tag: 'PII', rawQueries: 2 }]);
    expect((await read({ dataSource: 's.secret' })).columns).toEqual([]);
    expect((await shaped()).policies).toMatchObject([{ policy: 'of mine', dataSources: 1, queries: 1 }]);
    expect((await unused()).unused).toMatchObject([{ dataSource: 's.mine' }, { dataSource: 's.unread' }]);
  });

  it('is nothing about a removed user of the same name', async () => {
    await audited.apply({ ...world, users: [{ name: 'owen' }], subscriptions: [] });
    await audited.apply(world);
    const { at } = (await audited.store.history.change(3)) ?? { at: new Date() };
    expect(at.getTime()).toBeGreaterThan(before.getTime());
    await audited.store.audit.putQueries([
      queryOf('q4', 'ann', new Date(audited.clock.now.getTime() - 1), [readOf('s.mine')]),
    ]);
    expect((await access('s.mine')).people).toMatchObject([{ user: 'ann', access: true, queries: 1 }]);
    expect(named(await read())).toEqual(['s.mine 1']);
    expect((await shaped()).policies).toEqual([]);
    expect((await unused()).unused).toEqual([]);
  });

  it('tells governors apart what a removed user of the same name read', async () => {
    const report = await runAsAdministrator(auditAccessUseCase, audited.administration, {
      dataSource: 's.mine',
    });
    expect(report.warnings?.slice(1)).toEqual([
      expect.stringMatching(
        /^user 'ann' was removed or renamed in revision 2 of \S+Z: what was read before was read by another person$/,
      ),
    ]);
    const found = await runAsAdministrator(auditUnusedUseCase, audited.administration, { days: 1 });
    expect(found.unused).toEqual([]);
  });
});
