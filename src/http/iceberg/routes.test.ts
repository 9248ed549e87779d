import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SignJWT, UnsecuredJWT } from 'jose';
import supertest from 'supertest';

import {
  credentialForm,
  exchangeForm,
  memoryService,
  tokenLifetime,
  tokenPath,
} from '../../../test/unit/http/memory-service.js';
import type { MemoryService } from '../../../test/unit/http/memory-service.js';
import { changing, endpoints, reading } from './operations.js';

const source = (schema: string, name: string) => ({
  schema,
  name,
  table: `tpch.tiny.${name}`,
  columns: [{ name: 'regionkey', type: 'bigint' }],
});
const world = {
  settings: { definer: 'scrim_owner' },
  users: [{ name: 'ann', attributes: { region: ['3'] } }, { name: "o'hara" }, { name: 'nil' }],
  dataSources: [
    {
      ...source('geo', 'nation'),
      comment: 'Nations',
      columns: [
        { name: 'name', type: 'varchar(25)', comment: 'in English' },
        { name: 'regionkey', type: 'bigint' },
      ],
    },
    source('geo', 'region'),
    source('geo', 'zone'),
    source('sales', 'orders'),
    source('secret', 'supplier'),
    source('geo', 'hidden'),
  ],
  subscriptions: [
    ...['geo.nation', 'geo.region', 'geo.zone', 'sales.orders'].map((dataSource) => ({
      dataSource,
      subscriber: { user: 'ann' },
    })),
    { dataSource: 'geo.region', subscriber: { user: "o'hara" } },
  ],
  policies: [
    {
      name: 'own region',
      dataSource: 'geo.nation',
      rules: [{ rows: { column: { name: 'regionkey' }, in: { attribute: 'region' } } }],
    },
  ],
};

let service: MemoryService;
let ann: string;

beforeAll(async () => {
  service = await memoryService(world);
  ann = await service.tokenOf('ann');
});
afterAll(() => service.close());

type Method = 'get' | 'head' | 'post' | 'put' | 'delete';
const ask = (path: string, token = ann, method: Method = 'get') =>
  supertest(service.app)[method](path).set('Authorization', `Bearer ${token}`);
const problem = (code: number, type: string, message: string) => ({ error: { message, type, code } });
const noView = (name: string) => problem(404, 'NoSuchViewException', `view '${name}' does not exist`);
const noSchema = (name: string) =>
  problem(404, 'NoSuchNamespaceException', `schema '${name}' does not exist`);

describe('GET /v1/config', () => {
  it('tells a catalog what scrim answers', async () => {
    const { status, body } = await ask('/v1/config?warehouse=x', await service.catalogToken());
    expect(status).toBe(200);
    expect(body).toEqual({ defaults: {}, overrides: {}, endpoints });
  });
});

