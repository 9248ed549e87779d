import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { stringify } from 'yaml';
import type { z } from 'zod';

import { createWorldCache } from '../world/world-cache.js';
import type { worldFile } from '../model/world.js';
import { applyWorld } from '../use-cases/world/apply-world.js';
import { openStore } from '../store/open-store.js';
import { profileOf } from './profile-rows.js';

const source = (name: string) => ({
  schema: 'sales',
  name,
  table: `tpch.tiny.${name}`,
  columns: [{ name: 'id', type: 'bigint' }],
});

const world: z.input<typeof worldFile> = {
  groups: [{ name: 'staff', attributes: { region: ['ASIA'] } }, { name: 'finance' }],
  purposes: [{ name: 'Research' }, { name: 'Research.Marketing' }, { name: 'Care', statement: 'I care.' }],
  users: [
    {
      name: 'ann',
      names: { redshift: 'IAM:ann@corp.com' },
      iam: 'okta',
      groups: ['staff', 'finance'],
      attributes: { region: ['EUROPE', 'ASIA'] },
    },
    { name: 'bob', groups: ['staff'] },
    { name: 'cat', groups: ['staff'] },
    { name: 'dan', attributes: { code: ['x '] } },
    { name: 'eve', attributes: { code: ['ä'.repeat(2_049)] } },
    { name: 'ä'.repeat(64) },
    { name: 'gus', groups: ['staff'] },
    { name: 'fay', groups: ['staff'], active: false },
  ],
  dataSources: [source('customer'), source('orders'), source('part'), { ...source('gone'), enabled: false }],
  subscriptions: [
    { dataSource: 'sales.customer', subscriber: { group: 'staff' } },
    { dataSource: 'sales.orders', subscriber: { user: 'ann' }, expires: '2026-07-01T00:00:00+02:00' },
    { dataSource: 'sales.part', subscriber: { user: 'ann' }, expires: '2026-05-01T00:00:00Z' },
    { dataSource: 'sales.gone', subscriber: { user: 'ann' } },
    { dataSource: 'sales.part', subscriber: { user: 'bob' } },
  ],
  subscriptionPolicies: [
    {
      name: 'finance reads parts',
      target: { dataSources: ['sales.part'] },
      grant: { condition: { group: 'finance' } },
      guardrail: { attribute: 'region', value: 'EUROPE' },
    },
  ],
  projects: [
    {
      name: 'market',
      maskedJoins: true,
      dataSources: ['sales.customer', 'sales.part'],
      members: [{ user: 'bob' }],
      purposes: ['Research.Marketing', 'Care'],
    },
    { name: 'same', equalized: true, dataSources: ['sales.customer'], members: [{ user: 'cat' }] },
  ],
  blocks: [
    {
      blocked: { user: 'gus' },
      scope: { schema: 'sales' },
      reason: 'looked into',
      until: '2026-07-01T00:00:00Z',
    },
  ],
  workingProjects: [
    { user: 'bob', project: 'market' },
    { user: 'cat', project: 'same' },
  ],
};

let store: Awaited<ReturnType<typeof openStore>>;
beforeAll(async () => {
  store = await openStore('memory:');
  const files = [{ name: 'world.yaml', text: stringify(world) }];
  const result = await applyWorld(store, { files, prune: true, actor: 'test' });
  if ('errors' in result) throw new Error(result.errors.join('\n'));
});
afterAll(() => store.close());

const profile = (userName: string, at = '2026-06-01T00:00:00Z') =>
  createWorldCache(store).ask((look) => profileOf(look, { userName, at: new Date(at) }));
const rows = async (userName: string, at?: string) =>
  (await profile(userName, at))?.rows.map(({ kind, name, value }) => `${kind} ${name}=${value}`);

describe('the profile of a person', () => {
  it('has what is known of them, what they may see now, and when that changes by itself', async () => {
    expect(await rows('ann')).toEqual([
      'attribute region=ASIA',
      'attribute region=EUROPE',
      'group finance=finance',
      'group staff=staff',
      'iam =okta',
      'subscription sales.customer=',
      'subscription sales.orders=',
      'subscription sales.part=',
      'user =ann',
    ]);
    expect(await profile('ann')).toMatchObject({
      username: 'IAM:ann@corp.com',
      until: '2026-06-30T22:00:00.000Z',
    });
    const later = await profile('ann', '2026-06-30T22:00:00Z');
    expect(later?.rows.some(({ name }) => name === 'sales.orders')).toBe(false);
    expect(later).not.toHaveProperty('until');
  });

  it('has what a project brings, and nothing outside of it: not what a guardrail or the lack of an acknowledgement closes', async () => {
    expect(await rows('bob')).toEqual([
      'attribute region=ASIA',
      'group staff=staff',
      'hashPrefix =14:project market:',
      'project market=market',
      'purpose Research=Research',
      'purpose Research.Marketing=Research.Marketing',
      'subscription sales.customer=',
      'user =bob',
    ]);
  });

  it('has no subscription to what they are blocked from, until the block ends', async () => {
    expect(await rows('gus')).toEqual(['attribute region=ASIA', 'group staff=staff', 'user =gus']);
    expect(await profile('gus')).toMatchObject({ until: '2026-07-01T00:00:00.000Z' });
    expect(await rows('gus', '2026-07-01T00:00:00Z')).toContain('subscription sales.customer=');
    expect(await profile('gus', '2026-07-01T00:00:00Z')).not.toHaveProperty('until');
  });

  it('is none while they are inactive', async () => {
    expect(await profile('fay')).toBeUndefined();
  });

  it('has no subscription in an equalized project', async () => {
    expect(await rows('cat')).toEqual([
      'attribute region=ASIA',
      'group staff=staff',
      'project same=same',
      'user =cat',
    ]);
  });

  it.each([
    ['dan', "attribute 'code' ends in a blank; Redshift may treat it as equal to the text without it"],
    ['eve', "attribute 'code' has a text of 4098 bytes; the profile takes 4096"],
    ['ä'.repeat(64), `user '${'ä'.repeat(64)}' has 128 bytes; Redshift takes 127`],
  ])('is empty for %s', async (user, problem) => {
    expect(await profile(user)).toMatchObject({ rows: [], problem });
  });

  it('is none for whom nobody knows', async () => {
    expect(await profile('nobody')).toBeUndefined();
  });
});
