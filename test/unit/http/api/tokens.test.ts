import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import express from 'express';
import type { Express } from 'express';
import { SignJWT, exportJWK, generateKeyPair } from 'jose';
import supertest from 'supertest';
import { stringify } from 'yaml';

import { Refusal } from '../../../../src/base/refusal.js';
import { configFile } from '../../../../src/config/config.js';
import { apiBase, apiRoutes } from '../../../../src/http/api/routes.js';
import { scimBase, scimRoutes } from '../../../../src/http/scim/routes.js';
import { makeApiKey } from '../../../../src/identity/api-key.js';
import { decideFor } from '../../../../src/use-cases/decisions/decide.js';
import { apiOf } from '../../../../src/serve/api-of.js';
import { applyWorld } from '../../../../src/use-cases/world/apply-world.js';
import { createPorts } from '../../../../src/use-cases/create-ports.js';
import { scimOf } from '../../../../src/serve/scim-of.js';
import type { Store } from '../../../../src/store/open-store.js';
import { openEmptyStore } from '../../test-store.js';

const world = {
  groups: [{ name: 'analysts' }, { name: 'stewards' }, { name: 'own' }],
  users: [
    { name: 'ann', groups: ['own'], attributes: { own: ['x'] } },
    { name: 'ida', active: false },
  ],
  dataSources: [{ schema: 's', name: 'd', table: 'c.s.d', columns: [{ name: 'a', type: 'bigint' }] }],
  subscriptions: [{ dataSource: 's.d', subscriber: { group: 'analysts' } }],
};
const issuer = 'https://idp.example.com/realms/a';
const maps = {
  groups: { analysts: ['idp-analysts'], stewards: ['idp-stewards'], missing: ['idp-missing'] },
  attributes: { region: 'regions' },
};

let pair: Awaited<ReturnType<typeof generateKeyPair>>;
let jwks: Server;
let store: Store;
let app: Express;
let warnings: unknown[];
let admin: string;
let broken: boolean;
let ports: Awaited<ReturnType<typeof createPorts>>;
let changes: number;

beforeAll(async () => {
  pair = await generateKeyPair('ES256');
  const key = { ...(await exportJWK(pair.publicKey)), kid: 'one', alg: 'ES256' };
  jwks = createServer((_request, response) => {
    response.setHeader('Content-Type', 'application/json').end(JSON.stringify({ keys: [key] }));
  });
  await new Promise<void>((resolve) => jwks.listen(0, '127.0.0.1', resolve));
  store = await openEmptyStore();
  ports = await createPorts(store, () => Promise.resolve());
  const { id, key: made, hash } = makeApiKey();
  const createdAt = new Date();
  await store.apiKeys.add({ id, hash, name: 'root', roles: ['admin'], createdAt, createdBy: 'test' });
  admin = made;
});
afterAll(async () => {
  await store.close();
  await new Promise((resolve) => jwks.close(resolve));
});

beforeEach(async () => {
  // Emptied first: a user who stays would keep what is known of their tokens.
  for (const text of [stringify({ groups: [] }), stringify(world)]) {
    const applied = await applyWorld(store, {
      files: [{ name: 'world.yaml', text }],
      prune: true,
      actor: 'test',
    });
    if ('errors' in applied) throw new Error(applied.errors.join('\n'));
  }
  [warnings, broken, changes] = [[], false, 0];
  serve({ maps });
});

/** Serves the API and SCIM with an issuer of which this is configured. */
function serve(more: object): void {
  const jwksUri = `http://127.0.0.1:${(jwks.address() as AddressInfo).port}/`;
  const config = configFile.parse({
    api: { issuers: [{ issuer, audience: 'scrim-api', jwksUri, ...more }] },
  });
  const watched: Store = {
    ...store,
    change: (...given) => {
      changes += 1;
      return broken
        ? Promise.reject(new Refusal('unavailable', 'the store cannot be reached'))
        : store.change(...given);
    },
  };
  const onFailure = () => undefined;
  const logger = { warn: (...given: unknown[]) => void warnings.push(given), info: () => undefined };
  const api = apiOf(config, watched, ports, { onFailure, logger });
  const scim = scimOf(config, watched, ports, onFailure);
  if (api === undefined || scim === undefined) throw new Error('one of them is not served');
  app = express().set('query parser', 'simple').disable('etag');
  app.use(apiBase, apiRoutes(api));
  app.use(scimBase, scimRoutes(scim));
}

