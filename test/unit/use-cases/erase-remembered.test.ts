import { afterAll, beforeAll, expect, it } from '@jest/globals';

import { auditedWorld } from './audit-records.js';
import type { AuditedWorld } from './audit-records.js';

const world = {
  groups: [{ name: 'staff' }],
  dataSources: [{ schema: 's', name: 'd', table: 'c.s.d', columns: [{ name: 'id', type: 'bigint' }] }],
  blocks: [{ blocked: { user: 'ann' }, scope: { dataSource: 's.d' }, reason: 'an incident' }],
  subscriptions: [{ dataSource: 's.d', subscriber: { user: 'ann' } }],
};
const pseudonym = 'erased-1';

let audited: AuditedWorld;
beforeAll(async () => {
  audited = await auditedWorld({ ...world, users: [{ name: 'ann' }] });
  await audited.store.change('gov', (editor) => editor.remove('user', ['ann']));
});
afterAll(() => audited.store.close());

it('a person who was erased is forgotten by a scrim that runs', async () => {
  const { store, administration } = audited;
  const ask = (user: string) =>
    administration.ports.world.ask((look) => ({
      blocks: look({ entry: 'blocksOf', principal: { user } })?.length ?? 0,
      subscribers: look({ entry: 'subscriptions', dataSource: 's.d' })?.map(({ subscriber }) => subscriber),
    }));
  expect(await ask('ann')).toEqual({ blocks: 1, subscribers: [{ user: 'ann' }] });
  expect((await ask(pseudonym)).blocks).toBe(0);
  const before = await store.revision();

  expect(await store.audit.erase({ name: 'ann', pseudonym, dryRun: true })).toMatchObject({ object: 2 });
  expect(await store.revision()).toBe(before);

  await store.audit.erase({ name: 'ann', pseudonym, dryRun: false });
  expect(await ask('ann')).toEqual({ blocks: 0, subscribers: [{ user: pseudonym }] });
  expect((await ask(pseudonym)).blocks).toBe(1);
  expect(await store.revision()).toBe(before + 1);

  // The revision is one of the history, in which nothing changed.
  const changes = await store.history.list({ limit: 100 });
  expect(changes.some(({ revision }) => revision > before)).toBe(false);
  expect(await store.history.change(before + 1)).toMatchObject({ actor: 'scrim' });
  await audited.store.change('gov', (editor) => editor.remove('group', ['staff']));
  expect(await store.revision()).toBe(before + 2);
});
