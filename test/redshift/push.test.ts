import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';

import { createCluster } from '../../src/redshift/create-cluster.js';
import type { Desired } from '../../src/redshift/desired.js';
import { partsOf } from '../../src/redshift/plan.js';
import { lockStatements } from '../../src/redshift/statements-of-plan.js';
import { alice, config, prepare, profile, pushTo, reader, view } from './support/sample.js';
import { startStandIn } from './support/stand-in.js';
import type { StandIn, StandInServer } from './support/stand-in.js';

let server: StandInServer;
let cluster: StandIn;
beforeAll(async () => {
  server = await startStandIn();
});
beforeEach(async () => {
  cluster = await server.create();
  await prepare(cluster);
});
afterAll(() => server.dispose());

const customer = view('customer');
const first: Desired = {
  profiles: [reader(alice, ['EUROPE']), reader('bob', ['ASIA', 'AFRICA'])],
  views: [customer],
};
const rows = (user: string) => cluster.ask(user, 'SELECT * FROM shop.customer ORDER BY 1');
const titles = (pushed: Awaited<ReturnType<typeof pushTo>>) => partsOf(pushed.plan).map(({ title }) => title);
const nothing = { drift: [], problems: [], phases: [] };

describe('a push', () => {
  it('gives each person their rows, and does nothing the second time', async () => {
    const pushed = await pushTo(cluster, first);
    expect(titles(pushed)).toEqual([
      'schema shop: created',
      'view shop.customer: created',
      `user ${alice}: 3 rows added, 0 rows removed`,
      'user bob: 4 rows added, 0 rows removed',
    ]);
    expect(pushed).toMatchObject({ done: 4, failures: [] });
    expect(await rows(alice)).toEqual([[1, 'EUROPE']]);
    expect(await rows('bob')).toEqual([
      [2, 'ASIA'],
      [3, 'AFRICA'],
    ]);
    expect(await pushTo(cluster, first)).toEqual({ plan: nothing, done: 0, failures: [] });
  });

  it('takes a revoked access away, and writes exactly the difference', async () => {
    await pushTo(cluster, first);
    const sent: string[] = [];
    await pushTo(
      cluster,
      { ...first, profiles: [reader(alice, ['ASIA']), profile('bob', ['user', '', 'bob'])] },
      { hook: (text) => sent.push(text) },
    );
    expect(sent.filter((text) => text.startsWith('CALL'))).toEqual(
      [
        `CALL scrim_procedures.remove_profile('${alice}', 'attribute', 'region', 'EUROPE')`,
        `CALL scrim_procedures.put_profile('${alice}', 'attribute', 'region', 'ASIA')`,
        "CALL scrim_procedures.remove_profile('bob', 'attribute', 'region', 'ASIA')",
        "CALL scrim_procedures.remove_profile('bob', 'attribute', 'region', 'AFRICA')",
        "CALL scrim_procedures.remove_profile('bob', 'subscription', 'shop.customer', '')",
      ].map((line) => expect.stringContaining(line.slice(0, 40))) as unknown as string[],
    );
    expect(await rows(alice)).toEqual([[2, 'ASIA']]);
    expect(await rows('bob')).toEqual([]);
    await pushTo(cluster, { ...first, profiles: [reader(alice, ['ASIA'])] });
    expect(
      await cluster.administer('SELECT count(*)::int AS n FROM scrim.profile WHERE username = $$bob$$'),
    ).toEqual([{ n: 0 }]);
    await expect(rows('bob')).rejects.toThrow('permission denied for schema shop');
  });

  it('writes many rows at once, and exactly the difference of them', async () => {
    const many = (from: number, to: number): Desired => ({
      views: [customer],
      profiles: [
        reader(
          alice,
          Array.from({ length: to - from }, (_, index) => `R${from + index}`),
        ),
      ],
    });
    const held = async () =>
      (await cluster.administer(`SELECT value FROM scrim.profile WHERE kind = 'attribute'`))
        .map(({ value }) => Number(String(value).slice(1)))
        .toSorted((a, b) => a - b);
    const range = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => from + index);
    await pushTo(cluster, many(0, 1_200));
    expect(await held()).toEqual(range(0, 1_200));
    await pushTo(cluster, many(100, 1_300));
    expect(await held()).toEqual(range(100, 1_300));
    expect(await pushTo(cluster, many(100, 1_300))).toMatchObject({ plan: nothing });
  });

  it('gives new rows only after views have changed, and takes old ones before', async () => {
    await pushTo(cluster, first);
    const sent: string[] = [];
    await pushTo(
      cluster,
      { profiles: [reader(alice, ['ASIA'])], views: [view('customer', { items: 'id' })] },
      { hook: (text) => sent.push(text) },
    );
    const order = sent.flatMap((text) => /^CALL scrim_procedures\.(\w+)/.exec(text)?.[1] ?? []);
    expect(order).toEqual(['remove_profile', 'remove_person', 'record_view', 'put_profile']);
  });

  it('switches projects in one transaction', async () => {
    const inProject = (name: string) =>
      profile(
        alice,
        ['hashPrefix', '', `5:${name}`],
        ['project', name, name],
        ['purpose', 'Research', 'Research'],
        ['subscription', 'shop.customer', ''],
        ['user', '', 'alice'],
      );
    const facts = () => cluster.ask(alice, 'SELECT kind, name, value FROM scrim.user_profile ORDER BY 1, 2');
    for (const name of ['one', 'two']) {
      await pushTo(cluster, { views: [], profiles: [inProject(name)] });
      expect(await facts()).toEqual([
        ['hashPrefix', '', `5:${name}`],
        ['project', name, name],
        ['purpose', 'Research', 'Research'],
        ['subscription', 'shop.customer', ''],
        ['user', '', 'alice'],
      ]);
    }
    await pushTo(cluster, { views: [], profiles: [reader(alice, [])] });
    expect(await facts()).toEqual([
      ['subscription', 'shop.customer', ''],
      ['user', '', alice],
    ]);
  });

  it('replaces, makes anew and drops views, with their grants', async () => {
    await pushTo(cluster, first);
    const change = async (...views: Desired['views']) => titles(await pushTo(cluster, { ...first, views }));
    expect(await change({ ...customer, comment: "it's \\ new" })).toEqual(['view shop.customer: replaced']);
    expect(await change(view('customer', { items: 'id, region, phone' }))).toEqual([
      'view shop.customer: dropped and created again',
    ]);
    expect(await rows(alice)).toEqual([[1, 'EUROPE', '1-1']]);
    const { dataSource, schema, name, columns, reads } = customer;
    const closed = { dataSource, schema, name, columns, reads };
    const pushed = await pushTo(cluster, { ...first, views: [{ ...closed, problem: 'no mask for it' }] });
    expect(titles(pushed)).toEqual(['view shop.customer: dropped']);
    expect(pushed.plan.problems).toEqual(["data source 'shop.customer' has no view: no mask for it"]);
    await expect(rows(alice)).rejects.toThrow('does not exist');
    expect(await change(customer)).toEqual(['view shop.customer: created']);
    expect(await rows(alice)).toEqual([[1, 'EUROPE']]);
    expect(await change()).toEqual(['view shop.customer: dropped']);
  });

  it('puts right what others changed, and says so', async () => {
    await pushTo(cluster, first);
    await cluster.administer(`CREATE OR REPLACE VIEW shop.customer AS SELECT id, region FROM lake.customer;
      GRANT SELECT ON shop.customer TO PUBLIC; GRANT UPDATE ON shop.customer TO bob; GRANT CREATE ON SCHEMA shop TO bob`);
    const pushed = await pushTo(cluster, first);
    expect(pushed.plan.drift).toEqual([
      "schema shop: somebody granted CREATE to user 'bob'",
      'view shop.customer: somebody changed it',
    ]);
    expect(await rows(alice)).toEqual([[1, 'EUROPE']]);
    await cluster.administer('GRANT SELECT ON shop.customer TO PUBLIC; GRANT UPDATE ON shop.customer TO bob');
    const again = await pushTo(cluster, first);
    expect(again.plan.drift.toSorted()).toEqual([
      'view shop.customer: somebody granted SELECT to everybody',
      "view shop.customer: somebody granted UPDATE to user 'bob'",
    ]);
    expect(await rows('bob')).toHaveLength(2);
    await cluster.administer('DROP VIEW shop.customer');
    expect((await pushTo(cluster, first)).plan.drift).toEqual(['view shop.customer: somebody dropped it']);
    expect(await pushTo(cluster, first)).toEqual({ plan: nothing, done: 0, failures: [] });
  });

  it('leaves alone what is not its own, and what has no place', async () => {
    await cluster.administer(`CREATE SCHEMA shop AUTHORIZATION scrim_system; CREATE TABLE shop.customer (id integer);
      CREATE VIEW shop.other AS SELECT 1 AS a`);
    const pushed = await pushTo(cluster, {
      ...first,
      views: [
        customer,
        view('other'),
        view('twice'),
        { ...view('twice'), dataSource: 'store.twice' },
        view('x'.repeat(128)),
      ],
    });
    expect(pushed.plan.problems).toEqual([
      "data source 'shop.customer' has no view: shop.customer exists already; scrim did not create it and does not change it",
      "data source 'shop.other' has no view: shop.other exists already; scrim did not create it and does not change it",
      "data source 'shop.twice' has no view: 'store.twice' has the same name in the cluster, shop.twice",
      "data source 'store.twice' has no view: 'shop.twice' has the same name in the cluster, shop.twice",
      `data source 'shop.${'x'.repeat(128)}' has no view: view '${'x'.repeat(128)}' has 128 bytes; Redshift takes 127`,
    ]);
    expect(await cluster.administer('SELECT * FROM shop.other')).toEqual([{ a: 1 }]);
  });

  it('gives nobody the rights of two', async () => {
    const pushed = await pushTo(cluster, {
      ...first,
      profiles: [
        { ...reader(alice, ['ASIA']), user: 'alice' },
        { ...reader(alice, ['EUROPE']), user: 'alicia' },
        { ...profile('bob'), problem: 'too long' },
      ],
    });
    expect(pushed.plan.problems).toEqual([
      `users 'alice' and 'alicia' have the same name '${alice}' in Redshift and see no rows there: give one of them another name in names.redshift`,
      "user 'bob' has no rows in Redshift: too long",
    ]);
    expect(await rows(alice)).toEqual([]);
  });

  it('goes on where one view cannot be made', async () => {
    const broken = view('broken', { items: 'id, nothing' });
    const pushed = await pushTo(cluster, { ...first, views: [broken, customer] });
    expect(pushed.failures).toEqual(['view shop.broken: created: column "nothing" does not exist']);
    expect(await rows(alice)).toEqual([[1, 'EUROPE']]);
  });

  it('lets groups read, and impersonators query as others', async () => {
    await cluster.administer(`DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'Readers') THEN
      CREATE ROLE "Readers" NOLOGIN; END IF; END $$; GRANT "Readers" TO "${alice}"`);
    const groups = {
      ...config,
      readers: { users: false, groups: ['Readers', 'nobodies'] },
      impersonators: [alice, 'ghost'],
    };
    const pushed = await pushTo(cluster, first, { config: groups });
    expect(pushed.plan.problems).toEqual([
      "the cluster has no group 'nobodies' (redshift.readers)",
      "the cluster has no user 'ghost' (redshift.impersonators)",
    ]);
    expect(await rows(alice)).toEqual([[1, 'EUROPE']]);
    await expect(rows('bob')).rejects.toThrow('permission denied');
    const session = await cluster.logIn(alice);
    await session.query("CALL scrim_procedures.impersonate('bob')");
    expect((await session.query('SELECT id FROM shop.customer ORDER BY 1')).rows).toEqual([
      { id: 2 },
      { id: 3 },
    ]);
    await session.end();
    expect(titles(await pushTo(cluster, first, { config: { ...groups, impersonators: [] } }))).toEqual([
      `user ${alice}: may no longer query as others`,
    ]);
  });

  it('pushes one data source alone', async () => {
    const pushed = await pushTo(
      cluster,
      { ...first, views: [customer, view('other')] },
      { dataSource: 'shop.other' },
    );
    expect(titles(pushed)).toEqual(['schema shop: created', 'view shop.other: created']);
  });

  it('only says what it would do', async () => {
    const pushed = await pushTo(cluster, first, { dryRun: true });
    expect(titles(pushed)).toHaveLength(4);
    expect(await cluster.administer("SELECT 1 FROM pg_namespace WHERE nspname = 'shop'")).toEqual([]);
  });
});

