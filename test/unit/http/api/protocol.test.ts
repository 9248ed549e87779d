import { Validator } from '@seriousme/openapi-schema-validator';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { UnsecuredJWT } from 'jose';
import supertest from 'supertest';

import { openApiDocument } from '../../../../src/http/api/openapi.js';
import { bodyTypes } from '../../../../src/http/api/operation.js';
import { apiOperations } from '../../../../src/http/api/operations.js';
import { problems } from '../../../../src/http/api/problem.js';
import { apiService } from './api-service.js';
import type { ApiService, CallOptions } from './api-service.js';

let api: ApiService;
beforeAll(async () => {
  api = await apiService({
    groups: [{ name: 'eu' }],
    users: [{ name: 'ann', attributes: { a: ['1'], b: ['2'] } }],
  });
});
afterAll(() => api.close());

type Case = readonly [string, Parameters<ApiService['call']>[0], string, CallOptions, number, string, string];
const long = 'x'.repeat(21_000);

const cases: readonly Case[] = [
  [
    'nobody',
    'get',
    '/users',
    { key: null },
    401,
    'unauthenticated',
    "the request lacks a header 'Authorization: Bearer TOKEN'",
  ],
  [
    'a wrong key',
    'get',
    '/users',
    { key: 'scrim_x' },
    401,
    'unauthenticated',
    'the API key is unknown, expired or revoked',
  ],
  ['another path', 'get', '/nope', {}, 404, 'not-found', 'there is nothing at /api/v1/nope'],
  [
    'another method',
    'post',
    '/users/ann',
    { body: {} },
    405,
    'method-not-allowed',
    'this path does not support this method',
  ],
  [
    'another answer',
    'get',
    '/users',
    { headers: { Accept: 'text/html' } },
    406,
    'not-acceptable',
    'the answer is available as application/json only',
  ],
  [
    'a form',
    'post',
    '/users',
    { body: 'a=b', type: 'application/x-www-form-urlencoded' },
    415,
    'unsupported-media-type',
    'the body must be application/json, not application/x-www-form-urlencoded',
  ],
  ['no body', 'post', '/users', {}, 415, 'unsupported-media-type', 'the body must be application/json'],
  [
    'JSON for a patch',
    'patch',
    '/users/ann',
    { body: {}, type: 'application/json' },
    415,
    'unsupported-media-type',
    'the body must be application/merge-patch+json, not application/json',
  ],
  ['no JSON', 'post', '/users', { body: '{' }, 400, 'bad-request', 'the body is not JSON'],
  [
    'too much',
    'post',
    '/users',
    { body: { name: long } },
    413,
    'too-large',
    'the body must have at most 20000 bytes',
  ],
  [
    'another encoding',
    'post',
    '/users',
    { body: '{}', headers: { 'Content-Encoding': 'x' } },
    415,
    'unsupported-media-type',
    'the body must be UTF-8, in gzip, deflate, br or no encoding',
  ],
];

describe('a request with', () => {
  it.each(cases)(
    '%s is answered with what is wrong',
    async (_, method, path, options, status, name, detail) => {
      const response = await api.call(method, path, options);
      expect(response.body).toEqual({
        type: `/api/v1/problems/${name}`,
        title: problems[name as keyof typeof problems].title,
        status,
        detail,
        instance: `/api/v1${path}`,
      });
      expect(response.status).toBe(status);
    },
  );
});

it('answers nobody, and no bearer of somebody else, whatever is called', async () => {
  const foreign = new UnsecuredJWT({ iss: 'scrim', aud: 'scrim', client: 'trino', user: 'ann' }).encode();
  for (const { method, path, body } of apiOperations) {
    for (const key of [null, foreign]) {
      const options = { key, ...(body === undefined ? {} : { body: {}, type: bodyTypes[body.type] }) };
      const { status } = await api.call(method, path.replaceAll(/\{\w+\}/g, 'x'), options);
      expect([method, path, status]).toEqual([method, path, 401]);
    }
  }
});

it('says which methods a path has, and how to authenticate', async () => {
  expect((await api.call('post', '/users/ann', { body: {} })).headers['allow']).toBe(
    'GET, HEAD, PUT, PATCH, DELETE',
  );
  expect((await api.call('put', '/users', { body: {} })).headers['allow']).toBe('GET, HEAD, POST');
  expect((await api.call('get', '/users', { key: null })).headers['www-authenticate']).toBe(
    'Bearer realm="scrim"',
  );
  expect((await api.call('get', '/users', { key: 'scrim_x' })).headers['www-authenticate']).toMatch(
    /^Bearer realm="scrim", error="invalid_token"/,
  );
  expect((await api.call('head', '/users/ann')).headers['etag']).toMatch(/^"\d+"$/);
});

it('describes every kind of problem, without authentication', async () => {
  const { body } = await api.call('get', '/problems', { key: null });
  expect(body.items.map(({ type }: { type: string }) => type.replace('/api/v1/problems/', ''))).toEqual(
    Object.keys(problems),
  );
  for (const { type, title, status } of body.items) {
    const one = await api.call('get', String(type).replace('/api/v1', ''), { key: null });
    expect(one.body).toEqual({ type, title, status });
  }
  expect((await api.call('get', '/problems/none', { key: null })).status).toBe(404);
});

it('logs no key', async () => {
  const key = await api.keyFor(['user'], 'ann');
  await api.call('get', '/settings', { key });
  await api.call('get', '/users', { key: `${key.slice(0, -1)}A` });
  expect(
    JSON.stringify(
      api.failures.map((error) => (error instanceof Error ? [error.message, { ...error }] : error)),
    ),
  ).not.toContain(key.slice(22));
});