const start = Math.floor(Date.now() / 1_000) - 1_000;
/** A token that was issued so many seconds after the first that there can be. */
const tokenAt = (at: number | undefined, claims: Readonly<Record<string, unknown>>) =>
  new SignJWT({
    iss: issuer,
    aud: 'scrim-api',
    exp: Math.floor(Date.now() / 1_000) + 3_600,
    preferred_username: 'ann',
    ...(at === undefined ? {} : { iat: start + at }),
    ...claims,
  })
    .setProtectedHeader({ alg: 'ES256', kid: 'one' })
    .sign(pair.privateKey);
const call = (path: string, bearer: string, method: 'get' | 'put' | 'delete' = 'get', base = apiBase) =>
  supertest(app)[method](`${base}${path}`).set('Authorization', `Bearer ${bearer}`);
const me = (bearer: string) => call('/me', bearer);
const show = async (at: number | undefined, claims: Readonly<Record<string, unknown>>) => {
  const { status } = await me(await tokenAt(at, claims));
  return status;
};
const userNow = async (name = 'ann') => {
  const { body, status } = await call(`/users/${name}`, admin);
  return status === 200 ? { groups: body.groups, attributes: body.attributes } : status;
};
const seesSource = async (userName = 'ann') => {
  const asked = { userName, dataSourceName: 's.d', at: new Date() };
  const { decision } = await decideFor(ports, asked, { for: 'view', client: 'test' });
  return decision.kind === 'open';
};
const inAnalysts = { groups: ['idp-analysts', 'something else'], regions: ['ASIA', 7] };

it('gives the user what the token says before the request is answered, and says who did', async () => {
  expect(await seesSource()).toBe(false);
  const token = await tokenAt(1, inAnalysts);
  const { body } = await call('/users/ann', token);
  expect([body.groups, body.attributes]).toEqual([
    ['own', 'analysts'],
    { own: ['x'], region: ['ASIA', '7'] },
  ]);
  expect(await seesSource()).toBe(true);
  const [last] = await store.history.list({ limit: 1 });
  expect(last).toMatchObject({ kind: 'user', key: 'ann', actor: `oidc ${issuer}` });
});

it('takes away what a newer token does not say, for the very next decision', async () => {
  await show(1, inAnalysts);
  expect(await seesSource()).toBe(true);
  expect(await show(2, { groups: ['something else'] })).toBe(200);
  expect(await seesSource()).toBe(false);
  expect(await userNow()).toEqual({ groups: ['own'], attributes: { own: ['x'] } });
});

it('learns nothing from a token that is older than the last, even one that changed nothing', async () => {
  await show(5, {});
  expect(await show(4, inAnalysts)).toBe(200);
  expect(await seesSource()).toBe(false);
  // The same for a replica, which has seen neither.
  serve({ maps });
  await show(4, inAnalysts);
  expect(await seesSource()).toBe(false);
  await show(6, inAnalysts);
  expect(await seesSource()).toBe(true);
});

it('applies a token once: what was taken away since is not given back by it', async () => {
  const token = await tokenAt(1, inAnalysts);
  await me(token);
  const { body, headers } = await call('/users/ann', admin);
  const version = String(headers['etag']);
  await call('/users/ann', admin, 'put')
    .set('If-Match', version)
    .send({ ...body, groups: [] })
    .expect(200);
  await me(token);
  serve({ maps });
  await me(token);
  expect(await seesSource()).toBe(false);
  await show(2, inAnalysts);
  expect(await seesSource()).toBe(true);
});

it('writes once for each token, and no revision where nothing differs', async () => {
  const token = await tokenAt(1, inAnalysts);
  for (let count = 0; count < 3; count += 1) await me(token);
  const revision = await store.revision();
  expect(changes).toBe(1);
  await show(2, inAnalysts);
  serve({ maps });
  await show(2, inAnalysts);
  expect([changes, await store.revision()]).toEqual([2, revision]);
});

it.each<[string, Readonly<Record<string, unknown>>]>([
  ['by reference', { _claim_names: { groups: 'src1' }, _claim_sources: { src1: { endpoint: 'https://x' } } }],
  ['by a mark', { hasgroups: true }],
])('leaves groups as they are where the provider left them out %s', async (_, claims) => {
  await show(1, inAnalysts);
  await show(2, { ...claims, regions: 'EUROPE' });
  await show(3, { ...claims, regions: 'EUROPE' });
  expect(await userNow()).toEqual({
    groups: ['own', 'analysts'],
    attributes: { own: ['x'], region: ['EUROPE'] },
  });
  const message =
    "a token of 'ann' lacks the claim 'groups' (the provider left it out): scrim left the groups unchanged";
  expect(warnings).toEqual([[{ issuer }, message]]);
});