describe('what is hostile', () => {
  const names = [
    `a"; DROP SCHEMA scrim CASCADE; --`,
    `b'; DROP SCHEMA scrim CASCADE; --`,
    `c\\'; DROP SCHEMA scrim; --`,
    'select',
    '$$',
    'Größe ☃',
    '{}%s',
  ];

  it('is but a name or a value', async () => {
    const users = names.map((name) => `u ${name}`);
    for (const user of users) await cluster.addUser(user);
    const desired: Desired = {
      views: names.map((name) => ({ ...view(name), comment: name })),
      profiles: users.map((user, index) => reader(user, ['ASIA', names[index] ?? ''], ...names)),
    };
    const pushed = await pushTo(cluster, desired, { config: { ...config, impersonators: users } });
    expect(pushed.failures).toEqual([]);
    expect(pushed.plan.problems).toEqual([]);
    for (const user of users) {
      for (const name of names) {
        expect(await cluster.ask(user, `SELECT id FROM shop."${name.replaceAll('"', '""')}"`)).toEqual([[2]]);
      }
    }
    expect(await pushTo(cluster, desired, { config: { ...config, impersonators: users } })).toMatchObject({
      plan: nothing,
    });
    await pushTo(cluster, { views: [], profiles: [] });
    expect(await cluster.administer('SELECT * FROM scrim.profile')).toEqual([]);
  });
});

