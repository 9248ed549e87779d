import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';

import { redshiftConfig } from '../../src/redshift/config.js';
import { connectCluster } from '../../src/redshift/connect-cluster.js';
import { createCluster } from '../../src/redshift/create-cluster.js';
import { integer, as, query, select } from '../../src/sql/build.js';
import { startStandIn } from './support/stand-in.js';
import type { StandInServer } from './support/stand-in.js';

let server: StandInServer;
let url: URL;
let folder: string;
beforeAll(async () => {
  server = await startStandIn();
  url = new URL((await server.create()).url);
  folder = await mkdtemp(join(tmpdir(), 'scrim-connect-'));
  await writeFile(join(folder, 'password'), `${url.password}\n`);
});
afterAll(async () => {
  await server.dispose();
  await rm(folder, { recursive: true });
});

/** One row, over a connection with some settings. */
async function one(settings: object): Promise<unknown> {
  const connection = {
    ...{ host: url.hostname, port: Number(url.port), database: url.pathname.slice(1), user: url.username },
    ...{ ssl: 'off', ...settings },
  };
  const config = redshiftConfig.parse({ connection });
  const cluster = createCluster(await connectCluster(config, { SECRET: url.password, EMPTY: '' }));
  try {
    return await cluster.rows(query(select({ items: [as(integer(1), 'a')] })));
  } finally {
    await cluster.close();
  }
}

it.each([
  ['in the file', () => ({ password: url.password })],
  ['in a file of its own', () => ({ passwordFile: join(folder, 'password') })],
  ['in the environment', () => ({ passwordEnv: 'SECRET' })],
])('takes a password %s', async (_, settings) => {
  expect(await one(settings())).toEqual([{ a: 1 }]);
});

it.each<[string, () => object, string]>([
  [
    'a variable that is not set',
    () => ({ passwordEnv: 'EMPTY' }),
    'redshift.connection.passwordEnv: the variable EMPTY is not set',
  ],
  [
    'a file that is not there',
    () => ({ passwordFile: join(folder, 'nothing') }),
    'redshift.connection.passwordFile: ENOENT',
  ],
  [
    'a wrong password',
    () => ({ password: 'x' }),
    'cannot be reached: password authentication failed for user "scrim_system"',
  ],
  [
    'a server without TLS',
    () => ({ password: url.password, ssl: 'verify' }),
    'cannot be reached: The server does not support SSL connections',
  ],
])('refuses %s', async (_, settings, message) => {
  await expect(one(settings())).rejects.toThrow(message);
});

it('needs a connection', async () => {
  await expect(connectCluster(redshiftConfig.parse({}), {})).rejects.toThrow(
    'no cluster: the configuration has no redshift.connection; give a file that has one with --config',
  );
});