it('leaves out a group that the world does not have, and says so once', async () => {
  await show(1, { groups: ['idp-missing', 'idp-stewards'] });
  await show(2, { groups: ['idp-missing', 'idp-stewards'] });
  expect(await userNow()).toMatchObject({ groups: ['own', 'stewards'] });
  expect(warnings).toEqual([[{ issuer }, "there is no group 'missing', so scrim adds nobody to it"]]);
});

it('accepts no user who does not exist, and creates no user unless configured to', async () => {
  const eve = { ...inAnalysts, preferred_username: 'eve' };
  const refused = await me(await tokenAt(1, eve));
  expect([refused.status, refused.body.detail]).toEqual([401, "there is no user 'eve' in scrim"]);
  expect([await userNow('eve'), changes]).toEqual([404, 0]);
  serve({ maps: { ...maps, create: true } });
  expect(await show(1, eve)).toBe(200);
  expect(await userNow('eve')).toEqual({ groups: ['analysts'], attributes: { region: ['ASIA', '7'] } });
  expect(await seesSource('eve')).toBe(true);
});

it('does not make a removed user again from a token of before', async () => {
  serve({ maps: { ...maps, create: true }, clockSkew: 0 });
  const eva = { ...inAnalysts, preferred_username: 'eva' };
  await show(1, eva);
  const { headers } = await call('/users/eva', admin);
  await call('/users/eva', admin, 'delete').set('If-Match', String(headers['etag'])).expect(204);
  expect([await show(2, eva), await userNow('eva')]).toEqual([401, 404]);
  serve({ maps: { ...maps, create: true }, clockSkew: 300 });
  // Issued later than the removal by the provider's clock, which is not ahead by more than it may.
  expect([await show(1_200, eva), await userNow('eva')]).toEqual([401, 404]);
});

it('believes nobody who is inactive, and changes nothing of them', async () => {
  const ida = { ...inAnalysts, preferred_username: 'ida' };
  expect([await show(1, ida), await userNow('ida'), changes]).toEqual([
    401,
    { groups: [], attributes: {} },
    0,
  ]);
});

it.each<[string, number | undefined, string]>([
  ['no time', undefined, "its tokens have no issue time (claim 'iat'), so scrim does not apply their claims"],
  ['a time to come', 9_000, "a token of 'ann' was issued in the future, so scrim does not apply its claims"],
])('learns nothing from a token with %s', async (_, at, message) => {
  expect([await show(at, inAnalysts), await show(at, inAnalysts), await seesSource()]).toEqual([
    200,
    200,
    false,
  ]);
  expect(warnings).toEqual([[{ issuer }, message]]);
});

it('answers nothing where the store cannot be written', async () => {
  broken = true;
  expect(await show(1, inAnalysts)).toBe(503);
  broken = false;
  expect([await show(1, inAnalysts), await seesSource()]).toEqual([200, true]);
});

it('refuses a token whose claims no user can have', async () => {
  const { status, body } = await me(await tokenAt(1, { regions: ['a\u0000'] }));
  expect([status, body.detail]).toEqual([
    401,
    "the bearer token's claims cannot be applied to user 'ann': attributes.region.0: text must be well-formed Unicode without control characters; this text contains U+0000",
  ]);
});

it('learns nothing without a mapping, nor at SCIM', async () => {
  serve({ roles: { admin: ['idp-analysts'] } });
  await show(1, inAnalysts);
  serve({ maps, roles: { admin: ['idp-analysts'] } });
  const { status } = await call('/Users', await tokenAt(1, inAnalysts), 'get', scimBase);
  expect([status, changes, await seesSource()]).toEqual([200, 0, false]);
});

it('keeps the time of the last token where SCIM neither shows nor overwrites it', async () => {
  await show(5, inAnalysts);
  const id = (await store.directory.idsOf('user', ['ann'])).get('ann') ?? '';
  const sent = { userName: 'ann', title: 'Analyst', 'urn:scrim:token-times': { [issuer]: 1 } };
  const { body } = await call(`/Users/${id}`, admin, 'put', scimBase)
    .type('application/scim+json')
    .send(JSON.stringify(sent))
    .buffer(true)
    .parse((stream, done) => {
      let text = '';
      stream.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      stream.on('end', () => done(null, JSON.parse(text)));
    });
  expect(body).toMatchObject({ userName: 'ann', title: 'Analyst' });
  expect(JSON.stringify(body)).not.toContain('token-times');
  expect(await store.directory.tokenTime('ann', issuer)).toBe(start + 5);
  const [entry] = await store.directory.list('user', { ids: [id] });
  expect(entry?.profile).toEqual({ title: 'Analyst' });
  await show(4, {});
  expect(await seesSource()).toBe(true);
});
