import { afterAll, beforeAll, expect, it } from '@jest/globals';

import { createCluster } from '../../src/redshift/create-cluster.js';
import type { Cluster, Row } from '../../src/redshift/cluster.js';
import type { Desired } from '../../src/redshift/desired.js';
import { diagnose } from '../../src/redshift/doctor.js';
import { push } from '../../src/redshift/push.js';
import { createWorldCache } from '../../src/world/world-cache.js';
import { applyWorld } from '../../src/use-cases/world/apply-world.js';
import { redshiftDesired } from '../../src/use-cases/redshift/redshift-desired.js';
import { openEmptyStore } from '../unit/test-store.js';
import { config, prepare, pushTo } from './support/sample.js';
import { startStandIn } from './support/stand-in.js';
import type { StandIn, StandInServer } from './support/stand-in.js';

const world = `
groups: [{ name: staff }]
users: [{ name: bob, groups: [staff] }]
tags: [{ name: PII }]
dataSources:
  - schema: shop
    name: cust
    platform: redshift
    table: 'dev."MySrc"."Cust Table"'
    columns:
      - { name: Id, type: integer }
      - { name: Region, type: varchar(16) }
      - { name: phone, type: varchar(16), tags: [PII] }
subscriptions: [{ dataSource: shop.cust, subscriber: { group: staff } }]
policies:
  - name: rows
    dataSource: shop.cust
    rules: [{ rows: { where: "Region = 'ASIA' AND id > 0" } }]
  - name: ids
    dataSource: shop.cust
    rules: [{ mask: { type: 'null' }, columns: { names: [id] } }]
`;

async function desiredOf(caseSensitive: boolean): Promise<Desired> {
  const store = await openEmptyStore();
  const result = await applyWorld(store, {
    files: [{ name: 'w.yaml', text: world }],
    prune: true,
    actor: 'test',
  });
  expect(result).not.toHaveProperty('errors');
  const ports = { world: createWorldCache(store), now: () => new Date() };
  const { desired } = await redshiftDesired(store, ports, {
    systemSchema: 'scrim',
    database: 'dev',
    caseSensitive,
  });
  await store.close();
  return desired;
}

let server: StandInServer;
let cluster: StandIn;
beforeAll(async () => {
  server = await startStandIn();
  cluster = await server.create();
  await prepare(cluster);
  await cluster.administer(`CREATE SCHEMA "MySrc"; CREATE TABLE "MySrc"."Cust Table" ("Id" integer, "Region" varchar(16), phone varchar(16));
    INSERT INTO "MySrc"."Cust Table" VALUES (1, 'ASIA', '1-1'), (2, 'AFRICA', '2-2');
    GRANT USAGE ON SCHEMA "MySrc" TO scrim_system; GRANT SELECT ON "MySrc"."Cust Table" TO scrim_system`);
});
afterAll(() => server.dispose());

const sensitive = { ...config, caseSensitive: true };

it('reads tables and columns with upper-case letters where the cluster tells them apart', async () => {
  const desired = await desiredOf(true);
  expect(desired.views.map(({ problem, reads }) => ({ problem, reads }))).toEqual([
    { problem: undefined, reads: [['dev', 'MySrc', 'Cust Table']] },
  ]);
  expect((await pushTo(cluster, desired, { config: sensitive })).failures).toEqual([]);
  expect(await cluster.ask('bob', 'SELECT "Id", "Region", phone FROM shop.cust')).toEqual([
    [null, 'ASIA', '1-1'],
  ]);
});

it('says why there is no view where the cluster folds names', async () => {
  const [view] = (await desiredOf(false)).views;
  expect(view?.problem).toBe(
    'table dev.MySrc.Cust Table has upper-case letters, and Redshift folds every name to lower case unless enable_case_sensitive_identifier is on: if it is on, set caseSensitive: true in the configuration of the cluster',
  );
});

/** A cluster that says how it takes letters, as PostgreSQL does not. */
const saying = (setting: string, of: Cluster): Cluster => ({
  ...of,
  rows: async (query): Promise<readonly Row[]> =>
    JSON.stringify(query).includes('enable_case_sensitive_identifier') ? [{ setting }] : of.rows(query),
});

it('is refused, and reported by doctor, where configuration and cluster differ', async () => {
  const connected = createCluster(cluster.connections());
  const desired: Desired = { profiles: [], views: [] };
  const findings = async (setting: string, caseSensitive: boolean) => {
    const found = await diagnose(saying(setting, connected), desired, { ...config, caseSensitive }, 'dev');
    return found.findings.filter(({ what }) => what.includes('enable_case')).length;
  };
  expect(await findings('on', true)).toBe(0);
  expect(await findings('off', false)).toBe(0);
  expect(await findings('on', false)).toBe(1);
  expect(await findings('off', true)).toBe(1);
  await expect(
    push(saying('off', connected), {
      config: sensitive,
      concurrency: 1,
      desired: () => Promise.resolve(desired),
    }),
  ).rejects.toThrow('the configuration has caseSensitive: true, but the cluster folds names to lower case');
  await connected.close();
});
