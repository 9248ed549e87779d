import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { z } from 'zod';

import type { worldFile } from '../../src/model/world.js';
import { describeLive, live } from './support/live.js';
import { runAs } from './support/run-as.js';
import { serveScrim } from './support/serve-scrim.js';
import type { ServedScrim } from './support/serve-scrim.js';

const count = 10_000;
/** What the names of customers begin with, of every seventh, and many that nobody has. */
const names = Array.from({ length: count }, (_, index) =>
  `Customer#${String(7 * index).padStart(9, '0')}`.slice(0, 14 + (index % 5)),
);
const filters = {
  equal: { in: { attribute: 'name' } },
  prefix: { in: { attribute: 'name' }, match: 'prefix' },
  hierarchy: { in: { attribute: 'name' }, match: 'hierarchy' },
} as const;
const matches = Object.keys(filters) as readonly (keyof typeof filters)[];

const world: z.input<typeof worldFile> = {
  settings: { definer: 'scrim_owner' },
  users: [{ name: 'ann', attributes: { name: names } }],
  dataSources: matches.map((name) => ({
    schema: 'many',
    name,
    table: `vault.many.${name}`,
    columns: [{ name: 'name', type: 'varchar(25)' }],
  })),
  subscriptions: matches.map((name) => ({ dataSource: `many.${name}`, subscriber: { user: 'ann' } })),
  policies: matches.map((name) => ({
    name,
    dataSource: `many.${name}`,
    rules: [{ rows: { column: { name: 'name' }, ...filters[name] } }],
  })),
};

describeLive('an attribute with 10,000 values', () => {
  let scrim: ServedScrim;
  beforeAll(async () => {
    const { administrator } = live();
    await runAs(administrator, 'CREATE SCHEMA vault.many');
    for (const name of matches) {
      await runAs(administrator, `CREATE TABLE vault.many.${name} AS SELECT name FROM tpch.tiny.customer`);
    }
    scrim = await serveScrim(world);
  });
  afterAll(() => scrim.stop());

  it.each(matches)('keeps the rows that match it: %s', async (match) => {
    const all = (await runAs(live().administrator, 'SELECT name FROM tpch.tiny.customer')).rows.map(String);
    const kept = all.filter((name) =>
      names.some((value) => (match === 'prefix' ? name.startsWith(value) : name === value)),
    );
    expect(kept.length).toBeGreaterThan(0);
    const seen = (await runAs('ann', `SELECT name FROM scrim.many.${match}`)).rows.map(String);
    expect(seen.toSorted()).toEqual(kept.toSorted());
  });
});
