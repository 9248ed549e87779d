import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';

import { startLivePostgres } from '../../test/live/support/live-postgres.js';
import { createPorts } from '../../src/use-cases/create-ports.js';
import { explain } from '../../src/use-cases/access/explain.js';
import { whoCan } from '../../src/use-cases/access/who-can.js';
import { operatorAs } from '../../src/identity/caller.js';
import { openStore } from '../../src/store/open-store.js';
import { schemaOf } from '../../src/model/world.js';
import type { Kind } from '../../src/model/world.js';
import type { WorldStore } from '../../src/world/world-store.js';
import { dataSourceName, expectedOf, nameOf, schemaName, sizeM, userName, userOf, worldOf } from './world.js';
import type { Place, Size } from './world.js';

/** A data source with masks and a row filter, and one without any. */
const asked: readonly Place[] = [
  { schema: 0, dataSource: 0 },
  { schema: 0, dataSource: 1 },
];
/** Users whose explanation is timed. */
const explained = 50;

const kinds: readonly (readonly [section: string, kind: Kind])[] = [
  ['settings', 'settings'],
  ['tags', 'tag'],
  ['groups', 'group'],
  ['dataSources', 'dataSource'],
  ['policies', 'policy'],
  ['subscriptionPolicies', 'subscriptionPolicy'],
];

/**
 * What governors wait for in M: `who-can` and `explain`, in the embedded store and on PostgreSQL.
 */
export async function run(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'scrim-bench-'));
  // PostgreSQL may run as another user.
  await chmod(folder, 0o755);
  const postgres = await startLivePostgres(folder);
  try {
    if (postgres !== undefined)
      await measureIn('PostgreSQL', `postgres://${postgres.user}@127.0.0.1:${postgres.port}/postgres`);
    await measureIn('embedded', 'memory:');
  } finally {
    await postgres?.stop();
    await rm(folder, { recursive: true });
  }
}

async function measureIn(name: string, location: string): Promise<void> {
  const store = await openStore(location);
  try {
    await fill(store, sizeM);
    process.stdout.write(`world M, ${name}\n`);
    await measureAnswers(store, sizeM);
  } finally {
    await store.close();
  }
}

async function fill(store: WorldStore, size: Size): Promise<void> {
  const world = worldOf(size);
  await store.change('bench', async (editor) => {
    const put = (kind: Kind, objects: readonly unknown[]): Promise<void> =>
      editor.put(kind, objects.map((one) => schemaOf[kind].parse(one)) as never);
    for (const [section, kind] of kinds) {
      await put(kind, [world[section]].flat());
    }
    await put(
      'user',
      Array.from({ length: size.users }, (_, user) => userOf(size, user)),
    );
  });
}

async function measureAnswers(store: WorldStore, size: Size): Promise<void> {
  const ports = await createPorts(store, () => Promise.resolve());
  for (const place of asked) {
    const view = { schema: schemaName(place.schema), name: dataSourceName(place.dataSource) };
    const expected = expectedCounts(size, place);
    for (const what of [`who-can ${nameOf(place)}`, `who-can ${nameOf(place)}, again`]) {
      const { classes } = await timed(what, 2_000, () => whoCan(ports, view));
      check(what, countsOf(classes), expected);
    }
  }
  const times: number[] = [];
  for (let user = 0; user < explained; user += 1) {
    const place = { schema: user % size.schemas, dataSource: (user * 3) % size.dataSourcesPerSchema };
    const view = { schema: schemaName(place.schema), name: dataSourceName(place.dataSource) };
    const before = process.cpuUsage();
    const { explanation } = await explain(ports, operatorAs(userName(user)), view);
    times.push(cpuSince(before));
    const { access, masked } = expectedOf(size, user, place);
    const shown = explanation.columns.filter((one) => one.shown === 'masked').map(({ name }) => name);
    check(`explain ${nameOf(place)}`, shown, access ? [...masked.keys()] : []);
  }
  print('explain, the first', times[0] ?? NaN, 'CPU', 50);
  const median = times.toSorted((a, b) => a - b)[explained / 2] ?? NaN;
  print(`explain, median of ${explained}`, median, 'CPU', 50);
}

/** How many users see masks on each column, and how many see no column. */
type Counts = Readonly<Record<string, number>>;

function countsOf(classes: Awaited<ReturnType<typeof whoCan>>['classes']): Counts {
  const counts: Record<string, number> = {};
  for (const { users, sight } of classes) {
    const masked = Object.entries(sight.columns).flatMap(([name, { shown }]) =>
      shown === 'masked' ? [name] : [],
    );
    for (const key of sight.sees === 'nothing' ? ['nothing'] : [sight.sees, ...masked])
      counts[key] = (counts[key] ?? 0) + users;
  }
  return counts;
}

function expectedCounts(size: Size, place: Place): Counts {
  const counts: Record<string, number> = {};
  for (let user = 0; user < size.users; user += 1) {
    const { access, masked, regions } = expectedOf(size, user, place);
    const sees = regions === undefined ? 'all rows' : 'some rows';
    for (const key of access ? [sees, ...masked.keys()] : ['nothing']) counts[key] = (counts[key] ?? 0) + 1;
  }
  return counts;
}

function check(what: string, found: unknown, expected: unknown): void {
  const text = (value: unknown): string =>
    JSON.stringify(
      typeof value === 'object' && value !== null && !Array.isArray(value)
        ? Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1))
        : value,
    );
  if (text(found) !== text(expected)) throw new Error(`${what}: ${text(found)}, not ${text(expected)}`);
}

const cpuSince = (before: NodeJS.CpuUsage): number => {
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
};

async function timed<T>(what: string, goal: number, work: () => Promise<T>): Promise<T> {
  const begun = performance.now();
  const before = process.cpuUsage();
  const result = await work();
  print(what, performance.now() - begun, 'elapsed', goal, cpuSince(before));
  return result;
}

/** @param cpu milliseconds of this process: other processes, such as the database, are not in it */
function print(what: string, value: number, unit: string, goal: number, cpu?: number): void {
  const memory = (process.memoryUsage().rss / 2 ** 20).toFixed(0);
  process.stdout.write(
    `  ${what.padEnd(48)}${value.toFixed(0).padStart(7)} ms ${unit.padEnd(8)} goal <= ${goal} ms   ${memory} MiB${cpu === undefined ? '' : `   ${cpu.toFixed(0)} ms CPU`}\n`,
  );
}