describe('the token endpoint', () => {
  const send = (form: object | string) => supertest(service.app).post(tokenPath).type('form').send(form);

  it('gives tokens that nobody may keep', async () => {
    const { status, body, headers } = await send(credentialForm);
    expect(status).toBe(200);
    expect(headers['cache-control']).toBe('no-store');
    expect(body).toEqual({
      access_token: expect.any(String),
      issued_token_type: 'urn:ietf:params:oauth:token-type:access_token',
      token_type: 'bearer',
      expires_in: tokenLifetime,
    });
  });

  const unsupported = "grant type 'password' is not supported: use client_credentials or token exchange";
  it.each<[string, object | string, number, string, string]>([
    [
      'a wrong secret',
      { ...credentialForm, client_secret: 'x' },
      401,
      'invalid_client',
      'unknown client, or wrong client secret',
    ],
    ['another grant', { grant_type: 'password' }, 400, 'unsupported_grant_type', unsupported],
    ['an empty form', {}, 400, 'invalid_request', "the token request lacks 'grant_type'"],
    [
      'a field that is given twice',
      'grant_type=client_credentials&grant_type=password',
      400,
      'invalid_request',
      "'grant_type' must be given once",
    ],
    [
      'a grant whose name would break out of a description',
      { grant_type: 'a"\\\r\n\u00e9\u{1F600}' },
      400,
      'unsupported_grant_type',
      "grant type 'a??????' is not supported: use client_credentials or token exchange",
    ],
    [
      'a form that is too long',
      `scope=${'x'.repeat(70_000)}`,
      400,
      'invalid_request',
      'a token request must have at most 64 KiB',
    ],
    [
      'a form of too many fields',
      'a&'.repeat(2_000),
      400,
      'invalid_request',
      'the request cannot be read: too many parameters',
    ],
  ])('refuses %s', async (_, form, status, error, error_description) => {
    const response = await send(form);
    expect([response.status, response.body]).toEqual([status, { error, error_description }]);
    expect(response.headers['cache-control']).toBe('no-store');
    expect(response.headers['www-authenticate']).toBe(
      status === 401 ? 'Basic realm="scrim", charset="UTF-8"' : undefined,
    );
  });

  const formType = 'application/x-www-form-urlencoded';
  const noForm = `the Content-Type of a token request must be ${formType}`;
  it.each<[string, Record<string, string>, unknown]>([
    ['JSON', { 'Content-Type': 'application/json' }, noForm],
    ['broken JSON', { 'Content-Type': 'application/json; charset=x' }, noForm],
    ['a form of several parts', { 'Content-Type': 'multipart/form-data; boundary=x' }, noForm],
    ['a body of no known type', { 'Content-Type': 'x' }, noForm],
    [
      'a form in another character set',
      { 'Content-Type': `${formType}; charset=utf-16` },
      'the request cannot be read: unsupported charset ?UTF-16?',
    ],
    [
      'a form in a compression that nobody knows',
      { 'Content-Type': formType, 'Content-Encoding': 'x' },
      'the request cannot be read: unsupported content encoding ?x?',
    ],
    [
      'a form that is said to be compressed',
      { 'Content-Type': formType, 'Content-Encoding': 'gzip' },
      expect.stringMatching(/^the request cannot be read: /),
    ],
  ])('refuses %s', async (_, headers, error_description) => {
    const { status, body } = await supertest(service.app)
      .post(tokenPath)
      .set(headers)
      .serialize((text) => text)
      .send('{"grant_type":');
    expect([status, body]).toEqual([400, { error: 'invalid_request', error_description }]);
  });

  it('refuses a request without a body', async () => {
    const { status, body } = await supertest(service.app).post(tokenPath);
    expect([status, body]).toEqual([400, { error: 'invalid_request', error_description: noForm }]);
  });

  it.each([
    ['no JWT', 'x.y.z', 'the subject token is not a JWT'],
    [
      'a JWT that names nobody',
      new UnsecuredJWT({ sub: 'ann' }).encode(),
      "the subject token has no user name in its claim 'user'",
    ],
    [
      'a JWT that names whom no store can hold',
      new UnsecuredJWT({ user: 'ann\0' }).encode(),
      "the subject token's claim 'user' is not a user name: it must not contain control characters",
    ],
  ])('refuses %s as a subject', async (_, subject, error_description) => {
    const { status, body } = await send(exchangeForm(subject, await service.catalogToken()));
    expect([status, body]).toEqual([400, { error: 'invalid_request', error_description }]);
  });

  it('refuses an actor who is no catalog', async () => {
    const subject = new UnsecuredJWT({ user: 'ann' }).encode();
    const { status, body } = await send(exchangeForm(subject, subject));
    expect([status, body.error]).toEqual([401, 'invalid_client']);
  });
});

