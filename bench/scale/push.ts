import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import pg from 'pg';

import { redshiftConfig } from '../../src/redshift/config.js';
import { createCluster } from '../../src/redshift/create-cluster.js';
import { installStatements } from '../../src/redshift/system-objects.js';
import { functionsOfViews } from '../../test/redshift/support/on-postgres.js';
import { account, standInsOn } from '../../test/redshift/support/stand-in.js';
import type { StandIn } from '../../test/redshift/support/stand-in.js';
import { startPostgres } from '../../test/store/support/postgres-server.js';
import { fillStore } from './fill-store.js';
import { printHead, printStep, runScrim } from './run-scrim.js';
import type { Goal } from './run-scrim.js';
import {
  dataSourceName,
  expectedOf,
  nameOf,
  schemaName,
  sizeM,
  userName,
  visibleIn,
  worldOf,
} from './world.js';
import type { Place, Size } from './world.js';

/** The database of the raw tables. */
const database = 'lake';
const group = 'analysts';
/** The data source whose rows are read through its view: its columns are masked, and its rows filtered. */
const asked: Place = { schema: 0, dataSource: 0 };
/** Rows in its raw table, one for each region. */
const rows = 20;

/** Worlds that are pushed: how many users there are, and to whom the views are granted. */
const pushes: readonly { readonly users: number; readonly readers: Readers }[] = [
  { users: 100, readers: 'a group' },
  { users: 100, readers: 'each user' },
];

type Readers = 'a group' | 'each user';

interface RawTable {
  readonly schema: string;
  readonly name: string;
  readonly columns: readonly { readonly name: string; readonly type: string }[];
}

/** A data source of the generator as it is on Redshift. */
const onRedshift = (given: unknown): RawTable => {
  const { columns, ...others } = given as RawTable;
  return {
    ...others,
    ...{ platform: 'redshift' },
    columns: columns.map((one) => ({ ...one, type: one.type === 'double' ? 'double precision' : one.type })),
  };
};

const viewSchema = (schema: number): string => `v_${schemaName(schema)}`;

/**
 * What `redshift push` of M's 10,000 views costs: the first time, and again when nothing has changed. The cluster is a PostgreSQL that
 * stands in for one; another database of it is the store.
 */
export async function run(): Promise<void> {
  for (const { users, readers } of pushes) {
    const folder = await mkdtemp(join(tmpdir(), 'scrim-bench-'));
    // PostgreSQL may run as another user.
    await chmod(folder, 0o755);
    const server = await startPostgres({ fsync: 'off', autovacuum: 'off', max_locks_per_transaction: 1_024 });
    try {
      const size = { ...sizeM, users };
      await fillStore(server.url, size, onRedshift);
      const client = new pg.Client(server.url);
      await client.connect();
      await client.query(`CREATE DATABASE ${database}`);
      await client.end();
      const cluster = await (await standInsOn(server.url)).create(database);
      await prepare(cluster, size, readers);
      await measure(cluster, size, { readers, store: server.url, folder });
    } finally {
      await server.dispose();
      await rm(folder, { recursive: true });
    }
  }
}

/** Makes the raw tables, the readers, and scrim's own objects. */
async function prepare(cluster: StandIn, size: Size, readers: Readers): Promise<void> {
  const tables = (worldOf(size)['dataSources'] as readonly unknown[]).map(onRedshift);
  const perSchema = size.dataSourcesPerSchema;
  for (let schema = 0; schema < size.schemas; schema += 1) {
    await cluster.administer(
      [
        `CREATE SCHEMA ${schemaName(schema)}`,
        ...tables
          .slice(schema * perSchema, (schema + 1) * perSchema)
          .map(
            ({ schema: within, name, columns }) =>
              `CREATE TABLE ${within}.${name} (${columns.map((one) => `${one.name} ${one.type}`).join(', ')})`,
          ),
        `GRANT USAGE ON SCHEMA ${schemaName(schema)} TO ${account}`,
        `GRANT SELECT ON ALL TABLES IN SCHEMA ${schemaName(schema)} TO ${account}`,
      ].join(';\n'),
    );
  }
  await cluster.administer(
    `INSERT INTO ${nameOf(asked)} (c00, c01, c02, c03)
      SELECT i, 'secret 1', 'secret 2', 'region' || lpad(i::text, 2, '0') FROM generate_series(0, ${rows - 1}) i`,
  );
  for (const statement of functionsOfViews) await cluster.administer(statement);
  await cluster.administer(`CREATE ROLE ${group}`);
  const people = Array.from({ length: size.users }, (_, user) => user);
  for (const user of readers === 'each user' ? people : [reader(size)]) await cluster.addUser(userName(user));
  await cluster.administer(`GRANT ${group} TO ${userName(reader(size))}`);
  const connected = createCluster(cluster.connections());
  await connected.transaction(installStatements(config.schemas));
  await connected.close();
}

