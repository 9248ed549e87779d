import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { apiService } from './api-service.js';
import type { ApiService } from './api-service.js';

let api: ApiService;
beforeAll(async () => {
  api = await apiService({
    settings: { projectInSource: true },
    tags: [{ name: 'PII' }, { name: 'PII.Email' }],
    purposes: [{ name: 'Ads', statement: 'only ads' }],
    groups: [{ name: 'eu' }, { name: 'us', attributes: { region: ['US'] } }],
    users: [
      { name: 'ann', groups: ['eu'], attributes: { region: ['EU'] } },
      { name: 'bob', groups: ['us'] },
      { name: 'a/b ?', iam: 'ldap' },
    ],
    lookupTables: [{ table: 'c.s.territory', columns: [{ name: 'a', type: 'bigint' }] }],
    dataSources: [
      {
        schema: 'sales',
        name: 'customer',
        table: 'c.s.customer',
        owners: [{ user: 'bob' }],
        columns: [
          { name: 'id', type: 'bigint' },
          { name: 'mail', type: 'varchar', tags: ['PII.Email'] },
        ],
      },
      {
        schema: 'sales',
        name: 'orders',
        table: 'c.s.orders',
        enabled: false,
        columns: [{ name: 'id', type: 'bigint' }],
      },
    ],
    subscriptions: [{ dataSource: 'sales.customer', subscriber: { group: 'eu' }, status: 'pending' }],
    subscriptionPolicies: [{ name: 'open', dataSource: 'sales.orders', grant: { anyone: true } }],
    policies: [
      {
        name: 'mails',
        target: { schemas: ['sales'] },
        rules: [{ mask: { type: 'null' }, columns: { tags: ['PII'] } }],
      },
    ],
    projects: [
      { name: 'spring', dataSources: ['sales.customer'], members: [{ user: 'ann' }], purposes: ['Ads'] },
    ],
    acknowledgements: [{ user: 'ann', purpose: 'Ads' }],
    workingProjects: [{ user: 'ann', project: 'spring' }],
  });
});
afterAll(() => api.close());

const names = (body: { items: readonly Record<string, string>[] }) =>
  body.items.map((item) => item['name'] ?? item['table'] ?? item['dataSource'] ?? item['user']);

describe('a list', () => {
  it.each([
    ['/tags', ['PII', 'PII.Email']],
    ['/tags?namePrefix=PII.', ['PII.Email']],
    ['/purposes', ['Ads']],
    ['/groups?attribute=region', ['us']],
    ['/users', ['a/b ?', 'ann', 'bob']],
    ['/users?namePrefix=a', ['a/b ?', 'ann']],
    ['/users?group=eu', ['ann']],
    ['/users?iam=ldap', ['a/b ?']],
    ['/users?attribute=region&value=EU', ['ann']],
    ['/users?attribute=region&value=US', []],
    ['/lookup-tables?tablePrefix=c.s', ['c.s.territory']],
    ['/data-sources?schema=sales', ['customer', 'orders']],
    ['/data-sources?tag=PII', ['customer']],
    ['/data-sources?ownerUser=bob', ['customer']],
    ['/data-sources?ownerGroup=bob', []],
    ['/data-sources?enabled=false', ['orders']],
    ['/subscriptions?status=pending', ['sales.customer']],
    ['/subscriptions?subscriberGroup=eu&dataSource=sales.customer', ['sales.customer']],
    ['/subscriptions?subscriberUser=eu', []],
    ['/subscription-policies?dataSource=sales.orders', ['open']],
    ['/policies?schema=sales&enabled=true', ['mails']],
    ['/policies?tag=PII', []],
    ['/projects?memberUser=ann&purpose=Ads', ['spring']],
    ['/acknowledgements?user=ann', ['ann']],
    ['/working-projects?project=spring', ['ann']],
  ])('at %s holds %j', async (path, expected) => {
    const { body, status } = await api.call('get', path);
    expect([status, [...names(body)].sort(), body.nextCursor]).toEqual([200, [...expected].sort(), null]);
  });

  it('comes in pages', async () => {
    const seen: (string | undefined)[] = [];
    let cursor: string | null = '';
    for (let page = 0; cursor !== null; page += 1) {
      const { body } = await api.call('get', `/users?limit=1${cursor === '' ? '' : `&cursor=${cursor}`}`);
      seen.push(...names(body));
      cursor = body.nextCursor as string | null;
      expect(page).toBeLessThan(3);
    }
    expect(seen).toEqual(names((await api.call('get', '/users')).body));
  });

  it.each([
    ['/users?limit=0', "'limit' must be a whole number from 1 to 1000, not '0'"],
    ['/users?limit=1001', "'limit' must be a whole number from 1 to 1000, not '1001'"],
    ['/users?cursor=abc', "'cursor' is not a cursor of this list; use nextCursor of the previous page"],
    ['/users?value=x', "'value' needs 'attribute'"],
    ['/users?group=a&group=b', "'group' must be given once"],
    [
      '/users?namePrefix=%00',
      "'namePrefix': text must be well-formed Unicode without control characters; this text contains U+0000",
    ],
    ['/data-sources?enabled=maybe', "'enabled' must be true or false, not 'maybe'"],
    ['/subscriptions?status=x', "'status' must be one of pending, approved, denied, revoked, not 'x'"],
    ['/tags?tag=x', "unknown parameter 'tag'; known here: namePrefix, limit, cursor"],
    [
      '/users/%00',
      "'name': text must be well-formed Unicode without control characters; this text contains U+0000",
    ],
    ['/users/%ff', 'the path cannot be decoded'],
  ])('is refused at %s', async (path, detail) => {
    const { body } = await api.call('get', path);
    expect(body).toMatchObject({ type: '/api/v1/problems/bad-request', status: 400, detail });
  });
});

