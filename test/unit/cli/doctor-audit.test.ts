import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';

import { openStore } from '../../../src/store/open-store.js';
import { queryOf, readOf } from '../use-cases/audit-records.js';
import { runForCode } from './run-command.js';

let folder: string;
let store: string;
let config: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'doctor-audit-'));
  store = join(folder, 'store');
  config = join(folder, 'scrim.yaml');
  await writeFile(config, `store: ${store}\naudit: { clusters: [{ name: main, token: t }] }\n`);
  const opened = await openStore(store);
  await opened.audit.putQueries([
    queryOf('q1', 'etl', new Date(), [readOf('s.d', { via: 'past scrim', alarm: 'etl read it' })]),
  ]);
  await opened.close();
});
afterAll(() => rm(folder, { recursive: true }));

const doctor = (...args: readonly string[]) => runForCode('root', ['doctor', 'audit', ...args]);

it('says what is missing, and fails', async () => {
  const { out, code } = await doctor('--config', config);
  expect(out).toContain("! etl read a table of 's.d' past scrim on cluster main: 1 query");
  expect(out).toContain('cluster main: queries from');
  expect(code).toBe(1);
  const { out: json } = await doctor('--config', config, '--json');
  expect(JSON.parse(json)).toMatchObject({ findings: [{ kind: 'no decisions' }, { kind: 'alarm' }] });
});

it('says what is wrong with its options', async () => {
  await expect(doctor('--store', store, '--days', 'x')).rejects.toThrow(
    '--days: expected a whole number from 1 to 3650',
  );
  expect((await doctor('--store', store)).out).toContain('no audit.clusters');
});

it('checks the history of the Redshift cluster of a configuration', async () => {
  const cluster = join(folder, 'redshift.yaml');
  await writeFile(cluster, 'connection: { host: h, database: d, user: u }\nhistory: { name: warehouse }\n');
  const both = join(folder, 'both.yaml');
  await writeFile(both, `store: ${store}\nredshiftFile: ${cluster}\n`);
  expect((await doctor('--config', both)).out).toContain(
    '! no query of the Redshift cluster warehouse is on record',
  );
  await writeFile(cluster, 'connection: { host: h, database: d, user: u }\nhistory: { enabled: false }\n');
  expect((await doctor('--config', both)).out).toContain('no audit.clusters');
});
