import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { pino } from 'pino';

import { createProgram } from '../../../../src/cli/program.js';
import { configFile } from '../../../../src/config/config.js';
import { startService } from '../../../../src/serve/start-service.js';
import type { RunningService } from '../../../../src/serve/start-service.js';

let store: string;
let service: RunningService;
const logged: string[] = [];
const env = { SCRIM_CLIENT_SECRET: 'a secret of sixteen characters' };
beforeAll(async () => {
  store = await mkdtemp(join(tmpdir(), 'scrim-api-'));
  const config = configFile.parse({ logLevel: 'debug', management: { listener: 'none' } });
  const logger = pino({ level: 'debug' }, { write: (line: string) => logged.push(line) });
  service = await startService({ port: 0, store, config, env, logger });
});
afterAll(async () => {
  await service.stop();
  await rm(store, { recursive: true });
});

const init = async (...args: readonly string[]) => {
  let [out, err] = ['', ''];
  const program = createProgram({
    env: {},
    out: (text) => (out += text),
    err: (text) => (err += text),
    signal: new AbortController().signal,
    actor: 'operator',
    fail: () => undefined,
  });
  await program.parseAsync(['node', 'scrim', 'init', '--store', store, ...args]);
  return { out: out.trim(), err };
};
const ask = (path: string, bearer: string, init: RequestInit = {}) =>
  fetch(`${service.url}${path}`, { ...init, headers: { Authorization: `Bearer ${bearer}` } });

it('lets an operator make the first key, and keeps the API and the catalog apart', async () => {
  const { out: key, err } = await init();
  expect(err).toBe('This key may do everything. Keep it: scrim does not store it, and shows it only once.\n');
  const me = await ask('/api/v1/me', key);
  expect([me.status, await me.json()]).toEqual([
    200,
    { name: 'key administrator', user: null, roles: ['admin'] },
  ]);
  await expect(init()).rejects.toThrow(
    `there is an admin key already: 'administrator' (${key.split('_')[1]}); to create another one, use --another`,
  );
  const made = JSON.parse((await init('--another', '--name', 'second', '--json')).out);
  expect(made).toMatchObject({ name: 'second', roles: ['admin'], createdBy: 'operator' });

  const form = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: 'trino',
    client_secret: env.SCRIM_CLIENT_SECRET,
  });
  const granted = await fetch(`${service.url}/v1/oauth/tokens`, { method: 'POST', body: form });
  const { access_token: token } = (await granted.json()) as { access_token: string };
  expect((await ask('/v1/config', token)).status).toBe(200);
  expect((await ask('/api/v1/me', token)).status).toBe(401);
  expect((await ask('/v1/config', key)).status).toBe(401);
  expect((await ask('/v1/namespaces', key)).status).toBe(401);

  await ask('/api/v1/users', `${key.slice(0, -1)}_`);
  expect(logged.length).toBeGreaterThan(0);
  for (const secret of [key.slice(22), made.key.slice(22), token])
    expect(logged.join('')).not.toContain(secret);
});

it('is not served where the configuration says so', async () => {
  const config = configFile.parse({
    logLevel: 'silent',
    management: { listener: 'none' },
    api: { enabled: false },
  });
  const other = await startService({ port: 0, store: 'memory:', config, env });
  try {
    expect((await fetch(`${other.url}/api/v1/openapi.json`)).status).toBe(404);
  } finally {
    await other.stop();
  }
});
