import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { Registry } from 'prom-client';

import { openEmptyStore } from '../../test/unit/test-store.js';
import { configFile } from '../config/config.js';
import type { Store } from '../store/open-store.js';
import { createPorts } from '../use-cases/create-ports.js';
import { startRedshiftHistory } from './start-redshift-history.js';

let store: Store;
let folder: string;
beforeAll(async () => {
  store = await openEmptyStore();
  folder = await mkdtemp(join(tmpdir(), 'redshift-history-'));
});
afterAll(async () => {
  await store.close();
  await rm(folder, { recursive: true });
});

/** Starts with a configuration of a cluster that is not there. @returns the names of the metrics that it has */
async function start(cluster: string): Promise<readonly string[]> {
  const file = join(folder, 'redshift.yaml');
  await writeFile(file, cluster);
  const registry = new Registry();
  const started = await startRedshiftHistory(file, {
    stored: {
      store,
      ports: await createPorts(store, () => Promise.resolve()),
      ...{ history: store.history, audit: store.audit },
    },
    audit: configFile.parse({ audit: { clusters: [{ name: 'main', token: 't' }] } }).audit,
    ...{ env: {}, logger: pino({ level: 'silent' }), registry, onAlarm: () => undefined },
  });
  await started.stop();
  return (await registry.getMetricsAsJSON()).map(({ name }) => name);
}

const connection = 'connection: { host: 127.0.0.1, port: 9, database: d, user: u, ssl: "off" }';

it('follows the history of a cluster', async () => {
  expect(await start(connection)).toEqual([
    'scrim_audit_history_queries_total',
    'scrim_audit_history_last_success_timestamp_seconds',
  ]);
});

it.each([
  ['if it is turned off', `${connection}\nhistory: { enabled: false }`],
  ['without a cluster', 'lockTimeout: 1'],
])('does nothing %s', async (_, cluster) => {
  expect(await start(cluster)).toEqual([]);
});

it('refuses the name of a Trino', async () => {
  await expect(start(`${connection}\nhistory: { name: main }`)).rejects.toThrow(
    "history.name is 'main', which is a cluster of audit.clusters",
  );
});
