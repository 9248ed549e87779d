import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SignJWT, UnsecuredJWT, decodeJwt, exportJWK } from 'jose';

import type { IdentityConfig } from './config.js';
import { createGrant } from './grant.js';
import type { TokenRequest } from './grant.js';
import { createTokens } from './tokens.js';

const jwt = 'urn:ietf:params:oauth:token-type:jwt';
const idToken = 'urn:ietf:params:oauth:token-type:id_token';
const accessToken = 'urn:ietf:params:oauth:token-type:access_token';
const exchange = 'urn:ietf:params:oauth:grant-type:token-exchange';

const secret = randomBytes(24).toString('base64url');
const otherSecret = randomBytes(24).toString('base64url');
const lifetime = 600;
const grace = 300;
const provider = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const forger = generateKeyPairSync('ec', { namedCurve: 'P-256' });

let now = new Date('2026-01-01T00:00:00Z');
let jwks: Server;
let config: IdentityConfig;
let tokens: ReturnType<typeof createTokens>;
let grant: ReturnType<typeof createGrant>;

const request = (
  form: Readonly<Record<string, string | undefined>>,
  authorization?: string,
): TokenRequest => ({ form, authorization });
const unsigned = (claims: Readonly<Record<string, unknown>>) => new UnsecuredJWT({ ...claims }).encode();
const basic = (id: string, password: string) =>
  `Basic ${Buffer.from(`${id}:${password}`).toString('base64')}`;
const catalogToken = () => tokens.issue({ client: 'trino' });
const idTokenOf = (
  key: Parameters<SignJWT['sign']>[0],
  audience = 'trino',
  expires = true,
): Promise<string> => {
  const token = new SignJWT({ preferred_username: 'ann' })
    .setProtectedHeader({ alg: 'ES256', kid: 'k' })
    .setIssuer('https://idp.example')
    .setAudience(audience);
  return (expires ? token.setExpirationTime('10m') : token).sign(key);
};

beforeAll(async () => {
  const key = { ...(await exportJWK(provider.publicKey)), kid: 'k', alg: 'ES256' };
  jwks = createServer((_request, response) => {
    response.setHeader('Content-Type', 'application/json').end(JSON.stringify({ keys: [key] }));
  });
  await new Promise<void>((resolve) => jwks.listen(0, '127.0.0.1', resolve));
  config = {
    clients: [
      { id: 'trino', secret },
      { id: 'second', secret: otherSecret },
    ],
    issuers: [
      {
        issuer: 'https://idp.example',
        audience: 'trino',
        jwksUri: `http://127.0.0.1:${(jwks.address() as AddressInfo).port}/`,
        userClaim: 'preferred_username',
      },
    ],
    signingKey: randomBytes(32),
    tokenLifetime: lifetime,
    tokenGrace: grace,
  };
  tokens = createTokens(config, () => now);
  grant = createGrant(config, tokens);
});
afterAll(() => new Promise((resolve) => jwks.close(resolve)));

describe('client credentials', () => {
  it('gives a catalog its token', async () => {
    const answer = await grant(
      request({ grant_type: 'client_credentials', client_id: 'trino', client_secret: secret }),
    );
    expect(answer).toMatchObject({ token_type: 'bearer', expires_in: lifetime });
    expect(await tokens.verify(answer.access_token)).toEqual({ client: 'trino' });
  });

  it.each([
    ['a wrong secret', { client_id: 'trino', client_secret: 'x' }],
    ['an unknown client', { client_id: 'other', client_secret: secret }],
    ['no client', { client_secret: secret }],
  ])('refuses %s, without saying which it was', async (_, form) => {
    await expect(grant(request({ grant_type: 'client_credentials', ...form }))).rejects.toMatchObject({
      kind: 'unauthenticated',
      message: 'unknown client, or wrong client secret',
    });
  });
});

