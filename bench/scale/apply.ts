import { createReadStream } from 'node:fs';
import { chmod, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { isDeepStrictEqual } from 'node:util';
import pg from 'pg';

import { startLivePostgres } from '../../test/live/support/live-postgres.js';
import { printHead, printStep, runScrim } from './run-scrim.js';
import type { Goal, Measured } from './run-scrim.js';
import { sizeM, sizeS, userOf, worldOf } from './world.js';
import type { Size } from './world.js';
import { writeWorld } from './write-world.js';

/** A store of the benchmark, empty at first. */
interface Engine {
  readonly name: string;
  store(): Promise<string>;
}

/**
 * What `apply`, `import` and `export` of a large world cost on each kind of store: seconds, and the largest memory of the process (with
 * the embedded store, which is part of it).
 */
export async function run(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'scrim-bench-'));
  // PostgreSQL may run as another user.
  await chmod(folder, 0o755);
  const postgres = await startLivePostgres(folder);
  let made = 0;
  const engines: readonly Engine[] = [
    ...(postgres === undefined
      ? []
      : [
          {
            name: 'PostgreSQL',
            store: async () => {
              const database = `bench_${(made += 1)}`;
              const { user, port } = postgres;
              const client = new pg.Client({ user, port, host: '127.0.0.1', database: 'postgres' });
              await client.connect();
              await client.query(`create database ${database}`);
              await client.end();
              return `postgres://${user}@127.0.0.1:${port}/${database}`;
            },
          },
        ]),
    { name: 'embedded', store: () => Promise.resolve(join(folder, `store-${(made += 1)}`)) },
  ];
  try {
    for (const size of [sizeS, sizeM]) {
      const world = join(folder, size.name, 'world');
      const users = join(folder, size.name, 'users');
      await mkdir(world, { recursive: true });
      await mkdir(users);
      await writeWorld(size, world);
      await writeFile(join(folder, size.name, 'empty.yaml'), '{}\n');
      await rename(join(world, 'users.ndjson'), join(users, 'users.ndjson'));
      for (const engine of engines) await measure(size, engine, { world, users, folder });
    }
  } finally {
    await postgres?.stop();
    await rm(folder, { recursive: true });
  }
}

async function measure(
  size: Size,
  engine: Engine,
  { world, users, folder }: { readonly world: string; readonly users: string; readonly folder: string },
): Promise<void> {
  printHead(`world ${size.name}, ${engine.name}`);
  const goals = (goal: Goal): Goal => (size.name === 'M' ? goal : {});
  const step = async (name: string, goal: Goal, printed: RegExp, work: Promise<Measured>): Promise<void> => {
    const done = await work;
    if (!printed.test(done.printed)) throw new Error(`${name}: ${done.printed}`);
    printStep(name, done, goals(goal));
  };
  const store = await engine.store();
  const on = (...args: readonly string[]): Promise<Measured> => runScrim(...args, '--store', store);
  const objects = Object.values(worldOf(size)).reduce<number>(
    (sum, section) => sum + (Array.isArray(section) ? section.length : 1),
    0,
  );
  const nothing = /^nothing to change/;
  // Opening a store for the first time makes the database.
  await step(
    'open an empty store',
    {},
    /^nothing to change/,
    on('apply', '-f', join(folder, size.name, 'empty.yaml')),
  );
  await step(
    'apply world.json',
    { seconds: 30, mebibytes: 1_024 },
    new RegExp(`^${objects} created`),
    on('apply', '-f', world),
  );
  await step('the same again', { seconds: 10, mebibytes: 1_024 }, nothing, on('apply', '-f', world));
  await step(
    'apply users.ndjson',
    { seconds: 60, mebibytes: 512 },
    new RegExp(`^${size.users} created`),
    on('apply', '-f', users),
  );
  await step('the same again', { mebibytes: 512 }, nothing, on('apply', '-f', users));
  const out = join(folder, `${size.name}-${engine.name}/`);
  await step(
    'export to a folder',
    { mebibytes: 1_024 },
    /^$/,
    on('export', '--out', out, '--format', 'json'),
  );
  await checkExport(size, out, objects);
  await step('import that folder, unchanged', { mebibytes: 1_024 }, nothing, on('import', out, '--prune'));
}

/** Every so many users is compared with what the generator made. */
const sampled = 97;

/** Checks what the store holds: how many objects, and a sample of them, by what was exported. */
async function checkExport(size: Size, folder: string, objects: number): Promise<void> {
  const world = JSON.parse(await readFile(join(folder, 'world.json'), 'utf8')) as Record<string, unknown>;
  const given = worldOf(size);
  const { users = [], ...others } = world;
  const count = Object.values(others).reduce<number>(
    (sum, section) => sum + (Array.isArray(section) ? section.length : 1),
    0,
  );
  if (count !== objects) throw new Error(`${count} objects were exported, not ${objects}`);
  const known = new Map(
    (world['dataSources'] as { schema: string; name: string }[]).map((one) => [
      `${one.schema}.${one.name}`,
      one,
    ]),
  );
  for (const one of given['dataSources'] as {
    schema: string;
    name: string;
    table: string;
    tags: string[];
  }[]) {
    const found = known.get(`${one.schema}.${one.name}`) as typeof one | undefined;
    if (found?.table !== one.table || !isDeepStrictEqual(found.tags, one.tags))
      throw new Error(`data source ${one.schema}.${one.name} was not kept`);
  }
  let index = 0;
  const check = (user: unknown): void => {
    if (index % sampled === 0 && !isDeepStrictEqual(user, userOf(size, index)))
      throw new Error(`user ${index} was not kept`);
    index += 1;
  };
  (users as unknown[]).forEach(check);
  if ((users as unknown[]).length === 0) {
    const lines = createInterface({
      input: createReadStream(join(folder, 'users.ndjson')),
      crlfDelay: Infinity,
    });
    for await (const line of lines) check(JSON.parse(line));
  }
  if (index !== size.users) throw new Error(`${index} users were exported, not ${size.users}`);
}