/** One object of each kind: where it is, and a change of it. */
const objects: readonly (readonly [path: string, patch: object])[] = [
  ['/settings', { definer: 'owner' }],
  ['/tags/PII', { comment: 'x' }],
  ['/purposes/Ads', { comment: 'x' }],
  ['/groups/eu', { attributes: { a: ['1'] } }],
  ['/users/ann', { comment: 'x' }],
  [`/users/${encodeURIComponent('a/b ?')}`, { comment: 'x' }],
  ['/lookup-tables/c.s.territory', { comment: 'x' }],
  ['/data-sources/sales.customer', { comment: 'x' }],
  ['/subscriptions/sales.customer/group/eu', { status: 'approved' }],
  ['/subscription-policies/open', { comment: 'x' }],
  ['/policies/mails', { comment: 'x' }],
  ['/projects/spring', { comment: 'x' }],
  ['/acknowledgements/ann/Ads', { at: '2026-01-01T00:00:00Z' }],
];

describe('an object', () => {
  it.each(objects)('at %s is put as it was got, patched, and of one version', async (path, patch) => {
    const got = await api.call('get', path);
    expect(got.status).toBe(200);
    const etag = got.headers['etag'];
    expect(etag).toMatch(/^"\d+"$/);
    expect((await api.call('get', path, { headers: { 'If-None-Match': String(etag) } })).status).toBe(304);

    const same = await api.call('put', path, { body: got.body, ifMatch: etag });
    expect([same.status, same.body, same.headers['etag']]).toEqual([200, got.body, etag]);

    const patched = await api.call('patch', path, { body: patch, ifMatch: etag });
    const decided = { decidedBy: 'key first', replaces: { status: 'pending' } };
    expect([patched.status, patched.body]).toEqual([
      200,
      { ...got.body, ...patch, ...(path.startsWith('/subscriptions/') ? decided : {}) },
    ]);
    expect(patched.headers['etag']).not.toBe(etag);

    for (const [method, body] of [
      ['put', got.body],
      ['patch', patch],
    ] as const) {
      expect((await api.call(method, path, { body, ifMatch: etag })).body.type).toBe(
        '/api/v1/problems/version-changed',
      );
      expect((await api.call(method, path, { body, ifMatch: 'W/"1"' })).body.status).toBe(412);
      expect((await api.call(method, path, { body })).body).toMatchObject({ status: 428 });
      expect((await api.call(method, path, { body, ifMatch: '*' })).body).toMatchObject({ status: 400 });
    }
    const after = await api.call('get', path);
    expect([after.body, after.headers['etag']]).toEqual([patched.body, patched.headers['etag']]);
  });

  it('is created once, read where it says, and deleted', async () => {
    const name = 'zoë / 100%';
    const created = await api.call('post', '/users', { body: { name, groups: ['eu'] } });
    expect([created.status, created.body]).toEqual([201, { name, groups: ['eu'], attributes: {} }]);
    const location = String(created.headers['location']).replace('/api/v1', '');
    const { body, headers } = await api.call('get', location);
    expect([body, headers['etag']]).toEqual([created.body, created.headers['etag']]);
    expect((await api.call('post', '/users', { body: { name } })).body).toMatchObject({
      status: 409,
      detail: `user '${name}' exists already`,
    });
    expect((await api.call('delete', location)).status).toBe(428);
    expect((await api.call('delete', location, { ifMatch: '"0"' })).status).toBe(412);
    expect((await api.call('delete', location, { ifMatch: headers['etag'] })).status).toBe(204);
    expect((await api.call('get', location)).body).toMatchObject({
      status: 404,
      detail: 'there is no such object',
    });
    expect((await api.call('put', location, { body, ifMatch: '"1"' })).status).toBe(404);
  });

  it.each([
    ['/tags/PII.Email', [['dataSource', 'sales.customer', 'names it at columns.1.tags.0']]],
    [
      '/purposes/Ads',
      [
        ['project', 'spring', 'names it at purposes.0'],
        ['acknowledgement', '["ann","Ads"]', 'names it at purpose'],
      ],
    ],
    [
      '/groups/eu',
      [
        ['user', 'ann', 'names it at groups.0'],
        ['subscription', '["sales.customer","group","eu"]', 'names it at subscriber.group'],
      ],
    ],
    ['/users/bob', [['dataSource', 'sales.customer', 'names it at owners.0.user']]],
    ['/data-sources/sales.orders', [['subscriptionPolicy', 'open', 'names it at dataSource']]],
    ['/projects/spring', [['workingProject', 'ann', 'names it at project']]],
  ])('at %s stays while others refer to it', async (path, expected) => {
    const { headers } = await api.call('get', path);
    const { body } = await api.call('delete', path, { ifMatch: headers['etag'] });
    expect([body.status, body.type]).toEqual([409, '/api/v1/problems/still-referred']);
    expect(body.referrers).toEqual(expected.map(([kind, key, message]) => ({ kind, key, message })));
    expect((await api.call('get', path)).status).toBe(200);
  });

  it('stays while a policy reads it', async () => {
    const policy = {
      name: 'territories',
      target: { schemas: ['sales'] },
      rules: [{ rows: { where: 'id IN (SELECT a FROM c.s.territory)' } }],
    };
    const created = await api.call('post', '/policies', { body: policy });
    expect(created.status).toBe(201);
    const { headers } = await api.call('get', '/lookup-tables/c.s.territory');
    const { body } = await api.call('delete', '/lookup-tables/c.s.territory', { ifMatch: headers['etag'] });
    expect(body).toMatchObject({
      status: 409,
      referrers: [{ kind: 'policy', key: 'territories' }, { kind: 'policy' }],
    });
    await api.call('delete', '/policies/territories', { ifMatch: created.headers['etag'] });
  });
});