describe('token exchange', () => {
  it('believes the unsigned JWT of a catalog that proved who it is', async () => {
    const answer = await grant(
      request({
        grant_type: exchange,
        subject_token: unsigned({ sub: 'ann-cli', user: 'ann', source: 'cli' }),
        subject_token_type: jwt,
        actor_token: await catalogToken(),
      }),
    );
    expect(await tokens.verify(answer.access_token)).toEqual({ client: 'trino', user: 'ann' });
  });

  it.each([
    ['cli;project=spring campaign', 'spring campaign'],
    [';project=a=b', 'a=b'],
    ['cli;project=a;project=b', 'b'],
    ['cli;project=a;x=1', undefined],
    ['project=a', undefined],
    ['cli', undefined],
    [undefined, undefined],
    [7, undefined],
  ])('keeps the project that the source %j names, also through renewal', async (source, project) => {
    const { access_token } = await grant(
      request({
        grant_type: exchange,
        subject_token: unsigned({ user: 'ann', source }),
        subject_token_type: jwt,
        actor_token: await catalogToken(),
      }),
    );
    const content = { client: 'trino', user: 'ann', ...(project === undefined ? {} : { project }) };
    expect(await tokens.verify(access_token)).toEqual(content);
    const renewed = await grant(
      request({ grant_type: exchange, subject_token: access_token, subject_token_type: accessToken }),
    );
    expect(await tokens.verify(renewed.access_token)).toEqual(content);
  });

  it.each([
    ['', 'it must not be empty'],
    [' a', 'it must not begin or end with white space'],
    ['a\0', 'it must not contain control characters'],
    ['\ud800', 'it must be well-formed Unicode'],
  ])('refuses a source that names the project %j', async (name, why) => {
    const form = {
      grant_type: exchange,
      subject_token: unsigned({ user: 'ann', source: `cli;project=${name}` }),
      subject_token_type: jwt,
      actor_token: await catalogToken(),
    };
    await expect(grant(request(form))).rejects.toMatchObject({
      kind: 'invalid',
      message: `the project in the client's source is not valid: ${why}`,
    });
  });

  it('believes an ID token that a trusted issuer signed', async () => {
    const answer = await grant(
      request({
        grant_type: exchange,
        subject_token: await idTokenOf(provider.privateKey),
        subject_token_type: idToken,
        actor_token: await catalogToken(),
      }),
    );
    expect(await tokens.verify(answer.access_token)).toEqual({ client: 'trino', user: 'ann' });
  });

  const unproved = "the subject token's signature, audience or expiry is wrong";
  const subjects: readonly [string, () => string | Promise<string>, string][] = [
    ['unsigned', () => unsigned({ iss: 'https://idp.example', preferred_username: 'boss' }), unproved],
    ['signed by another', () => idTokenOf(forger.privateKey), unproved],
    ['for another audience', () => idTokenOf(provider.privateKey, 'x'), unproved],
    ['without expiry', () => idTokenOf(provider.privateKey, 'trino', false), unproved],
    [
      'of another issuer',
      () => unsigned({ iss: 'x' }),
      'the subject token is not from an issuer that scrim trusts',
    ],
    ['not a JWT', () => 'nonsense', 'the subject token is not a JWT'],
  ];
  it.each(subjects)('refuses an ID token that is %s', async (_, make, message) => {
    for (const type of [idToken, accessToken]) {
      await expect(
        grant(
          request({
            grant_type: exchange,
            subject_token: await make(),
            subject_token_type: type,
            actor_token: await catalogToken(),
          }),
        ),
      ).rejects.toMatchObject({ kind: 'unauthenticated', message });
    }
  });

  it('lets nobody but a catalog vouch', async () => {
    const subject = {
      subject_token: unsigned({ user: 'boss' }),
      subject_token_type: jwt,
      grant_type: exchange,
    };
    const person = await tokens.issue({ client: 'trino', user: 'ann' });
    await expect(grant(request({ ...subject, actor_token: person }))).rejects.toThrow(
      "a person's token cannot vouch for another person",
    );
    await expect(grant(request(subject))).rejects.toThrow("the token exchange lacks 'actor_token'");
    const forged = unsigned({ client: 'trino', iss: 'scrim', aud: 'scrim', exp: 9e9 });
    await expect(grant(request({ ...subject, actor_token: forged }))).rejects.toMatchObject({
      kind: 'unauthenticated',
    });
  });

  it.each([
    ['not a JWT', 'x.y', 'the subject token is not a JWT'],
    ['nobody', unsigned({ sub: 'ann' }), "the subject token has no user name in its claim 'user'"],
    ['an empty name', unsigned({ user: '' }), "the subject token has no user name in its claim 'user'"],
    ['a number', unsigned({ user: 7 }), "the subject token has no user name in its claim 'user'"],
    ...(
      [
        ['a name with a NUL', 'ann\0', 'it must not contain control characters'],
        ['a name with a line break', 'ann\nbob', 'it must not contain control characters'],
        ['a name with a control character of C1', 'ann\u0085x', 'it must not contain control characters'],
        ['half a character', 'ann\ud800', 'it must be well-formed Unicode'],
        ['a name that ends with a space', 'ann ', 'it must not begin or end with white space'],
        ['a long name', 'x'.repeat(257), 'it must have at most 256 characters'],
        [
          'a long name with a NUL',
          '\0'.repeat(10_000),
          'it must have at most 256 characters, it must not contain control characters',
        ],
      ] as const
    ).map(
      ([what, user, why]) =>
        [what, unsigned({ user }), `the subject token's claim 'user' is not a user name: ${why}`] as const,
    ),
  ])("refuses a catalog's subject token that names %s", async (_, subject, message) => {
    const form = {
      grant_type: exchange,
      subject_token: subject,
      subject_token_type: jwt,
      actor_token: await catalogToken(),
    };
    await expect(grant(request(form))).rejects.toMatchObject({ kind: 'invalid', message });
  });

  it('believes the longest name that a world can declare, of any script', async () => {
    const user = '\u{1F600}'.repeat(128);
    const { access_token } = await grant(
      request({
        grant_type: exchange,
        subject_token: unsigned({ user }),
        subject_token_type: jwt,
        actor_token: await catalogToken(),
      }),
    );
    expect(await tokens.verify(access_token)).toEqual({ client: 'trino', user });
  });

  it.each([
    [{ grant_type: undefined }, 'invalid', "the token request lacks 'grant_type'"],
    [
      { grant_type: 'password' },
      'unsupported',
      "grant type 'password' is not supported: use client_credentials or token exchange",
    ],
    [{ grant_type: exchange }, 'invalid', "the token exchange lacks 'subject_token'"],
    [{ grant_type: 'client_credentials' }, 'invalid', "the token request lacks 'client_secret'"],
  ])('refuses the form %j', async (form, kind, message) => {
    await expect(grant(request(form))).rejects.toMatchObject({ kind, message });
  });
});

