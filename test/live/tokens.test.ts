import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { z } from 'zod';

import type { worldFile } from '../../src/model/world.js';
import { describeLive, live } from './support/live.js';
import { runAs } from './support/run-as.js';
import { serveScrim } from './support/serve-scrim.js';
import type { ServedScrim } from './support/serve-scrim.js';

const world: z.input<typeof worldFile> = {
  settings: { definer: 'scrim_owner' },
  users: [{ name: 'kim' }],
  dataSources: [
    {
      schema: 'geo',
      name: 'region',
      table: 'tpch.tiny.region',
      owners: [{ user: 'kim' }],
      columns: [{ name: 'name', type: 'varchar(25)' }],
    },
  ],
};
/** In seconds. Trino renews a token after nine tenths of it. */
const tokenLifetime = 10;

describeLive('tokens', () => {
  let scrim: ServedScrim;
  const log: string[] = [];
  const serve = (tokenGrace: number) =>
    serveScrim(world, { tokenLifetime, tokenGrace, onLog: (line) => log.push(line) });
  // A person's token is renewed when the catalog's would be, so that both have to be short.
  const count = async (source: string) =>
    (await runAs('kim', `SELECT count(*) FROM ${live().second}.geo.region`, { source })).rows;

  beforeAll(async () => {
    scrim = await serve(0);
  });
  afterAll(() => scrim.stop());

  it('expire, and Trino renews them so that nobody notices', async () => {
    const ours = await ownToken(scrim.url);
    expect(await status(scrim.url, ours)).toMatchObject({ status: 200 });
    expect(await count('one')).toEqual([[5]]);
    await sleep((tokenLifetime + 2) * 1_000);
    const message = 'the bearer token has expired: request a new one';
    expect(await status(scrim.url, ours)).toEqual({
      status: 401,
      challenge: `Bearer realm="scrim", error="invalid_token", error_description="${message}"`,
      body: { error: { message, type: 'NotAuthorizedException', code: 401 } },
    });
    expect(await count('one')).toEqual([[5]]);
    expect(await count('two')).toEqual([[5]]);
  });

  it('outlive a scrim that was away when they were to be renewed, which Trino tries for three seconds', async () => {
    await scrim.stop();
    await sleep((tokenLifetime + 5) * 1_000);
    scrim = await serve(600);
    expect(await count('one').catch(() => count('one'))).toEqual([[5]]);
    expect(await count('three')).toEqual([[5]]);
  });

  it('are not to be had with a wrong secret: Trino says so, and the log of scrim why', async () => {
    const { stranger } = live();
    log.length = 0;
    await expect(runAs('kim', `SHOW SCHEMAS FROM ${stranger}`)).rejects.toMatchObject({
      message: 'Not authorized: invalid_client: unknown client, or wrong client secret',
    });
    expect(log.map((line) => JSON.parse(line) as unknown)).toContainEqual(
      expect.objectContaining({
        level: 40,
        method: 'POST',
        path: '/v1/oauth/tokens',
        ip: '127.0.0.1',
        because: 'unknown client, or wrong client secret',
      }),
    );
  });
});

/** A token of the catalog's client, which Trino knows nothing of. */
async function ownToken(url: string): Promise<string> {
  const { clientId, clientSecret } = live();
  const form = { grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret };
  const response = await fetch(`${url}/v1/oauth/tokens`, { method: 'POST', body: new URLSearchParams(form) });
  return ((await response.json()) as { access_token: string }).access_token;
}

async function status(url: string, token: string) {
  const response = await fetch(`${url}/v1/config`, { headers: { Authorization: `Bearer ${token}` } });
  return {
    status: response.status,
    challenge: response.headers.get('www-authenticate'),
    body: await response.json(),
  };
}