describe('a bearer that cannot be believed', () => {
  const lacks = "the request lacks a header 'Authorization: Bearer TOKEN'";
  const claims = { client: 'trino', user: 'ann', iss: 'scrim', aud: 'scrim', exp: 9e9 };
  const signed = () =>
    new SignJWT(claims).setProtectedHeader({ alg: 'HS256' }).sign(Buffer.from('k'.repeat(32)));
  const bearers: readonly [string, () => Promise<string | undefined>, string][] = [
    ['none', async () => undefined, lacks],
    ['of another scheme', async () => `Basic ${ann}`, lacks],
    ['followed by more', async () => `Bearer ${ann} x`, lacks],
    ['no JWT', async () => 'Bearer x', 'the bearer token is not a signed JWT'],
    [
      'unsigned',
      async () => `Bearer ${new UnsecuredJWT(claims).encode()}`,
      'the bearer token is not signed with HS256',
    ],
    [
      'signed by another',
      async () => `Bearer ${await signed()}`,
      'the bearer token was not signed by this scrim',
    ],
  ];
  const paths: readonly [Method, string][] = [
    ['get', '/v1/config'],
    ['get', '/v1/namespaces'],
    ['get', '/v1/namespaces/geo'],
    ['get', '/v1/namespaces/geo/tables'],
    ['get', '/v1/namespaces/geo/tables/t'],
    ['get', '/v1/namespaces/geo/views'],
    ['get', '/v1/namespaces/geo/views/nation'],
    ['post', '/v1/namespaces'],
    ['get', '/v1/nonsense'],
  ];
  it.each(bearers)('is refused everywhere: %s', async (_, header, message) => {
    const authorization = await header();
    for (const [method, path] of paths) {
      const request = supertest(service.app)[method](path);
      const { status, body, headers } = await (authorization === undefined
        ? request
        : request.set('Authorization', authorization));
      expect([path, status, body]).toEqual([path, 401, problem(401, 'NotAuthorizedException', message)]);
      expect(headers['www-authenticate']).toBe(
        authorization?.startsWith('Bearer ')
          ? `Bearer realm="scrim", error="invalid_token", error_description="${message}"`
          : 'Bearer realm="scrim"',
      );
    }
  });

  it('is refused once it has expired', async () => {
    const before = service.clock.now;
    const token = await service.tokenOf('ann');
    await ask('/v1/namespaces', token).expect(200);
    service.clock.now = new Date(before.getTime() + (tokenLifetime + 1) * 1000);
    const { status, body } = await ask('/v1/namespaces', token);
    service.clock.now = before;
    expect(status).toBe(401);
    expect(body).toEqual(
      problem(401, 'NotAuthorizedException', 'the bearer token has expired: request a new one'),
    );
  });

  it.each(paths.slice(1, -2))('is refused when it names no person: %s %s', async (_, path) => {
    const { status, body } = await ask(path, await service.catalogToken());
    expect(status).toBe(403);
    expect(body).toEqual(
      problem(
        403,
        'ForbiddenException',
        'this token names a catalog and no person: set iceberg.rest-catalog.session=USER in the catalog file, so that Trino sends the user name',
      ),
    );
  });
});

describe('lists', () => {
  const views = (...names: string[]) => names.map((name) => ({ namespace: ['geo'], name }));
  const page = (name: string) => Buffer.from(name).toString('base64url');

  it.each<[string, object]>([
    ['/v1/namespaces', { namespaces: [['geo'], ['sales']], 'next-page-token': null }],
    ['/v1/namespaces?pageToken=', { namespaces: [['geo'], ['sales']], 'next-page-token': null }],
    ['/v1/namespaces?parent=', { namespaces: [['geo'], ['sales']], 'next-page-token': null }],
    ['/v1/namespaces?parent=geo', { namespaces: [], 'next-page-token': null }],
    ['/v1/namespaces?pageToken=&pageSize=1', { namespaces: [['geo']], 'next-page-token': page('geo') }],
    [
      `/v1/namespaces?pageToken=${page('geo')}&pageSize=1`,
      { namespaces: [['sales']], 'next-page-token': null },
    ],
    ['/v1/namespaces/geo', { namespace: ['geo'], properties: {} }],
    ['/v1/namespaces/geo/tables?pageToken=', { identifiers: [], 'next-page-token': null }],
    ['/v1/namespaces/geo/views', { identifiers: views('nation', 'region', 'zone'), 'next-page-token': null }],
    [
      '/v1/namespaces/geo/views?pageSize=1',
      { identifiers: views('nation', 'region', 'zone'), 'next-page-token': null },
    ],
  ])('GET %s', async (path, expected) => {
    const { status, body } = await ask(path);
    expect([status, body]).toEqual([200, expected]);
  });

  it.each([1, 2, 3, 1_000])('are whole in pages of %d', async (size) => {
    const found: string[] = [];
    let token: string | null = '';
    let pages = 0;
    while (token !== null) {
      const { body }: supertest.Response = await ask(
        `/v1/namespaces/geo/views?pageSize=${size}&pageToken=${token}`,
      ).expect(200);
      found.push(...body.identifiers.map(({ name }: { name: string }) => name));
      token = body['next-page-token'];
      pages += 1;
    }
    expect(found).toEqual(['nation', 'region', 'zone']);
    expect(pages).toBe(Math.ceil(3 / size));
  });

  it.each([
    ['pageToken=%21', "'pageToken' is not a token of scrim: '!'"],
    ['pageToken=_w', "'pageToken' is not a token of scrim: '_w'"],
    ['pageToken=&pageSize=0', "'pageSize' must be a whole number from 1, not '0'"],
    ['pageSize=x', "'pageSize' must be a whole number from 1, not 'x'"],
    ['pageSize=', "'pageSize' must be a whole number from 1, not ''"],
    ['pageToken=&pageToken=', "'pageToken' must be given once"],
  ])('refuse ?%s', async (query, message) => {
    for (const path of ['/v1/namespaces', '/v1/namespaces/geo/views']) {
      const { status, body } = await ask(`${path}?${query}`);
      expect([status, body]).toEqual([400, problem(400, 'BadRequestException', message)]);
    }
  });

  it('are empty for whoever has nothing', async () => {
    for (const user of ['nil', 'unknown']) {
      const { body } = await ask('/v1/namespaces', await service.tokenOf(user)).expect(200);
      expect(body).toEqual({ namespaces: [], 'next-page-token': null });
    }
  });
});