const config = redshiftConfig.parse({});

/** The first user who may read the data source whose rows are read. */
function reader(size: Size): number {
  for (let user = 0; user < size.users; user += 1) if (expectedOf(size, user, asked).access) return user;
  throw new Error('nobody may read the data source that is looked at');
}

async function measure(
  cluster: StandIn,
  size: Size,
  { readers, store, folder }: { readonly readers: Readers; readonly store: string; readonly folder: string },
): Promise<void> {
  const views = size.schemas * size.dataSourcesPerSchema;
  const { hostname, port, username, password } = new URL(cluster.url);
  const file = join(folder, 'redshift.json');
  await writeFile(
    file,
    JSON.stringify({
      connection: { host: hostname, port: Number(port), user: username, password, database, ssl: 'off' },
      // The raw tables have the names of the virtual schemas.
      viewSchemas: Object.fromEntries(
        Array.from({ length: size.schemas }, (_, schema) => [schemaName(schema), viewSchema(schema)]),
      ),
      readers: readers === 'a group' ? { users: false, groups: [group] } : { users: true },
    }),
  );
  printHead(`${views} views, ${size.users} users, to ${readers}`);
  const step = async (name: string, goal: Goal, printed: RegExp, ...options: readonly string[]) => {
    const done = await runScrim('redshift', 'push', '--config', file, '--store', store, ...options);
    if (!printed.test(done.printed)) throw new Error(`${name}: ${done.printed}`);
    printStep(name, done, goal);
  };
  await step('push', {}, new RegExp(`^(${size.schemas + views + size.users + 1}) of \\1 changes made`));
  await check(cluster, size);
  const goal = { seconds: 60 };
  await step('plan, unchanged (--dry-run)', goal, /^nothing to change/, '--dry-run');
  await step('push, unchanged', goal, /^nothing to change/);
}

/** Compares what the cluster holds and shows with what the generator expects. */
async function check(cluster: StandIn, size: Size): Promise<void> {
  const expect = (what: string, found: unknown, expected: unknown): void => {
    if (found !== expected) throw new Error(`${what}: ${String(found)}, not ${String(expected)}`);
  };
  const user = reader(size);
  const held = await cluster.administer(
    `SELECT count(*)::integer AS rows, count(*) FILTER (WHERE username = '${userName(user)}' AND kind = 'subscription')::integer AS own FROM scrim.profile`,
  );
  const own = Array.from({ length: size.schemas }, (_, schema) => visibleIn(size, user, schema).length);
  expect(
    `subscriptions of ${userName(user)}`,
    held[0]?.['own'],
    own.reduce((sum, count) => sum + count, 0),
  );
  const view = `${viewSchema(asked.schema)}.${dataSourceName(asked.dataSource)}`;
  const shown = await cluster.ask(userName(user), `SELECT c01, c02 FROM ${view}`);
  const { masked, regions } = expectedOf(size, user, asked);
  expect(`rows of ${view}`, shown.length, regions?.length ?? rows);
  for (const [index, column] of ['c01', 'c02'].entries()) {
    const isMasked = shown.every((row) => row[index] !== `secret ${index + 1}`);
    expect(`whether ${view} masks ${column}`, isMasked, masked.has(column));
  }
  process.stdout.write(`  rows in the profile: ${String(held[0]?.['rows'])}\n`);
}
