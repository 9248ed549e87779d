import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { pino } from 'pino';

import { createWorldCache } from '../../src/world/world-cache.js';
import { createCluster } from '../../src/redshift/create-cluster.js';
import { createDesiredState } from '../../src/use-cases/redshift/desired-state.js';
import { applyWorld } from '../../src/use-cases/world/apply-world.js';
import { keepPushed } from '../../src/serve/keep-pushed.js';
import { openStore } from '../../src/store/open-store.js';
import { alice, config, prepare } from './support/sample.js';
import { startStandIn } from './support/stand-in.js';
import type { StandIn, StandInServer } from './support/stand-in.js';

let server: StandInServer;
let cluster: StandIn;
let store: Awaited<ReturnType<typeof openStore>>;
let world: string;
const cleanUp: (() => Promise<void>)[] = [];
const logged: string[] = [];
let broken = false;
let failing = false;

beforeAll(async () => {
  server = await startStandIn();
  cluster = await server.create();
  await prepare(cluster, [alice, 'bob', 'gwen']);
  store = await openStore('memory:');
  const database = new URL(cluster.url).pathname.slice(1);
  world = (await readFile(new URL('support/world.yaml', import.meta.url), 'utf8')).replaceAll(
    'DATABASE',
    database,
  );
  await apply(world);
  const ports = {
    store,
    world: createWorldCache(store),
    now: () => new Date(),
    hashKey: async () => 'k'.repeat(64),
  };
  const state = createDesiredState(ports, { database, systemSchema: 'scrim' });
  const pushed = keepPushed({
    ...{ config: { ...config, pollInterval: 0.1 }, database, store, now: ports.now },
    cluster: createCluster(
      cluster.connections(() => {
        if (broken) throw new Error('no route to host');
      }),
    ),
    state: {
      ...state,
      refresh() {
        if (!failing) return state.refresh();
        failing = false;
        return Promise.reject(new Error('the store is away'));
      },
    },
    logger: pino({ level: 'info' }, { write: (line: string) => logged.push(line) }),
  });
  cleanUp.push(() => pushed.stop());
});
afterAll(async () => {
  for (const one of cleanUp) await one();
  await store.close();
  await server.dispose();
});

async function apply(text: string): Promise<void> {
  const result = await applyWorld(store, {
    files: [{ name: 'world.yaml', text }],
    prune: true,
    actor: 'test',
  });
  if ('errors' in result) throw new Error(result.errors.join('\n'));
}
const ids = async (user: string) =>
  (await cluster.ask(user, 'SELECT id FROM shop.customer ORDER BY 1').catch(() => [])).map(([id]) => id);

/** Milliseconds until a person sees these rows. */
async function until(user: string, expected: readonly number[]): Promise<number> {
  const start = Date.now();
  while (JSON.stringify(await ids(user)) !== JSON.stringify(expected)) {
    if (Date.now() - start > 120_000)
      throw new Error(`${user} sees ${JSON.stringify(await ids(user))}: ${logged.join('')}`);
    await sleep(50);
  }
  return Date.now() - start;
}
const withSubscription = (text: string) => world.replace('subscriber: { group: staff } }', text);

it('pushes at its start, and each change within seconds', async () => {
  await until(alice, [1]);
  await until('bob', [2, 3]);
  await apply(withSubscription('subscriber: { user: bob } }'));
  expect(await until(alice, [])).toBeLessThan(5_000);
  await apply(world);
  expect(await until(alice, [1])).toBeLessThan(5_000);
});

it('takes an access away when its time has come', async () => {
  const expires = new Date(Date.now() + 3_000).toISOString();
  await apply(withSubscription(`subscriber: { group: staff }, expires: '${expires}' }`));
  await sleep(500);
  expect(await ids('bob')).toEqual([2, 3]);
  await until('bob', []);
  expect(Date.now()).toBeGreaterThanOrEqual(new Date(expires).getTime());
  await apply(world);
  await until('bob', [2, 3]);
});

it('changes views when policies do, and people who come and go', async () => {
  await apply(
    world.replace('attribute: region } }', "attribute: region } }\n      - rows: { where: 'id <> 2' }"),
  );
  await until('bob', [3]);
  await apply(world.replace(/ {2}- name: bob\n {4}groups: \[staff\]\n.*\n/, ''));
  await until('bob', []);
  await apply(world);
  await until('bob', [2, 3]);
});

it('pushes when an attribute becomes known for the first time, and when nobody has it any more', async () => {
  const policy = `  - name: contractors
    dataSource: shop.customer
    rules:
      - rows: { where: 'id <> 2' }
        exceptWhen: { not: { attribute: contractor } }
`;
  const governed = `${world}${policy}`;
  await apply(governed);
  await until('bob', [3]);
  // Neither bob's own facts nor the policy change: only the name of the attribute is new.
  await apply(governed.replace('region: [EUROPE]', '$&, contractor: [acme]'));
  await until('bob', [2, 3]);
  await apply(governed);
  await until('bob', [3]);
  await apply(governed.replace('{ name: finance }', '{ name: finance, attributes: { contractor: [acme] } }'));
  await until('bob', [2, 3]);
  expect(await ids('gwen')).toEqual([1, 3]);
  await apply(world);
  await until('gwen', [1, 2, 3]);
});

it('pushes who gains access by an attribute that becomes known', async () => {
  const governed = `${withSubscription('subscriber: { user: gwen } }')}subscriptionPolicies:
  - name: all but contractors
    dataSource: shop.customer
    grant: { condition: { not: { attribute: contractor } } }
`;
  await apply(governed);
  await until('bob', []);
  await apply(governed.replace('region: [EUROPE]', '$&, contractor: [acme]'));
  await until('bob', [2, 3]);
  expect(await ids(alice)).toEqual([]);
  await apply(governed);
  await until('bob', []);
  await apply(world);
  await until('bob', [2, 3]);
});

it('makes good what it missed while the cluster was away', async () => {
  broken = true;
  await apply(withSubscription('subscriber: { user: bob } }'));
  await sleep(500);
  expect(await ids(alice)).toEqual([1]);
  broken = false;
  await until(alice, []);
  expect(logged.join('')).toContain('the push to Redshift failed; scrim tries again');
});

it('computes a change again if that failed once', async () => {
  await apply(world);
  await until(alice, [1]);
  failing = true;
  await apply(withSubscription('subscriber: { user: bob } }'));
  expect(await until(alice, [])).toBeLessThan(5_000);
  expect(failing).toBe(false);
});