describe('a token of one client in the hands of another', () => {
  /** How a client authenticates: by its secret in a header or the form, or by its own bearer. */
  const ways = (client: string, itsSecret: string) =>
    [
      async () => ({ authorization: basic(client, itsSecret), form: {} }),
      async () => ({ authorization: undefined, form: { client_id: client, client_secret: itsSecret } }),
      async () => ({ authorization: `Bearer ${await tokens.issue({ client })}`, form: {} }),
    ] as const;
  const send = async (way: ReturnType<typeof ways>[number] | undefined, form: object) => {
    const { authorization, form: credentials = {} } = (await way?.()) ?? {};
    return grant(request({ grant_type: exchange, ...credentials, ...form }, authorization));
  };

  it.each([0, 1, 2])('vouches for nobody (%d)', async (index) => {
    for (const [type, subject] of [
      [jwt, unsigned({ user: 'ann' })],
      [idToken, await idTokenOf(provider.privateKey)],
    ] as const) {
      const form = { subject_token: subject, subject_token_type: type, actor_token: await catalogToken() };
      await expect(send(ways('second', otherSecret)[index], form)).rejects.toMatchObject({
        kind: 'unauthenticated',
        message: 'the actor token was issued to another client',
      });
      const { access_token: own } = await send(ways('trino', secret)[index], form);
      expect(await tokens.verify(own)).toEqual({ client: 'trino', user: 'ann' });
    }
  });

  it.each([0, 1, 2])('is not renewed (%d)', async (index) => {
    const form = {
      subject_token: await tokens.issue({ client: 'trino', user: 'ann' }),
      subject_token_type: accessToken,
    };
    await expect(send(ways('second', otherSecret)[index], form)).rejects.toMatchObject({
      kind: 'unauthenticated',
      message: 'the subject token was issued to another client',
    });
    const { access_token: own } = await send(ways('trino', secret)[index], form);
    expect(await tokens.verify(own)).toEqual({ client: 'trino', user: 'ann' });
  });

  it('is refused beside a credential that cannot be believed', async () => {
    const form = {
      grant_type: exchange,
      subject_token: unsigned({ user: 'ann' }),
      subject_token_type: jwt,
      actor_token: await catalogToken(),
    };
    for (const authorization of [basic('trino', 'x'), 'Bearer x.y.z']) {
      await expect(grant(request(form, authorization))).rejects.toMatchObject({ kind: 'unauthenticated' });
    }
  });
});

