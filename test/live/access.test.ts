import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { z } from 'zod';

import type { worldFile } from '../../src/model/world.js';
import { describeLive } from './support/live.js';
import { runAs } from './support/run-as.js';
import { serveScrim } from './support/serve-scrim.js';
import type { ServedScrim } from './support/serve-scrim.js';

type World = z.input<typeof worldFile>;

const table = (name: string) => ({
  schema: 'geo',
  name,
  table: `tpch.tiny.${name}`,
  columns: [
    { name: `${name}key`, type: 'bigint' },
    { name: 'name', type: 'varchar(25)' },
  ],
});
const ann = { name: 'ann' };
const inStaff = { ...ann, groups: ['staff'] };
const staffOnly = {
  name: 'staff only',
  target: { schemas: ['geo'] },
  grant: { condition: { group: 'staff' } },
};

const world: World = {
  settings: { definer: 'scrim_owner', projectInSource: true },
  purposes: [{ name: 'Research' }, { name: 'Research.Ads', statement: 'only for ads' }],
  groups: [{ name: 'staff' }, { name: 'trained' }],
  users: [ann],
  dataSources: [table('nation'), table('region')],
  subscriptionPolicies: [staffOnly],
  policies: [
    { name: 'research only', dataSource: 'geo.region', rules: [{ rows: { purposes: ['Research'] } }] },
  ],
  projects: [
    { name: 'ads', dataSources: ['geo.region'], members: [{ user: 'ann' }], purposes: ['Research.Ads'] },
  ],
};

const rows = async (user: string, sql: string, source?: string) =>
  (await runAs(user, sql, source === undefined ? {} : { source })).rows;
const tablesOf = async (user: string, source?: string) =>
  (
    await rows(
      user,
      "SELECT table_name FROM scrim.information_schema.tables WHERE table_schema = 'geo' ORDER BY 1",
      source,
    )
  ).flat();
const countOf = async (name: string, source?: string) =>
  (await rows('ann', `SELECT count(*) FROM scrim.geo.${name}`, source))[0]?.[0];

describeLive('access on a real Trino', () => {
  let scrim: ServedScrim;
  beforeAll(async () => {
    scrim = await serveScrim(world);
  });
  afterAll(() => scrim.stop());

  it('comes and goes with the condition that grants it, on the very next query', async () => {
    expect(await tablesOf('ann')).toEqual([]);
    await expect(countOf('nation')).rejects.toThrow('does not exist');
    await scrim.apply({ users: [inStaff] });
    expect(await tablesOf('ann')).toEqual(['nation', 'region']);
    expect(await countOf('nation')).toBe(25);
    await scrim.apply({ users: [ann] });
    await expect(countOf('nation')).rejects.toThrow('does not exist');
  });

  it('is kept from who does not meet a guardrail', async () => {
    await scrim.apply({
      users: [inStaff],
      subscriptionPolicies: [{ ...staffOnly, guardrail: { group: 'trained' } }],
    });
    expect(await tablesOf('ann')).toEqual([]);
    await scrim.apply({ users: [{ ...ann, groups: ['staff', 'trained'] }] });
    expect(await countOf('nation')).toBe(25);
    await scrim.apply({ users: [inStaff], subscriptionPolicies: [staffOnly] });
  });

  it('is to the data sources of a project only, once a person works in it, for its purpose', async () => {
    expect([await countOf('nation'), await countOf('region')]).toEqual([25, 0]);
    await scrim.operations.switchProject({ actor: 'ann', project: 'ads' });
    expect(await tablesOf('ann')).toEqual(['region']);
    await expect(countOf('nation')).rejects.toThrow('does not exist');
    expect(await countOf('region')).toBe(0);
    await scrim.operations.acknowledgePurpose({ actor: 'ann', purpose: 'Research.Ads' });
    expect(await countOf('region')).toBe(5);
    await scrim.operations.switchProject({ actor: 'ann', project: null });
    expect([await countOf('nation'), await countOf('region')]).toEqual([25, 0]);
  });

  it('is in the project that a client names, for its session alone', async () => {
    const source = 'live-test;project=ads';
    expect(await tablesOf('ann', source)).toEqual(['region']);
    expect(await countOf('region', source)).toBe(5);
    expect(await tablesOf('ann')).toEqual(['nation', 'region']);
    expect(await countOf('region')).toBe(0);
    expect(await tablesOf('ann', 'live-test;project=none')).toEqual(['nation', 'region']);
    await scrim.apply({ settings: { definer: 'scrim_owner' } });
    expect(await tablesOf('ann', source)).toEqual(['nation', 'region']);
  });
});
