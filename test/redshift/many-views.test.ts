import process from 'node:process';
import { afterAll, beforeAll, expect, it } from '@jest/globals';

import { alice, prepare, pushTo, reader, view } from './support/sample.js';
import { startStandIn } from './support/stand-in.js';
import type { StandIn, StandInServer } from './support/stand-in.js';

/** Views, and people. More where a figure is wanted: `SCRIM_TEST_VIEWS=10000`. */
const count = Number(process.env['SCRIM_TEST_VIEWS'] ?? 500);

let server: StandInServer;
let cluster: StandIn;
beforeAll(async () => {
  server = await startStandIn();
  cluster = await server.create();
  await prepare(cluster);
});
afterAll(() => server.dispose());

it(`pushes ${count} views and the rows of ${count} people, a few at once`, async () => {
  const template = view('customer');
  const names = Array.from({ length: count }, (_, index) => `v${index}`);
  const desired = {
    views: names.map((name) => ({ ...template, name, dataSource: `shop.${name}` })),
    profiles: [alice, ...names.map((name) => `person ${name}`)].map((name) =>
      reader(name, ['ASIA', 'EUROPE']),
    ),
  };
  const lines: number[] = [];
  let open = 0;
  let most = 0;
  const start = Date.now();
  const pushed = await pushTo(cluster, desired, {
    concurrency: 3,
    onProgress: (done) => lines.push(done),
    hook: (text) => {
      if (text === 'BEGIN') open += 1;
      if (text === 'COMMIT' || text === 'ROLLBACK') open -= 1;
      most = Math.max(most, open);
    },
  });
  const first = Date.now() - start;
  expect(pushed).toMatchObject({ done: 2 * count + 2, failures: [] });
  expect(lines.at(-1)).toBe(2 * count + 2);
  // One transaction holds the lock.
  expect(most).toBeLessThanOrEqual(4);
  const again = Date.now();
  expect(await pushTo(cluster, desired)).toMatchObject({ done: 0, plan: { phases: [] } });
  process.stderr.write(
    `${count} views and people: pushed in ${first} ms, nothing to do in ${Date.now() - again} ms\n`,
  );
  expect(await cluster.ask(alice, `SELECT id FROM shop.v${count - 1} ORDER BY 1`)).toEqual([[1], [2]]);
});