describe('renewal', () => {
  const renew = (token: string, authorization?: string) =>
    grant(
      request({ grant_type: exchange, subject_token: token, subject_token_type: accessToken }, authorization),
    );

  it('takes a token that is still believed, and an expired one with the credential of its client', async () => {
    const token = await tokens.issue({ client: 'trino', user: 'ann' });
    expect(await tokens.verify((await renew(token)).access_token)).toEqual({ client: 'trino', user: 'ann' });

    const before = now;
    now = new Date(before.getTime() + (lifetime + grace + 1) * 1000);
    await expect(tokens.verify(token)).rejects.toThrow('the bearer token has expired: request a new one');
    await expect(renew(token)).rejects.toThrow('the bearer token has expired: request a new one');
    const { access_token: renewed } = await renew(token, basic('trino', secret));
    expect(await tokens.verify(renewed)).toEqual({ client: 'trino', user: 'ann' });
    await expect(renew(token, basic('trino', 'x'))).rejects.toThrow('unknown client, or wrong client secret');
    now = before;
  });

  it('believes a token for a while after its end, since Trino tries only once to renew it', async () => {
    const before = now;
    const { access_token: token, expires_in: told } = await grant(
      request({ grant_type: 'client_credentials', client_id: 'trino', client_secret: secret }),
    );
    expect(told).toBe(lifetime);
    expect(decodeJwt(token).exp).toBe(before.getTime() / 1000 + lifetime);
    for (const [seconds, believed] of [
      [lifetime + grace - 1, true],
      [lifetime + grace, false],
    ] as const) {
      now = new Date(before.getTime() + seconds * 1000);
      // Another reader has not seen it before.
      for (const reader of [tokens, createTokens(config, () => now)]) {
        const reading = reader.verify(token).then(
          () => true,
          () => false,
        );
        expect(await reading).toBe(believed);
      }
    }
    now = before;
  });

  it('takes no token of a client that is no longer configured', async () => {
    const token = await tokens.issue({ client: 'trino', user: 'ann' });
    const others = createTokens({ ...config, clients: [{ id: 'other', secret }] }, () => now);
    await expect(others.verify(token)).rejects.toMatchObject({
      kind: 'unauthenticated',
      message: 'the bearer token belongs to a client that is no longer configured',
    });
  });

  it('takes no token that somebody else signed, whatever comes with it', async () => {
    const other = createTokens({ ...config, signingKey: randomBytes(32) }, () => now);
    const forged = await other.issue({ client: 'trino', user: 'boss' });
    await expect(renew(forged, basic('trino', secret))).rejects.toThrow(
      'the bearer token was not signed by this scrim',
    );
  });
});
