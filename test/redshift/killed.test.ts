import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { stringify } from 'yaml';

import { createWorldCache } from '../../src/world/world-cache.js';
import type { Desired } from '../../src/redshift/desired.js';
import { applyWorld } from '../../src/use-cases/world/apply-world.js';
import { redshiftDesired } from '../../src/use-cases/redshift/redshift-desired.js';
import { openStore } from '../../src/store/open-store.js';
import { inParallel } from '../live/support/in-parallel.js';
import { runScrim } from '../live/support/run-scrim.js';
import type { CommandResult } from '../live/support/run-scrim.js';
import { often } from '../support/runs.js';
import { startCountingProxy } from './support/counting-proxy.js';
import { alice, prepare, pushTo } from './support/sample.js';
import { startStandIn } from './support/stand-in.js';
import type { StandIn, StandInServer } from './support/stand-in.js';

/** Pushes that are killed, at moments that are spread over all that one sends. */
const kills = often(6, 12);
const lanes = 2;
const people = [alice, 'bob', 'gwen'];

let server: StandInServer;
let folder: string;
let before: Desired;
let after: Desired;

/** What a store holds makes; each lane has a copy of the last one, since one process at a time has a folder. */
async function desiredOf(world: string): Promise<Desired> {
  const store = await openStore(join(folder, 'store'));
  try {
    const files = [{ name: 'world.yaml', text: world }];
    const result = await applyWorld(store, { files, prune: true, actor: 'test' });
    if ('errors' in result) throw new Error(result.errors.join('\n'));
    const ports = { world: createWorldCache(store), now: () => new Date() };
    return (await redshiftDesired(store, ports, { systemSchema: 'scrim', database: 'dev' })).desired;
  } finally {
    await store.close();
  }
}

beforeAll(async () => {
  server = await startStandIn();
  folder = await mkdtemp(join(tmpdir(), 'scrim-killed-'));
  const sample = await readFile(new URL('support/world.yaml', import.meta.url), 'utf8');
  const first = sample.replace('DATABASE', 'dev');
  before = await desiredOf(first);
  after = await desiredOf(
    first
      .replace('region: [EUROPE]', 'region: [ASIA]')
      .replace('region: [ASIA, AFRICA]', 'region: [EUROPE]')
      .replace('groups: [staff, finance]', 'groups: [staff]')
      .replace('comment: People', 'comment: Those')
      .replace('type: hash', "type: constant, value: '-'"),
  );
  for (let lane = 0; lane < lanes; lane += 1) {
    await cp(join(folder, 'store'), join(folder, `store-${lane}`), { recursive: true });
  }
});
afterAll(async () => {
  await server.dispose();
  await rm(folder, { recursive: true });
});

/** A cluster that holds what there was before, or nothing but scrim's own objects. */
async function clusterWith(held: Desired | undefined): Promise<StandIn> {
  const cluster = await server.create();
  await prepare(cluster, people);
  if (held !== undefined) await pushTo(cluster, held);
  return cluster;
}

interface Killed {
  /** The number of the message at which the process is killed, before or after that is passed on. */
  readonly at?: number;
  readonly arrives?: boolean;
}

/** `scrim redshift push` as a process of its own; with how many messages it sent. */
async function pushByProcess(
  cluster: StandIn,
  store: string,
  { at, arrives = false }: Killed = {},
): Promise<CommandResult & { readonly sent: number }> {
  const url = new URL(cluster.url);
  const end = new AbortController();
  const kill = (count: number): void => {
    if (count === at) end.abort();
  };
  const proxy = await startCountingProxy(Number(url.port), arrives ? { after: kill } : { before: kill });
  const config = join(folder, `${url.pathname.slice(1)}-${proxy.port}.yaml`);
  const connection = {
    ...{ host: '127.0.0.1', port: proxy.port, database: url.pathname.slice(1), user: url.username },
    ...{ password: url.password, ssl: 'off' },
  };
  await writeFile(config, stringify({ connection }));
  const args = ['redshift', 'push', '--config', config, '--database', 'dev', '--store', join(folder, store)];
  const result = await runScrim(args, {}, end.signal);
  await proxy.close();
  return { ...result, sent: proxy.count() };
}