describe('names in paths', () => {
  const odd = [
    'my space',
    'a+b',
    '50%',
    '%2b',
    'a/b',
    "it's",
    'say "hi"',
    'a?b#c',
    'a&b=c',
    'a\\b;c',
    'straße',
    '日本 東京',
    '😀',
  ];
  let named: MemoryService;
  let token: string;
  beforeAll(async () => {
    const dataSources = odd.flatMap((name, index) => [
      { ...source('geo', name), table: `tpch.tiny.a${index}` },
      { ...source(name, 'nation'), table: `tpch.tiny.b${index}` },
    ]);
    const subscriber = { user: 'ann' };
    named = await memoryService({
      ...world,
      policies: [],
      dataSources,
      subscriptions: dataSources.map(({ schema, name }) => ({ dataSource: `${schema}.${name}`, subscriber })),
    });
    token = await named.tokenOf('ann');
  });
  afterAll(() => named.close());

  /** As Java's `URLEncoder` does, by which Iceberg's clients encode each part. */
  const form = (name: string) => new URLSearchParams([['', name]]).toString().slice(1);
  const spellings = [form, encodeURIComponent];

  it.each(odd)('are read as forms and as URIs write them: %s', async (name) => {
    for (const encode of spellings) {
      const get = (path: string, method: Method = 'get') =>
        supertest(named.app)[method](`/v1/namespaces/${path}`).set('Authorization', `Bearer ${token}`);
      const schema = await get(encode(name)).expect(200);
      expect(schema.body).toEqual({ namespace: [name], properties: {} });
      const views = await get(`${encode(name)}/views?pageToken=`).expect(200);
      expect(views.body.identifiers).toEqual([{ namespace: [name], name: 'nation' }]);
      await get(`${encode(name)}/tables`).expect(200);
      await get(`${encode(name)}/views/nation`, 'head').expect(204);
      const view = await get(`geo/views/${encode(name)}`).expect(200);
      expect(view.body.metadata.versions[0]['default-namespace']).toEqual(['geo']);
      await supertest(named.app)
        .get(`/v1/namespaces?parent=${encode(name)}`)
        .set('Authorization', `Bearer ${token}`)
        .expect(200);
    }
  });

  it('have a plus only where it is encoded', async () => {
    const missing = await supertest(named.app)
      .get('/v1/namespaces/a+b/views')
      .set('Authorization', `Bearer ${token}`);
    expect([missing.status, missing.body]).toEqual([404, noSchema('a b')]);
  });
});