describe('a push that is broken off', () => {
  /** All that a push leaves behind. */
  const state = async () => [
    await cluster.administer('SELECT * FROM scrim.profile ORDER BY 1, 2, 3, 4'),
    await cluster.administer(
      'SELECT schema_name, view_name, pushed, columns FROM scrim.inventory ORDER BY 1, 2',
    ),
    await cluster.administer(
      "SELECT viewname, definition FROM pg_views WHERE schemaname = 'shop' ORDER BY 1",
    ),
    await cluster.administer(
      "SELECT namespace_name, relation_name, privilege_type, identity_name FROM svv_relation_privileges WHERE namespace_name = 'shop' ORDER BY 1, 2, 3, 4",
    ),
  ];
  const second: Desired = {
    views: [view('customer', { items: 'id, region, phone' }), view('orders')],
    profiles: [reader(alice, ['ASIA'], 'customer', 'orders'), reader('bob', ['AFRICA'])],
  };

  it('anywhere is made good by the next one', async () => {
    await pushTo(cluster, first);
    let all = 0;
    await pushTo(cluster, second, { hook: () => (all += 1) });
    const expected = await state();
    expect(all).toBeGreaterThan(30);
    for (let last = 0; last < all; last += 1) {
      await pushTo(cluster, first);
      let count = 0;
      // From here on no statement comes through, as if the process were gone: neither is anything rolled back.
      await pushTo(cluster, second, {
        hook: () => {
          count += 1;
          if (count > last) throw new Error('killed');
        },
      }).catch(() => undefined);
      await pushTo(cluster, second);
      expect(await state()).toEqual(expected);
    }
  });

  it('waits for another that runs, and gives up in time', async () => {
    const other = createCluster(cluster.connections());
    const lock = await other.lock(lockStatements(config));
    await expect(pushTo(cluster, first)).rejects.toThrow(
      'timed out while waiting for another push to finish (lockTimeout)',
    );
    const waiting = pushTo(cluster, first);
    await lock.release();
    expect((await waiting).failures).toEqual([]);
    const both = await Promise.all([pushTo(cluster, second), pushTo(cluster, second)]);
    expect(both.map(({ failures }) => failures)).toEqual([[], []]);
    expect(both.map(({ done }) => done).toSorted((a, b) => a - b)[0]).toBe(0);
    await other.close();
  });
});

it('is refused where nothing is prepared, or by a newer scrim', async () => {
  const bare = await server.create();
  for (const dryRun of [true, false]) {
    await expect(pushTo(bare, first, { dryRun })).rejects.toThrow(
      'this database has no schema scrim of scrim: run `scrim redshift init` first',
    );
  }
  await cluster.administer("UPDATE scrim.control SET value = '99' WHERE name = 'version'");
  await expect(pushTo(cluster, first)).rejects.toThrow(
    'the schema scrim was created by a newer scrim (version 99 of its objects; this scrim supports 1): use the newer scrim',
  );
});
