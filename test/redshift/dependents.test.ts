import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';

import { createCluster } from '../../src/redshift/create-cluster.js';
import type { Cluster, Row } from '../../src/redshift/cluster.js';
import type { Desired, DesiredView } from '../../src/redshift/desired.js';
import { findLateBound } from '../../src/redshift/dependents.js';
import { diagnose } from '../../src/redshift/doctor.js';
import { partsOf } from '../../src/redshift/plan.js';
import { alice, config, prepare, pushTo, reader, view } from './support/sample.js';
import { startStandIn } from './support/stand-in.js';
import type { StandIn, StandInServer } from './support/stand-in.js';

let server: StandInServer;
let cluster: StandIn;
beforeAll(async () => {
  server = await startStandIn();
});
afterAll(() => server.dispose());

const shown = (items: string, more: Partial<DesiredView> = {}): Desired => ({
  profiles: [
    reader(alice, ['EUROPE'], 'customer', 'orders'),
    reader('bob', ['ASIA', 'AFRICA'], 'customer', 'orders'),
  ],
  views: [view('customer', { items, ...more })],
});
const all = shown('id, region, phone');

/** A cluster with a view that bob built on scrim's, and one that he built on that. */
beforeEach(async () => {
  cluster = await server.create();
  await prepare(cluster);
  await pushTo(cluster, all);
  await cluster.administer('CREATE SCHEMA bobs; GRANT ALL ON SCHEMA bobs TO bob');
  await cluster.ask('bob', 'CREATE VIEW bobs.keep AS SELECT * FROM shop.customer');
  await cluster.ask('bob', 'CREATE VIEW bobs.later AS SELECT phone FROM bobs.keep');
});

const titles = (pushed: Awaited<ReturnType<typeof pushTo>>) => partsOf(pushed.plan).map(({ title }) => title);
const kept = () => cluster.ask('bob', 'SELECT * FROM bobs.keep ORDER BY 1');
const dependents = 'bobs.keep (owner bob), bobs.later (owner bob)';
const mend = 'DROP VIEW IF EXISTS bobs.later; DROP VIEW IF EXISTS bobs.keep;';

describe('a view that others built views on', () => {
  it.each([
    ['null', 'CAST(NULL AS varchar(16))', null],
    ['constant', "CAST('-' AS varchar(16))", '-'],
    ['partial', "CAST(repeat('*', length(phone)) AS varchar(16))", '***'],
  ])('is replaced in place under a mask that keeps the type: %s', async (_, masked, value) => {
    expect(await kept()).toEqual([
      [2, 'ASIA', '2-2'],
      [3, 'AFRICA', '3-3'],
    ]);
    const pushed = await pushTo(
      cluster,
      shown(`id, region, ${masked} AS phone`, { columns: all.views[0]?.columns ?? [] }),
    );
    expect(titles(pushed)).toEqual(['view shop.customer: replaced']);
    expect(pushed.failures).toEqual([]);
    expect(await kept()).toEqual([
      [2, 'ASIA', value],
      [3, 'AFRICA', value],
    ]);
  });

  it.each([
    ['a mask of another type', "id, region, CAST('0123456789abcdef-' AS varchar(64)) AS phone"],
    ['a column less', 'id, region'],
    ['a column of another name', 'id, region, phone AS telephone'],
  ])('is closed where a drop is needed (%s), and open again when they are gone', async (_, items) => {
    const next = shown(items);
    const others = { ...next, views: [...next.views, view('orders')] };
    const pushed = await pushTo(cluster, others);
    expect(pushed.failures).toEqual([
      `view shop.customer: dropped and created again: cannot drop view shop.customer because other objects depend on it; the view is closed while other views depend on it: ${dependents}. Run ${mend} and push again`,
    ]);
    for (const relation of ['shop.customer', 'bobs.keep', 'bobs.later']) {
      await expect(cluster.ask('bob', `SELECT * FROM ${relation}`)).rejects.toThrow('permission denied');
    }
    expect(await cluster.administer('SELECT * FROM shop.customer')).toEqual([]);
    expect(await cluster.ask('bob', 'SELECT id FROM shop.orders ORDER BY 1')).toEqual([[2], [3]]);
    expect((await pushTo(cluster, others)).failures).toHaveLength(1);
    for (const statement of mend.split(/(?<=;) /)) await cluster.ask('bob', statement);
    expect(await pushTo(cluster, others)).toMatchObject({ done: 1, failures: [] });
    expect(await cluster.ask('bob', 'SELECT id FROM shop.customer ORDER BY 1')).toEqual([[2], [3]]);
    expect(await pushTo(cluster, others)).toMatchObject({ done: 0, failures: [] });
  });

  it('is closed where there should be none any more', async () => {
    const pushed = await pushTo(cluster, { ...all, views: [] });
    expect(pushed.failures).toEqual([expect.stringContaining(`depend on it: ${dependents}. Run ${mend}`)]);
    await expect(kept()).rejects.toThrow('permission denied');
    await cluster.ask('bob', 'DROP VIEW bobs.keep CASCADE');
    expect(await pushTo(cluster, { ...all, views: [] })).toMatchObject({ done: 1, failures: [] });
    expect(await pushTo(cluster, { ...all, views: [] })).toMatchObject({ done: 0, failures: [] });
  });

  it('is open again in the form that it had, while they stay', async () => {
    await pushTo(cluster, shown('id, region'));
    await expect(kept()).rejects.toThrow('permission denied');
    expect(await pushTo(cluster, all)).toMatchObject({ done: 1, failures: [] });
    expect(await kept()).toHaveLength(2);
  });

  it('takes new row filters, whoever else changed it', async () => {
    await cluster.administer('CREATE OR REPLACE VIEW shop.customer AS SELECT * FROM lake.customer');
    expect(await kept()).toHaveLength(3);
    expect(await pushTo(cluster, all)).toMatchObject({ done: 1, failures: [] });
    expect(await kept()).toHaveLength(2);
  });
});