/** All that scrim keeps in a cluster, and who may do what there. */
async function stateOf(cluster: StandIn): Promise<unknown> {
  const parts: Record<string, unknown> = {};
  for (const [part, text] of Object.entries({
    profile: 'SELECT * FROM scrim.profile ORDER BY 1, 2, 3, 4',
    inventory: 'SELECT * FROM scrim.inventory ORDER BY 1, 2',
    control: 'SELECT * FROM scrim.control ORDER BY 1, 2',
    key: 'SELECT md5(key) FROM scrim.hash_key',
    views: "SELECT schemaname, viewname, definition FROM pg_views WHERE schemaname = 'shop' ORDER BY 1, 2",
    comments: `SELECT c.relname, obj_description(c.oid) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE n.nspname = 'shop' ORDER BY 1`,
    schemas: `SELECT namespace_name, privilege_type, identity_name FROM svv_schema_privileges
      WHERE namespace_name IN ('scrim', 'shop') ORDER BY 1, 2, 3`,
    relations: `SELECT relation_name, privilege_type, identity_name FROM svv_relation_privileges
      WHERE namespace_name IN ('scrim', 'shop') ORDER BY 1, 2, 3`,
  })) {
    parts[part] = await cluster.administer(text);
  }
  return parts;
}

/** Each person's rows as text; of somebody who may not read the view, none. */
const seenIn = async (cluster: StandIn): Promise<readonly (readonly string[])[]> => {
  const all = [];
  for (const user of people) {
    const rows = await cluster.ask(user, 'SELECT * FROM shop.customer').catch((error: Error) => {
      expect(error.message).toMatch(/permission denied|does not exist/);
      return [];
    });
    all.push(rows.map((row) => JSON.stringify(row)));
  }
  return all;
};

it(`is made good by the next push, at whichever of ${kills} statements the process is killed`, async () => {
  const whole = await clusterWith(before);
  const [seenBefore, unpushed] = [await seenIn(whole), await clusterWith(undefined)];
  const { code, sent, err } = await pushByProcess(whole, 'store-0');
  expect({ code, err }).toEqual({ code: 0, err: '' });
  const expected = await stateOf(whole);
  expect(await pushTo(unpushed, after)).toMatchObject({ failures: [] });
  expect(await stateOf(unpushed)).toEqual(expected);
  const seenAfter = await seenIn(whole);

  const free = Array.from({ length: lanes }, (_, lane) => `store-${lane}`);
  await inParallel(
    Array.from({ length: kills }, (_, index) => index),
    async (index) => {
      const store = free.pop() ?? '';
      const cluster = await clusterWith(index % 4 === 3 ? undefined : before);
      const at = Math.ceil(((index + 0.5) * sent) / kills);
      const killed = await pushByProcess(cluster, store, { at, arrives: index % 2 === 1 });
      free.push(store);
      expect(killed.code).toBeNull();
      // Nobody sees what neither world shows them.
      for (const [who, rows] of (await seenIn(cluster)).entries()) {
        const shown = new Set([...(seenBefore[who] ?? []), ...(seenAfter[who] ?? [])]);
        expect(rows.filter((row) => !shown.has(row))).toEqual([]);
      }
      expect(await pushTo(cluster, after)).toMatchObject({ failures: [] });
      expect(await stateOf(cluster)).toEqual(expected);
    },
    lanes,
  );
});

it('waits for another process that pushes at the same time', async () => {
  const cluster = await clusterWith(before);
  const results = await Promise.all(
    Array.from({ length: lanes }, (_, lane) => pushByProcess(cluster, `store-${lane}`)),
  );
  expect(results.map(({ code, err }) => ({ code, err }))).toEqual(results.map(() => ({ code: 0, err: '' })));
  const one = await clusterWith(undefined);
  await pushTo(one, after);
  expect(await stateOf(cluster)).toEqual(await stateOf(one));
  const outs = results.map(({ out }) => out).toSorted((a, b) => a.length - b.length);
  expect(outs[0]).toBe('nothing to change\n');
  expect(outs[1]).toMatch(/(\d+) of \1 changes made\n$/);
});
