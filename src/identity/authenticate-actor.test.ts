import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SignJWT, exportJWK, generateKeyPair } from 'jose';
import type { JWTPayload } from 'jose';

import { createActorCheck } from './authenticate-actor.js';
import type { ApiIssuer } from './authenticate-actor.js';

const issuer = 'https://idp.example.com/realms/a';
let jwks: Server;
let check: ReturnType<typeof createActorCheck>;
let pair: Awaited<ReturnType<typeof generateKeyPair>>;
let settings: ApiIssuer;

beforeAll(async () => {
  pair = await generateKeyPair('ES256');
  const key = { ...(await exportJWK(pair.publicKey)), kid: 'one', alg: 'ES256' };
  jwks = createServer((_request, response) => {
    response.setHeader('Content-Type', 'application/json').end(JSON.stringify({ keys: [key] }));
  });
  await new Promise<void>((resolve) => jwks.listen(0, '127.0.0.1', resolve));
  settings = {
    issuer,
    audience: 'scrim-api',
    jwksUri: `http://127.0.0.1:${(jwks.address() as AddressInfo).port}/`,
    userClaim: 'preferred_username',
    groupsClaim: 'groups',
    clockSkew: 30,
    roles: { admin: ['scrim-admins'], governor: ['stewards', 'privacy'] },
  };
  check = createActorCheck({ keys: noKeys, issuers: [settings], now: () => new Date() });
});
afterAll(() => new Promise((resolve) => jwks.close(resolve)));

const noKeys = { find: () => Promise.resolve(undefined), used: () => Promise.resolve() };

const seconds = () => Math.floor(Date.now() / 1000);
const claims = (more: Readonly<Record<string, unknown>> = {}): JWTPayload => ({
  iss: issuer,
  aud: 'scrim-api',
  exp: seconds() + 60,
  preferred_username: 'ann',
  ...more,
});
const sign = (
  payload: JWTPayload,
  key: (typeof pair)['privateKey'] | Uint8Array = pair.privateKey,
  alg = 'ES256',
) => new SignJWT(payload).setProtectedHeader({ alg, kid: 'one' }).sign(key);

describe('a token of a trusted provider', () => {
  it.each([
    ['nothing', {}, ['user']],
    ['groups that are mapped', { groups: ['privacy', 'x'] }, ['governor', 'user']],
    ['one group as text', { groups: 'scrim-admins' }, ['admin', 'user']],
    ['groups that are not', { groups: ['admin', 'governor'] }, ['user']],
    ['a role of its own', { roles: ['admin'] }, ['user']],
  ])('with %s gives roles', async (_, more, roles) => {
    const actor = await check(`Bearer ${await sign(claims(more))}`);
    expect({ ...actor, roles: [...actor.roles] }).toEqual({ name: 'ann', user: 'ann', roles });
  });

  it('may be as late as the clocks may differ', async () => {
    const actor = await check(`Bearer ${await sign(claims({ exp: seconds() - 20 }))}`);
    expect(actor.user).toBe('ann');
  });

  const wrong = "the bearer token's signature, audience or expiry is wrong";
  it.each([
    ['for somebody else', () => sign(claims({ aud: 'other' })), wrong],
    ['that has expired', () => sign(claims({ exp: seconds() - 40 })), wrong],
    ['without an end', () => sign(claims({ exp: undefined })), wrong],
    [
      'of another issuer',
      () => sign(claims({ iss: 'https://other.example.com' })),
      'the bearer token is not from an issuer that scrim trusts',
    ],
    ['signed by another', async () => sign(claims(), (await generateKeyPair('ES256')).privateKey), wrong],
    ['signed with a shared secret', () => sign(claims(), new Uint8Array(32), 'HS256'), wrong],
    [
      'that names nobody',
      () => sign(claims({ preferred_username: undefined })),
      "the bearer token has no user name in its claim 'preferred_username'",
    ],
    ['that is none', () => Promise.resolve('abc'), 'the bearer token is not a JWT'],
  ])('is not believed %s', async (_, token, message) => {
    await expect(check(`Bearer ${await token()}`)).rejects.toMatchObject({
      kind: 'unauthenticated',
      message,
    });
  });

  it('cannot be judged without the keys of its provider', async () => {
    const unreachable = createActorCheck({
      keys: noKeys,
      issuers: [{ ...settings, jwksUri: 'http://127.0.0.1:1/' }],
      now: () => new Date(),
    });
    await expect(unreachable(`Bearer ${await sign(claims())}`)).rejects.toMatchObject({
      kind: 'unavailable',
      message: `the keys of ${issuer} cannot be read now`,
    });
  });
});

it.each([undefined, 'Basic eDp5', 'Bearer', 'Bearer a b'])('wants a bearer, and not %s', async (header) => {
  await expect(check(header)).rejects.toMatchObject({
    kind: 'unauthenticated',
    message: "the request lacks a header 'Authorization: Bearer TOKEN'",
  });
});