it('closes a view that cannot be what it should be for any other reason', async () => {
  const pushed = await pushTo(cluster, shown('id, region, CAST(nothing AS varchar(16)) AS phone'));
  expect(pushed.failures).toEqual([
    `view shop.customer: replaced: column "nothing" does not exist; the view is closed while other views depend on it: ${dependents}. Run ${mend} and push again`,
  ]);
  await expect(kept()).rejects.toThrow('permission denied');
});

it('gives nobody new rows while a view can be neither changed nor closed', async () => {
  await cluster.administer('ALTER VIEW shop.customer OWNER TO bob');
  const more = shown('id, region');
  const pushed = await pushTo(cluster, { ...more, profiles: [reader(alice, ['EUROPE', 'ASIA'])] });
  expect(pushed.failures).toEqual([
    expect.stringMatching(
      /^view shop\.customer: dropped and created again: .*; the view could not be closed either \(.*\), so nothing new is granted to anybody$/,
    ),
  ]);
  expect(await cluster.administer("SELECT value FROM scrim.profile WHERE kind = 'attribute'")).toEqual([
    { value: 'EUROPE' },
  ]);
});

it('is closed by the next push, wherever one was broken off, and by two at once', async () => {
  const next: Desired = { views: shown('id, region').views, profiles: [reader('bob', ['ASIA', 'EUROPE'])] };
  /** Rows that neither the former world nor the next one shows bob. */
  const tooMuch = async () => {
    const rows = await kept().catch(() => []);
    return rows.filter(([, region]) => region !== 'ASIA' && region !== 'AFRICA');
  };
  let all = 0;
  await pushTo(cluster, next, { hook: () => (all += 1) });
  for (let last = 0; last < all; last += 4) {
    await pushTo(cluster, shown('id, region, phone'));
    expect(await kept()).toHaveLength(2);
    let count = 0;
    await pushTo(cluster, next, {
      hook: () => {
        count += 1;
        if (count > last) throw new Error('killed');
      },
    }).catch(() => undefined);
    expect(await tooMuch()).toEqual([]);
    const both = await Promise.all([pushTo(cluster, next), pushTo(cluster, next)]);
    expect(both.map(({ failures }) => failures.length)).toEqual([1, 1]);
    await expect(kept()).rejects.toThrow('permission denied');
  }
});

it('is reported by doctor, with the statement that drops it', async () => {
  const connected = createCluster(cluster.connections());
  const { findings } = await diagnose(connected, all, config, 'dev');
  await connected.close();
  const why =
    "a push that changes the columns of scrim's view must then close it. Drop it, or create it again WITH NO SCHEMA BINDING";
  expect(findings.filter(({ what }) => what.includes('depends on'))).toEqual([
    {
      what: `bobs.keep (owner bob) depends on shop.customer: ${why}`,
      mend: ['DROP VIEW IF EXISTS bobs.keep;'],
    },
    {
      what: `bobs.later (owner bob) depends on bobs.keep: ${why}`,
      mend: ['DROP VIEW IF EXISTS bobs.later;'],
    },
  ]);
});

it('finds views without schema binding by their texts', async () => {
  const row = (viewname: string, definition: string): Row => ({
    ...{ schemaname: 'bobs', viewname, viewowner: 'bob', definition },
  });
  const rows = [
    row('one', 'create view bobs.one as select id from "shop".customer where id > 1 with no schema binding;'),
    row('two', 'create view bobs.two as select id from lake.customer with no schema binding;'),
    row('three', 'no SQL with no schema binding'),
  ];
  const catalog: Pick<Cluster, 'rows'> = { rows: () => Promise.resolve(rows) };
  expect(await findLateBound(catalog, [{ schema: 'shop', name: 'customer' }])).toEqual([
    { schema: 'bobs', name: 'one', owner: 'bob', on: { schema: 'shop', name: 'customer' } },
  ]);
});
