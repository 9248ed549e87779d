import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { stringify } from 'yaml';

import { configFile } from '../../src/config/config.js';
import { createLogger } from '../../src/serve/create-logger.js';
import { startService } from '../../src/serve/start-service.js';
import type { RunningService } from '../../src/serve/start-service.js';
import { addHistory, ran } from './support/recorded-history.js';
import { alice, prepare } from './support/sample.js';
import { account, startStandIn } from './support/stand-in.js';
import type { StandIn, StandInServer } from './support/stand-in.js';

let server: StandInServer;
let cluster: StandIn;
let folder: string;
let service: RunningService;
const lines: string[] = [];
const received: string[] = [];
const receiver = createServer((request, response) => {
  let body = '';
  request.on('data', (part) => (body += String(part)));
  request.on('end', () => {
    received.push(body);
    response.end();
  });
});

beforeAll(async () => {
  server = await startStandIn();
  cluster = await server.create();
  await prepare(cluster, [alice, 'bob', 'gwen']);
  await addHistory(cluster);
  await cluster.administer(`INSERT INTO unrestricted VALUES ('${account}')`);
  folder = await mkdtemp(join(tmpdir(), 'scrim-history-'));
  const { hostname: host, port, pathname, username: user, password } = new URL(cluster.url);
  const database = pathname.slice(1);
  const redshiftFile = join(folder, 'redshift.yaml');
  await writeFile(
    redshiftFile,
    stringify({
      connection: { host, port: Number(port), database, user, password, ssl: 'off' },
      history: { interval: 0.2, delay: 0, name: 'warehouse' },
    }),
  );
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`;
  const config = configFile.parse({
    ...{ port: 0, redshiftFile, clients: [{ id: 'trino', secret: 'a-secret-of-a-client' }] },
    webhooks: [
      {
        name: 'alarms',
        url,
        events: ['audit.alarm'],
        allowHttp: true,
        allow: ['127.0.0.1'],
        secret: 'whsec_c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0',
      },
    ],
  });
  const logger = createLogger(config, { write: (line) => lines.push(line) });
  service = await startService({ port: 0, store: 'memory:', config, env: {}, logger });
  const text = (await readFile(new URL('support/world.yaml', import.meta.url), 'utf8')).replaceAll(
    'DATABASE',
    database,
  );
  const applied = await service.operations.apply({
    files: [{ name: 'world.yaml', text }],
    prune: true,
    actor: 'test',
  });
  expect(applied).not.toHaveProperty('errors');
});
afterAll(async () => {
  await service.stop();
  receiver.close();
  await server.dispose();
  await rm(folder, { recursive: true });
});

/** Waits until something is there. */
async function until<T>(find: () => Promise<T | undefined>): Promise<T> {
  for (const start = Date.now(); Date.now() - start < 60_000; await sleep(100)) {
    const found = await find();
    if (found !== undefined) return found;
  }
  throw new Error(lines.join(''));
}

it('puts queries on record as they appear, and raises alarms in the log, in metrics and by webhooks', async () => {
  await ran(
    cluster,
    {
      id: 1,
      user: alice,
      text: 'SELECT phone FROM shop.customer',
      scans: ['scrim.profile', 'lake.customer'],
    },
    { id: 2, user: 'bob', text: 'SELECT phone FROM lake.customer', scans: ['lake.customer'] },
  );
  const found = await until(async () => {
    const { queries } = await service.operations.auditQueries({ cluster: 'warehouse' });
    return queries.length === 2 ? queries : undefined;
  });
  expect(found.map(({ user, reads }) => [user, reads[0]?.via])).toEqual(
    expect.arrayContaining([
      ['alice', 'view'],
      ['bob', 'past scrim'],
    ]),
  );
  expect(lines.join('')).toContain('queries of Redshift are put on record as those of cluster warehouse');
  expect(lines.join('')).toContain("bob read a table of data source 'shop.customer' past scrim");
  const metrics = await until(async () => {
    const text = await (await fetch(`${service.managementUrl}/metrics`)).text();
    return text.includes('scrim_audit_history_queries_total{cluster="warehouse"} 2') ? text : undefined;
  });
  expect(metrics).toContain('scrim_audit_alarms_total{cluster="warehouse"} 1');
  const event = await until(() => Promise.resolve(received[0]));
  expect(JSON.parse(event)).toMatchObject({ type: 'audit.alarm' });
  expect(event).toContain('warehouse');
});
