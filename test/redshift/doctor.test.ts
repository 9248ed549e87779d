import { afterAll, beforeAll, expect, it } from '@jest/globals';

import { createCluster } from '../../src/redshift/create-cluster.js';
import { diagnose } from '../../src/redshift/doctor.js';
import type { Desired } from '../../src/redshift/desired.js';
import { alice, config, prepare, pushTo, reader, view } from './support/sample.js';
import { account, startStandIn } from './support/stand-in.js';
import type { StandIn, StandInServer } from './support/stand-in.js';

let server: StandInServer;
let cluster: StandIn;
const desired: Desired = {
  profiles: [reader(alice, ['EUROPE']), reader('bob', ['ASIA'])],
  views: [view('customer', { reads: [['dev', 'lake', 'customer']] })],
};
beforeAll(async () => {
  server = await startStandIn();
  cluster = await server.create();
  await prepare(cluster, [alice, 'bob', 'robot']);
  await pushTo(cluster, desired);
  await cluster.administer(`CREATE ROLE sales; CREATE ROLE machines; GRANT sales TO bob; GRANT machines TO robot;
    GRANT ${account} TO scrim; GRANT USAGE ON SCHEMA lake TO sales, machines`);
});
afterAll(() => server.dispose());

async function findings() {
  const connected = createCluster(cluster.connections());
  try {
    return (await diagnose(connected, desired, config, 'dev')).findings;
  } finally {
    await connected.close();
  }
}

it('finds nothing in a cluster that is sound', async () => {
  expect(await findings()).toEqual([]);
});

it.each<[string, string, string]>([
  [
    'GRANT SELECT ON lake.customer TO sales',
    "bob reads the raw table lake.customer: granted to group 'sales'",
    'REVOKE SELECT ON TABLE lake.customer FROM GROUP "sales";',
  ],
  [
    'GRANT SELECT (phone, id) ON lake.customer TO bob',
    "bob may read id, phone of the raw table lake.customer: granted to user 'bob', column by column",
    'REVOKE SELECT (id, phone) ON TABLE lake.customer FROM "bob";',
  ],
  [
    'GRANT SELECT (phone) ON lake.customer TO sales',
    "bob may read phone of the raw table lake.customer: granted to group 'sales', column by column",
    'REVOKE SELECT (phone) ON TABLE lake.customer FROM GROUP "sales";',
  ],
  [
    'GRANT SELECT (value) ON scrim.profile TO PUBLIC',
    `${alice}, bob may read value of scrim.profile: granted to everybody, column by column`,
    'REVOKE SELECT (value) ON TABLE scrim.profile FROM PUBLIC;',
  ],
  [
    'ALTER DEFAULT PRIVILEGES FOR ROLE robot IN SCHEMA lake GRANT SELECT ON TABLES TO PUBLIC',
    `${alice}, bob may read every future table of robot in schema lake: granted to everybody by default`,
    'ALTER DEFAULT PRIVILEGES FOR USER "robot" IN SCHEMA lake REVOKE SELECT ON TABLES FROM PUBLIC;',
  ],
  [
    'ALTER DEFAULT PRIVILEGES FOR ROLE robot GRANT SELECT ON TABLES TO sales',
    "bob may read every future table of robot in any schema: granted to group 'sales' by default",
    'ALTER DEFAULT PRIVILEGES FOR USER "robot" REVOKE SELECT ON TABLES FROM GROUP "sales";',
  ],
  [
    'GRANT CREATE ON SCHEMA scrim TO sales',
    "bob may create objects in schema scrim, next to those of scrim: granted to group 'sales'",
    'REVOKE CREATE ON SCHEMA scrim FROM GROUP "sales";',
  ],
  [
    'GRANT CREATE ON SCHEMA shop TO bob',
    "bob may create objects in schema shop, next to those of scrim: granted to user 'bob'",
    'REVOKE CREATE ON SCHEMA shop FROM "bob";',
  ],
  [
    'ALTER SCHEMA lake OWNER TO bob',
    'bob may open schema lake to anybody: as its owner',
    'ALTER SCHEMA lake OWNER TO "scrim_system";',
  ],
  [
    'ALTER SCHEMA lake OWNER TO sales',
    "bob may open schema lake to anybody: as members of 'sales', its owner",
    'ALTER SCHEMA lake OWNER TO "scrim_system";',
  ],
  [
    'ALTER TABLE lake.customer OWNER TO sales',
    'bob reads the raw table lake.customer: as its owner, or by a right on all tables',
    'ALTER TABLE lake.customer OWNER TO "scrim_system";',
  ],
])('finds what %s opens, and what mends it', async (hole, what, mend) => {
  await cluster.administer(hole);
  // Who had rights as an owner has none afterwards.
  await cluster.administer(
    `GRANT USAGE ON SCHEMA lake TO ${account}, sales; GRANT SELECT ON lake.customer TO ${account}`,
  );
  expect(await findings()).toEqual([{ what, mend: [mend] }]);
  await cluster.administer(mend);
  expect(await findings()).toEqual([]);
});

it.each([
  'GRANT SELECT (phone) ON lake.customer TO machines',
  'GRANT SELECT (region) ON lake.customer TO robot',
  'ALTER DEFAULT PRIVILEGES FOR ROLE robot IN SCHEMA lake GRANT SELECT ON TABLES TO machines',
  'GRANT CREATE ON SCHEMA shop TO machines',
])('says nothing of %s, which opens nothing to anybody whom scrim governs', async (text) => {
  await cluster.administer(text);
  expect(await findings()).toEqual([]);
});

it('tells of superusers, as Redshift unmakes them', async () => {
  await cluster.administer('ALTER ROLE bob SUPERUSER');
  expect(await findings()).toEqual([
    { what: 'bob is a superuser, who reads everything', mend: ['ALTER USER "bob" NOCREATEUSER;'] },
  ]);
});