describe('what does not exist', () => {
  const noTable = (name: string) =>
    problem(404, 'NoSuchTableException', `there is no table '${name}': scrim has views only`);

  it.each<[string, object]>([
    ['/v1/namespaces?parent=secret', noSchema('secret')],
    ['/v1/namespaces?parent=geo%1Fsub', noSchema('geo\u001fsub')],
    ['/v1/namespaces/secret', noSchema('secret')],
    ['/v1/namespaces/GEO', noSchema('GEO')],
    ['/v1/namespaces/geo.sub', noSchema('geo.sub')],
    ['/v1/namespaces/geo%1Fsub', noSchema('geo\u001fsub')],
    ['/v1/namespaces/secret/tables', noSchema('secret')],
    ['/v1/namespaces/secret/views', noSchema('secret')],
    ['/v1/namespaces/geo/tables/nation', noTable('nation')],
    ['/v1/namespaces/geo/tables/nation?snapshots=all', noTable('nation')],
    ['/v1/namespaces/secret/tables/supplier', noTable('supplier')],
    ['/v1/namespaces/geo/views/missing', noView('geo.missing')],
    ['/v1/namespaces/geo/views/hidden', noView('geo.hidden')],
    ['/v1/namespaces/secret/views/supplier', noView('secret.supplier')],
    ['/v1/namespaces/geo/views/Nation', noView('geo.Nation')],
    ['/v1/namespaces/geo/views/nation.x', noView('geo.nation.x')],
    ['/v1/namespaces/geo.nation/views/x', noView('geo.nation.x')],
    ['/v1/namespaces/geo%1Fx/views/nation', noView('geo\u001fx.nation')],
    ['/v1/namespaces/geo/views/a%2Fb', noView('geo.a/b')],
  ])('is not found: %s', async (path, expected) => {
    const { status, body } = await ask(path);
    expect([status, body]).toEqual([404, expected]);
    if (path.includes('?parent')) return;
    const head = await ask(path, ann, 'head');
    expect([head.status, head.text]).toEqual([404, undefined]);
  });

  it('is answered as what is hidden, to the byte', async () => {
    const empty = await memoryService({ users: world.users });
    const token = await empty.tokenOf('ann');
    for (const path of ['/v1/namespaces/geo/views/hidden', '/v1/namespaces/secret/views']) {
      const hidden = await ask(path);
      const missing = await supertest(empty.app).get(path).set('Authorization', `Bearer ${token}`);
      expect(hidden.text).toBe(missing.text);
      const headersOf = ({ headers }: supertest.Response) => ({ ...headers, date: '' });
      expect(headersOf(hidden)).toEqual(headersOf(missing));
    }
    await empty.close();
  });
});