describe('an import', () => {
  const lines = (...values: readonly (object | string)[]) =>
    values.map((value) => (typeof value === 'string' ? value : JSON.stringify(value))).join('\n');
  const send = (what: string, body: string, key = api.admin) =>
    api.call('post', `/imports/${what}`, { body, type: 'application/x-ndjson', key });

  it('creates and replaces users, all at once', async () => {
    const { body } = await send(
      'users',
      lines(
        { name: 'u1' },
        '',
        { name: 'u2', groups: ['eu'] },
        { name: 'ann', attributes: { a: ['1'], b: ['2'] } },
      ),
    );
    expect(body).toMatchObject({ lines: 3, created: 2, changed: 0, unchanged: 1 });
    expect((await api.call('get', '/users/u2')).body).toEqual({ name: 'u2', groups: ['eu'], attributes: {} });
  });

  it('changes attributes, and leaves those that are not named', async () => {
    const { body } = await send('attributes', lines({ user: 'ann', attributes: { a: null, c: ['3', '4'] } }));
    expect(body).toMatchObject({ lines: 1, created: 0, changed: 1, unchanged: 0 });
    expect((await api.call('get', '/users/ann')).body.attributes).toEqual({ b: ['2'], c: ['3', '4'] });
  });

  it.each([
    [
      'users',
      [{ name: 'new' }, { name: 'x', groups: ['ue'] }, { nam: 'y' }],
      422,
      [{ line: 3, pointer: '/nam', message: "unknown key 'nam'; did you mean 'name'?" }],
    ],
    [
      'users',
      [{ name: 'new' }, { name: 'x', groups: ['ue'] }],
      422,
      [{ line: 2, pointer: '/groups/0', message: "there is no group 'ue'; did you mean 'eu'?" }],
    ],
    [
      'users',
      [{ name: 'new' }, '', { name: 'new' }],
      422,
      [{ line: 3, pointer: '/name', message: "user 'new' is duplicated; keep one (the other is in line 1)" }],
    ],
    [
      'attributes',
      [
        { user: 'ann', attributes: {} },
        { user: 'zoe', attributes: {} },
      ],
      422,
      [{ line: 2, pointer: '/user', message: "there is no user 'zoe'" }],
    ],
    ['users', [{ name: 'new' }, '{'], 400, 'line 2 is not JSON'],
    [
      'users',
      [...Array.from({ length: 51 }, (_, index) => ({ name: `n${index}` }))],
      413,
      'an import must have at most 50 lines',
    ],
    ['users', [{ name: long }], 413, 'an import must have at most 20000 bytes in a line; line 1 has more'],
    [
      'users',
      [{ name: 'x'.repeat(15_000) }, { name: 'y'.repeat(15_000) }, { name: 'z'.repeat(15_000) }],
      413,
      'an import must have at most 40000 bytes',
    ],
  ])('of %s does nothing when anything is wrong (%#)', async (what, values, status, expected) => {
    const { body } = await send(what, lines(...values));
    expect(body).toMatchObject({
      status,
      ...(typeof expected === 'string' ? { detail: expected } : { errors: expected }),
    });
    expect((await api.call('get', '/users/new')).status).toBe(404);
  });

  it('is only for who may change users', async () => {
    const key = await api.keyFor(['governor', 'owner', 'user'], 'ann');
    for (const what of ['users', 'attributes']) {
      expect((await send(what, lines({ name: 'x' }), key)).body).toMatchObject({ status: 403 });
    }
  });
});

describe('the document', () => {
  it('is valid OpenAPI 3.1', async () => {
    const { body } = await api.call('get', '/openapi.json', { key: null });
    expect(body).toEqual(JSON.parse(JSON.stringify(openApiDocument())));
    const validator = new Validator();
    const result = await validator.validate(body as Record<string, unknown>);
    expect([result.valid, result.errors, validator.version]).toEqual([true, undefined, '3.1']);
    expect(Object.keys(body.components.schemas)).toEqual(
      expect.arrayContaining(['User', 'UserInput', 'Condition', 'Problem']),
    );
  });

  it('says of each call who may make it', () => {
    const paths = openApiDocument()['paths'] as Readonly<
      Record<string, Readonly<Record<string, { readonly operationId: string; readonly description: string }>>>
    >;
    const calls = Object.values(paths).flatMap((path) => Object.values(path));
    const said = Object.fromEntries(calls.map(({ operationId, description }) => [operationId, description]));
    expect(calls.filter(({ description }) => !/^Who may: .*\.$/.test(description))).toEqual([]);
    expect(said).toMatchObject({
      getMe: 'Who may: everybody with a key or a token.',
      requestAccess: 'Who may: users with the role user, in their own name.',
      reviewColumns: 'Who may: an administrator or a governor.',
      createPolicy: 'Who may: an administrator or a governor or an owner of the data source.',
      createApiKey: 'Who may: an administrator.',
    });
  });

  it('has a page of its own that loads nothing from elsewhere', async () => {
    const page = await supertest(api.app).get('/api/v1/docs').expect(200);
    expect(page.headers['content-security-policy']).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    );
    const parts = [...page.text.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, part = '']) => part);
    expect(parts).toHaveLength(3);
    for (const part of parts) {
      expect(part).not.toMatch(/^(https?:)?\/\//);
      const { status, headers } = await supertest(api.app).get(`/api/v1/${part}`);
      expect([part, status, headers['x-content-type-options']]).toEqual([part, 200, 'nosniff']);
    }
    await supertest(api.app).get('/api/v1/docs/package.json').expect(401);
    await supertest(api.app).get('/api/v1/docs/').expect(308);
  });
});