describe('what is wrong with an object', () => {
  it.each([
    ['/users', { name: 'x', groups: ['ue'] }, '/groups/0', "there is no group 'ue'; did you mean 'eu'?"],
    ['/users', { name: 'x', gruops: [] }, '/gruops', "unknown key 'gruops'; did you mean 'groups'?"],
    [
      '/users',
      { name: 'x', comment: 'a\0' },
      '/comment',
      'text must be well-formed Unicode without control characters; this text contains U+0000',
    ],
    [
      '/users',
      { name: 'x', comment: '\ud800' },
      '/comment',
      'text must be well-formed Unicode without control characters; this text contains U+D800',
    ],
    [
      '/users',
      { name: 'x', attributes: { 'a/~': [1] } },
      '/attributes/a~1~0/0',
      'expected text but found 1; write it in quotes',
    ],
    ['/users', [], '', 'expected an object but found a list'],
    ['/tags', {}, '', "missing key 'name': expected text"],
    [
      '/policies',
      {
        name: 'x',
        dataSource: 'sales.customer',
        rules: [{ mask: { type: 'hash' }, columns: { names: ['mail'] } }],
      },
      '/rules/0/mask/type',
      'a hash mask needs a key; name the one-row table that contains the key in settings.hashKeyTable',
    ],
    [
      '/policies',
      {
        name: 'x',
        target: { schemas: ['sales'] },
        rules: [{ rows: { column: { name: 'nope' }, in: 'groups' } }],
      },
      '/rules/0',
      "data source 'sales.customer' would be closed: ",
    ],
  ])('sent to %s as %j is told with its place', async (path, sent, pointer, message) => {
    const { body } = await api.call('post', path, { body: sent });
    expect(body).toMatchObject({ type: '/api/v1/problems/invalid-object', status: 422 });
    expect(body.errors[0].pointer).toBe(pointer);
    expect(body.errors[0].message).toContain(message);
  });

  it('cannot be another object than the path says', async () => {
    const { headers } = await api.call('get', '/users/bob');
    const { body } = await api.call('patch', '/users/bob', {
      body: { name: 'bo' },
      ifMatch: headers['etag'],
    });
    expect(body.errors).toEqual([{ pointer: '', message: "the path is that of user 'bob'" }]);
  });
});

it('gives back whatever it was given', async () => {
  const text = fc.string({ unit: 'grapheme', maxLength: 12 }).filter((one) => !/[\0\p{Cs}]/u.test(one));
  const word = text
    .map((one) => one.replaceAll(/\p{Cc}/gu, '').trim())
    .filter((one) => one !== '' && !/^\.\.?$/.test(one));
  let count = 0;
  await fc.assert(
    fc.asyncProperty(
      word,
      text,
      fc.dictionary(word, fc.array(text, { maxLength: 3 }), { maxKeys: 3 }),
      async (name, comment, attributes) => {
        const sent = {
          name: `p${(count += 1)} ${name}`,
          comment,
          groups: ['eu'],
          attributes: { ...attributes },
        };
        const created = await api.call('post', '/users', { body: sent });
        expect([created.status, created.body]).toEqual([201, sent]);
        const path = String(created.headers['location']).replace('/api/v1', '');
        const got = await api.call('get', path);
        expect(got.body).toEqual(sent);
        const ifMatch = got.headers['etag'];
        const put = await api.call('put', path, { body: got.body, ifMatch });
        expect([put.status, put.body, put.headers['etag']]).toEqual([200, sent, ifMatch]);
        expect((await api.call('delete', path, { ifMatch })).status).toBe(204);
      },
    ),
    { numRuns: 25 },
  );
});