describe('a view', () => {
  it.each(['/v1/namespaces/geo', '/v1/namespaces/geo/views/nation'])('is there: HEAD %s', async (path) => {
    const { status, text } = await ask(path, ann, 'head');
    expect([status, text]).toEqual([204, undefined]);
  });

  it('is made for who asks', async () => {
    const { status, body } = await ask('/v1/namespaces/geo/views/nation');
    expect(status).toBe(200);
    const at = service.clock.now.getTime();
    expect(body).toEqual({
      'metadata-location': 'scrim:///geo/nation/metadata',
      metadata: {
        'view-uuid': expect.stringMatching(
          /^[\da-f]{8}-[\da-f]{4}-8[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/,
        ),
        'format-version': 1,
        location: 'scrim:///geo/nation',
        schemas: [
          {
            type: 'struct',
            'schema-id': 0,
            fields: [
              { id: 1, name: 'name', required: false, type: 'string', doc: 'in English' },
              { id: 2, name: 'regionkey', required: false, type: 'long' },
            ],
          },
        ],
        'current-version-id': 1,
        versions: [
          {
            'version-id': 1,
            'timestamp-ms': at,
            'schema-id': 0,
            summary: {},
            'default-namespace': ['geo'],
            representations: [{ type: 'sql', sql: expect.any(String), dialect: 'trino' }],
          },
        ],
        'version-log': [{ 'version-id': 1, 'timestamp-ms': at }],
        properties: { comment: 'Nations', 'trino.run-as-owner': 'scrim_owner' },
      },
      config: {},
    });
    expect(body.metadata.versions[0].representations[0].sql).toBe(
      [
        'SELECT name, regionkey',
        'FROM tpch.tiny.nation',
        'WHERE',
        '  if(',
        "    current_user = 'ann',",
        '    TRUE,',
        "    CAST(fail('this view was generated for another user') AS boolean)",
        '  )',
        '  AND regionkey = 3',
      ].join('\n'),
    );
  });

  it('differs between people in its guard only where the same is shown', async () => {
    const path = '/v1/namespaces/geo/views/region';
    const sqlFor = async (user: string) =>
      (await ask(path, await service.tokenOf(user)).expect(200)).body.metadata.versions[0].representations[0]
        .sql;
    const sql = await sqlFor('ann');
    expect(await sqlFor("o'hara")).toBe(sql.replace("'ann'", "'o''hara'"));
  });
});

describe('calls that scrim does not serve', () => {
  const policies = "scrim's views are made from policies: change the policies, not the catalog";
  const files = 'scrim has views only: there are no table files to read';
  const unknown =
    'unknown call: the Iceberg REST catalog API does not define it, or scrim does not support it';
  const filled = (path: string) => path.replace(/:(\w+)/g, (_, name) => (name === 'namespace' ? 'geo' : 'x'));
  const cases: readonly (readonly [Method, string, string])[] = [
    ...changing.map(({ method, path }) => [method, filled(path), policies] as const),
    ...reading.map(({ method, path }) => [method, filled(path), files] as const),
    ['get', '/v1/nonsense', unknown],
    ['get', '/v1', unknown],
    ['put', '/v1/namespaces/geo', unknown],
    ['get', '/v1/oauth/tokens', unknown],
    ['get', '/v1/prefix/namespaces', unknown],
  ];
  it.each(cases)('%s %s', async (method, path, why) => {
    for (const token of [ann, await service.catalogToken()]) {
      const { status, body } = await ask(`${path}?a=b`, token, method);
      const message = `${method.toUpperCase()} ${path}: ${why}`;
      expect([status, body]).toEqual([501, problem(501, 'UnsupportedOperationException', message)]);
      expect(service.failures.at(-1)).toMatchObject({ method: method.toUpperCase(), path });
    }
  });

  it.each(['%', '%E0%A4%A', '%ff'])('and paths that are no text: %s', async (name) => {
    for (const path of [`/v1/namespaces/${name}`, `/v1/namespaces/geo/views/${name}`]) {
      const { status, body } = await ask(path);
      const message = `the request cannot be read: Failed to decode param '${name}'`;
      expect([status, body]).toEqual([400, problem(400, 'BadRequestException', message)]);
    }
  });
});

describe('paths outside the catalog', () => {
  it.each<[Method, string]>([
    ['get', '/'],
    ['get', '/index.html'],
    ['post', '/api/v1/oauth/tokens'],
    ['put', '/v2/config'],
    ['delete', '/%00%3Cscript%3E'],
  ])('%s %s', async (method, path) => {
    const response = await supertest(service.app)[method](path);
    const message =
      `there is nothing at ${path}: scrim's catalog is at /v1; ` +
      "set Trino's iceberg.rest-catalog.uri to scrim's address without a path";
    expect([response.status, response.body]).toEqual([404, problem(404, 'NotFoundException', message)]);
    expect(response.headers['content-type']).toBe('application/json; charset=utf-8');
    expect(service.failures.at(-1)).toMatchObject({ method: method.toUpperCase(), path });
  });

  it('nor any other answer say what scrim is made of', async () => {
    for (const path of ['/', '/v1/config', '/v1/nonsense', '/v1/namespaces/%']) {
      const { headers } = await ask(path);
      expect(Object.keys(headers).sort()).toEqual(['connection', 'content-length', 'content-type', 'date']);
    }
  });
});

describe('a name with a NUL', () => {
  it.each([
    ['namespace', '/v1/namespaces/geo%00/views/nation'],
    ['view', '/v1/namespaces/geo/views/nation%00'],
  ])('is refused: %s', async (part, path) => {
    const { status, body } = await ask(path);
    const message = `the ${part} must not contain a NUL character`;
    expect([status, body]).toEqual([400, problem(400, 'BadRequestException', message)]);
  });
});

describe('a store that fails', () => {
  it('is a failure of scrim, at once, and its text stays in the log', async () => {
    const broken = await memoryService(world);
    const token = await broken.tokenOf('ann');
    await broken.close();
    for (const path of ['/v1/namespaces', '/v1/namespaces/geo/views', '/v1/namespaces/geo/views/nation']) {
      const { status, body } = await supertest(broken.app).get(path).set('Authorization', `Bearer ${token}`);
      expect([status, body]).toEqual([
        500,
        problem(500, 'ServiceFailureException', 'internal error: see the log of scrim'),
      ]);
      expect(broken.failures.at(-1)).toMatchObject({ error: expect.any(Error), method: 'GET', path });
    }
  });
});
