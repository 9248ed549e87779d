import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import type { Role } from '../../../../src/model/rights.js';
import { roles as everyRole } from '../../../../src/model/rights.js';
import { apiOperations } from '../../../../src/http/api/operations.js';
import type { QueryParameter } from '../../../../src/http/api/operation.js';
import { reachOf } from '../../../../src/use-cases/world/authorize.js';
import { apiService } from './api-service.js';
import type { ApiService, CallOptions } from './api-service.js';

/** An identity provider has a role of its own, which lets it do nothing here. */
const roles = everyRole.filter((role) => role !== 'scim');

/** Who asks: each role for ann, who owns s.mine, approves for s.asked, and is a member of project j. */
const keys = new Map<string, string>();
let api: ApiService;
const columns = [{ name: 'a', type: 'bigint' }];
const rules = [{ mask: { type: 'null' as const }, columns: { names: ['a'] } }];

beforeAll(async () => {
  api = await apiService({
    settings: { projectInSource: true },
    tags: [{ name: 'T' }],
    purposes: [{ name: 'P', statement: 'only P' }],
    groups: [{ name: 'g' }],
    users: [{ name: 'ann' }, { name: 'bob' }],
    lookupTables: [
      { table: 'c.s.l', columns },
      { table: 'c.s.o', columns, usableBy: 'owners' },
    ],
    dataSources: [
      { schema: 's', name: 'mine', table: 'c.s.mine', owners: [{ user: 'ann' }], columns },
      { schema: 's', name: 'asked', table: 'c.s.asked', columns },
      { schema: 's', name: 'secret', table: 'c.s.secret', columns },
    ],
    subscriptions: [
      { dataSource: 's.mine', subscriber: { user: 'bob' } },
      { dataSource: 's.asked', subscriber: { user: 'bob' }, status: 'pending' },
      { dataSource: 's.secret', subscriber: { user: 'bob' } },
    ],
    blocks: [
      { blocked: { group: 'g' }, scope: { dataSource: 's.mine' }, reason: 'x' },
      { blocked: { user: 'bob' }, scope: { schema: 'elsewhere' }, reason: 'x' },
    ],
    subscriptionPolicies: [
      { name: 'on request', dataSource: 's.asked', grant: { ask: { approvers: [{ user: 'ann' }] } } },
      { name: 'mine', dataSource: 's.mine', grant: { individual: true } },
    ],
    policies: [
      { name: 'mine', dataSource: 's.mine', rules },
      { name: 'theirs', dataSource: 's.secret', rules },
    ],
    projects: [
      { name: 'j', members: [{ user: 'ann' }], purposes: ['P'] },
      { name: 'k', members: [{ user: 'bob' }] },
    ],
    acknowledgements: [{ user: 'bob', purpose: 'P' }],
    workingProjects: [{ user: 'bob', project: 'k' }],
  });
  for (const role of roles) keys.set(role, await api.keyFor([role], 'ann'));
});
afterAll(() => api.close());

/** What each role is answered, in the order admin, governor, owner, user. */
type Row = readonly [string, readonly [number, number, number, number]];

const status = async (
  role: Role,
  method: 'get' | 'post' | 'put' | 'patch' | 'delete',
  path: string,
  options: CallOptions = {},
) => (await api.call(method, path, { ...options, key: String(keys.get(role)) })).status;

const each = async (work: (role: Role) => Promise<number>) => {
  const found: number[] = [];
  for (const role of roles) found.push(await work(role));
  return found;
};

const lists: readonly Row[] = [
  ['/tags', [200, 200, 200, 200]],
  ['/purposes', [200, 200, 200, 200]],
  ['/groups', [200, 200, 200, 403]],
  ['/users', [200, 200, 200, 200]],
  ['/lookup-tables', [200, 200, 200, 403]],
  ['/data-sources', [200, 200, 200, 200]],
  ['/subscriptions', [200, 200, 200, 200]],
  ['/blocks', [200, 200, 200, 403]],
  ['/subscription-policies', [200, 200, 200, 403]],
  ['/policies', [200, 200, 200, 403]],
  ['/projects', [200, 200, 200, 200]],
  ['/acknowledgements', [200, 200, 200, 200]],
  ['/working-projects', [200, 200, 200, 200]],
  ['/changes', [200, 200, 403, 403]],
  ['/api-keys', [200, 403, 403, 403]],
  ['/me', [200, 200, 200, 200]],
  ['/explain?dataSource=s.mine', [200, 200, 200, 200]],
  ['/explain?dataSource=s.asked', [200, 200, 200, 200]],
  ['/audit/access?dataSource=s.mine', [200, 200, 200, 200]],
  // Whether it is there cannot be told from what is answered to those who cannot see it.
  ['/audit/access?dataSource=s.secret', [200, 200, 200, 200]],
  ['/audit/access?dataSource=s.none', [400, 400, 200, 200]],
  ['/preview?dataSource=s.secret', [200, 200, 404, 404]],
  ['/preview?dataSource=s.none', [404, 404, 404, 404]],
  ['/preview?dataSource=s.secret&user=bob', [200, 200, 403, 403]],
];

const singles: readonly Row[] = [
  ['/settings', [200, 200, 404, 404]],
  ['/tags/T', [200, 200, 200, 200]],
  ['/groups/g', [200, 200, 200, 404]],
  ['/users/ann', [200, 200, 200, 200]],
  ['/users/bob', [200, 200, 200, 404]],
  ['/lookup-tables/c.s.l', [200, 200, 404, 404]],
  ['/lookup-tables/c.s.o', [200, 200, 200, 404]],
  ['/data-sources/s.mine', [200, 200, 200, 200]],
  ['/data-sources/s.asked', [200, 200, 200, 200]],
  ['/data-sources/s.secret', [200, 200, 404, 404]],
  ['/subscriptions/s.mine/user/bob', [200, 200, 200, 200]],
  ['/subscriptions/s.asked/user/bob', [200, 200, 200, 200]],
  ['/subscriptions/s.secret/user/bob', [200, 200, 404, 404]],
  ['/blocks/group/g/dataSource%3As.mine', [200, 200, 200, 404]],
  ['/blocks/user/bob/schema%3Aelsewhere', [200, 200, 404, 404]],
  ['/subscription-policies/on%20request', [200, 200, 404, 404]],
  ['/subscription-policies/mine', [200, 200, 200, 404]],
  ['/policies/mine', [200, 200, 200, 404]],
  ['/policies/theirs', [200, 200, 404, 404]],
  ['/projects/j', [200, 200, 200, 200]],
  ['/projects/k', [200, 200, 404, 404]],
  ['/acknowledgements/bob/P', [200, 200, 404, 404]],
  ['/working-projects/bob', [200, 200, 404, 404]],
  ['/api-keys/0000000000000000', [404, 404, 404, 404]],
];

/** Who may change what: the same of PUT, PATCH and, but for what `removals` says otherwise, DELETE. */
const changes: readonly Row[] = [
  ['/settings', [200, 403, 404, 404]],
  ['/tags/T', [200, 200, 403, 403]],
  ['/purposes/P', [200, 200, 403, 403]],
  ['/groups/g', [200, 403, 403, 404]],
  ['/users/ann', [200, 403, 403, 403]],
  ['/users/bob', [200, 403, 403, 404]],
  ['/lookup-tables/c.s.l', [200, 403, 404, 404]],
  ['/lookup-tables/c.s.o', [200, 403, 403, 404]],
  ['/data-sources/s.mine', [200, 200, 200, 403]],
  ['/data-sources/s.asked', [200, 200, 403, 403]],
  ['/data-sources/s.secret', [200, 200, 404, 404]],
  ['/subscriptions/s.mine/user/bob', [200, 403, 200, 403]],
  ['/subscriptions/s.asked/user/bob', [200, 403, 403, 403]],
  ['/subscriptions/s.secret/user/bob', [200, 403, 404, 404]],
  ['/blocks/group/g/dataSource%3As.mine', [200, 200, 403, 404]],
  ['/blocks/user/bob/schema%3Aelsewhere', [200, 200, 404, 404]],
  ['/subscription-policies/on%20request', [200, 200, 404, 404]],
  ['/subscription-policies/mine', [200, 200, 200, 404]],
  ['/policies/mine', [200, 200, 200, 404]],
  ['/policies/theirs', [200, 200, 404, 404]],
  ['/projects/j', [200, 200, 403, 403]],
  ['/projects/k', [200, 200, 404, 404]],
  ['/acknowledgements/bob/P', [200, 403, 404, 404]],
  ['/working-projects/bob', [200, 403, 404, 404]],
];

/** Who may remove what others than these may change; nobody the settings. */
const removals: Readonly<Record<string, Row[1]>> = {
  '/data-sources/s.mine': [200, 403, 403, 403],
  '/data-sources/s.asked': [200, 403, 403, 403],
  '/data-sources/s.secret': [200, 403, 404, 404],
  '/policies/mine': [200, 200, 422, 404],
};

const creations: readonly (readonly [string, object, Row[1]])[] = [
  ['/tags', { name: 'N' }, [201, 201, 403, 403]],
  ['/purposes', { name: 'N' }, [201, 201, 403, 403]],
  ['/groups', { name: 'n' }, [201, 403, 403, 403]],
  ['/users', { name: 'n' }, [201, 403, 403, 403]],
  ['/lookup-tables', { table: 'c.s.n', columns }, [201, 403, 403, 403]],
  [
    '/data-sources',
    { schema: 's', name: 'n', table: 'c.s.n', owners: [{ user: 'ann' }], columns },
    [201, 403, 403, 403],
  ],
  [
    '/data-sources',
    { schema: 's', name: 'n', table: 'c.s.secret', owners: [{ user: 'ann' }], columns },
    [422, 403, 403, 403],
  ],
  ['/subscriptions', { dataSource: 's.mine', subscriber: { group: 'g' } }, [201, 403, 201, 403]],
  ['/subscriptions', { dataSource: 's.secret', subscriber: { user: 'ann' } }, [201, 403, 403, 403]],
  [
    '/blocks',
    { blocked: { user: 'bob' }, scope: { dataSource: 's.mine' }, reason: 'x' },
    [201, 201, 201, 403],
  ],
  [
    '/blocks',
    { blocked: { user: 'bob' }, scope: { dataSource: 's.secret' }, reason: 'x' },
    [201, 201, 403, 403],
  ],
  ['/blocks', { blocked: { user: 'bob' }, scope: { everything: true }, reason: 'x' }, [201, 201, 403, 403]],
  [
    '/subscription-policies',
    { name: 'n', dataSource: 's.mine', grant: { anyone: true } },
    [201, 201, 201, 403],
  ],
  [
    '/subscription-policies',
    { name: 'n', dataSource: 's.secret', grant: { anyone: true } },
    [201, 201, 403, 403],
  ],
  [
    '/subscription-policies',
    { name: 'n', target: { schemas: ['s'] }, grant: { anyone: true } },
    [201, 201, 403, 403],
  ],
  ['/policies', { name: 'n', dataSource: 's.mine', rules }, [201, 201, 201, 403]],
  ['/policies', { name: 'n', dataSource: 's.secret', rules }, [201, 201, 403, 403]],
  ['/policies', { name: 'n', dataSource: 's.none', rules }, [422, 422, 403, 403]],
  ['/policies', { name: 'n', target: { dataSources: ['s.mine'] }, rules }, [201, 201, 403, 403]],
  ['/projects', { name: 'n' }, [201, 201, 403, 403]],
  ['/acknowledgements', { user: 'ann', purpose: 'P' }, [201, 403, 403, 403]],
  ['/working-projects', { user: 'ann', project: 'j' }, [201, 403, 403, 403]],
  ['/api-keys', { name: 'n', roles: ['admin'] }, [201, 403, 403, 403]],
];

/** Lists that a role may ask for or not, whatever is in them. */
const declared = apiOperations.flatMap(({ method, path, query = {}, whoMay }) =>
  typeof whoMay === 'object' &&
  method === 'get' &&
  'limit' in query &&
  !Object.values<QueryParameter>(query).some(({ required }) => required)
    ? [[path, whoMay] as const]
    : [],
);

it.each(declared)('answers GET %s to those of whom the document says that they may', async (path, may) => {
  const found = await each((role) => status(role, 'get', path));
  const wanted = roles.map((role) => (reachOf([role], may.subject, may.verb) === 'none' ? 403 : 200));
  expect(found).toEqual(wanted);
});

describe('a role', () => {
  it.each([...lists, ...singles])('that reads %s is answered %j', async (path, expected) => {
    expect(await each((role) => status(role, 'get', path))).toEqual(expected);
  });

  it.each(changes)('that changes %s is answered %j', async (path, expected) => {
    const got = await api.call('get', path);
    const options = { ifMatch: got.headers['etag'] };
    expect(await each((role) => status(role, 'put', path, { ...options, body: got.body }))).toEqual(expected);
    expect(await each((role) => status(role, 'patch', path, { ...options, body: {} }))).toEqual(expected);
    if (path === '/settings') return;
    const removed = await each(async (role) => {
      const answered = await status(role, 'delete', path, options);
      // What was removed is put back, as somebody who may do everything.
      if (answered === 204) {
        await api.call('post', path.split('/').slice(0, 2).join('/'), { body: got.body });
        options.ifMatch = (await api.call('get', path)).headers['etag'];
      }
      return answered;
    });
    const expectedRemovals = removals[path] ?? expected;
    expect(removed.map((one) => (one === 204 || one === 409 ? 200 : one))).toEqual(expectedRemovals);
  });

  it.each(creations)('that creates at %s %j is answered %j', async (path, body, expected) => {
    const found = await each(async (role) => {
      const response = await api.call('post', path, { body, key: String(keys.get(role)) });
      if (response.status === 201) {
        const created = String(response.headers['location']).replace('/api/v1', '');
        const { headers } = await api.call('get', created);
        await api.call('delete', created, { ifMatch: headers['etag'] });
      }
      return response.status;
    });
    expect(found).toEqual(expected);
  });

  it('sees in lists what it may read one by one, and no more', async () => {
    const keyOfItem = (item: Record<string, unknown>) =>
      JSON.stringify([item['schema'], item['name'], item['user'], item['dataSource'], item['subscriber']]);
    for (const path of [
      '/users',
      '/data-sources',
      '/subscriptions',
      '/policies',
      '/projects',
      '/working-projects',
      '/acknowledgements',
    ]) {
      const all = (await api.call('get', path)).body.items as Record<string, unknown>[];
      for (const role of roles) {
        const response = await api.call('get', path, { key: String(keys.get(role)) });
        if (response.status !== 200) continue;
        const listed = (response.body.items as Record<string, unknown>[]).map(keyOfItem);
        for (const item of all) {
          const place = placeOf(path, item);
          const one = await status(role, 'get', place);
          expect([role, place, listed.includes(keyOfItem(item))]).toEqual([role, place, one === 200]);
        }
      }
    }
  });
});

function placeOf(path: string, item: Record<string, unknown>): string {
  const { subscriber } = item as { subscriber?: Record<string, string> };
  const parts =
    path === '/data-sources'
      ? [`${String(item['schema'])}.${String(item['name'])}`]
      : subscriber !== undefined
        ? [item['dataSource'], ...(Object.entries(subscriber)[0] ?? [])]
        : path === '/acknowledgements'
          ? [item['user'], item['purpose']]
          : [item['name'] ?? item['user']];
  return `${path}/${parts.map((part) => encodeURIComponent(String(part))).join('/')}`;
}

describe('an owner', () => {
  it('cannot turn a policy of their own on others', async () => {
    const { headers, body } = await api.call('get', '/policies/mine');
    for (const change of [
      { dataSource: 's.secret' },
      { dataSource: undefined, target: { schemas: ['s'] } },
    ]) {
      const sent = { body: { ...body, ...change }, ifMatch: headers['etag'], key: String(keys.get('owner')) };
      expect((await api.call('put', '/policies/mine', sent)).status).toBe(403);
    }
  });
});

it('shows the table or query of a data source only to its owners, among people who cannot read everything', async () => {
  const shown = async (role: Role, name: string) => {
    const { body } = await api.call('get', `/data-sources/${name}`, { key: String(keys.get(role)) });
    return body.table as string | undefined;
  };
  expect([
    await shown('user', 's.mine'),
    await shown('user', 's.asked'),
    await shown('governor', 's.asked'),
  ]).toEqual(['c.s.mine', undefined, 'c.s.asked']);
});

it('lets people act in their own name, and machines not', async () => {
  const bob = await api.keyFor(['user'], 'bob');
  const ann = String(keys.get('user'));
  const decision = { dataSource: 's.asked', subscriber: { user: 'bob' }, decision: 'approve' };
  const post = async (path: string, body: object, key: string) =>
    (await api.call('post', path, { body, key })).body;
  expect(await post('/subscription-requests', { dataSource: 's.asked' }, bob)).toMatchObject({ status: 409 });
  expect(await post('/subscription-requests', { dataSource: 's.secret' }, ann)).toMatchObject({
    status: 404,
    detail: "data source 's.secret' does not exist",
  });
  expect(await post('/subscription-decisions', decision, bob)).toMatchObject({ status: 403 });
  expect(await post('/subscription-decisions', decision, api.admin)).toMatchObject({ status: 403 });
  expect(await post('/subscription-decisions', decision, String(keys.get('owner')))).toMatchObject({
    status: 403,
  });
  expect(await post('/subscription-decisions', decision, ann)).toMatchObject({
    subscription: { status: 'approved', decidedBy: 'ann' },
    waitingFor: [],
  });
  expect(
    await post('/subscription-revocations', { dataSource: 's.asked', subscriber: { user: 'bob' } }, bob),
  ).toMatchObject({ subscription: { status: 'revoked' }, remaining: [] });
  const choose = async (project: string | null) =>
    (await api.call('put', '/me/project', { body: { project }, key: ann })).body;
  expect(await choose('k')).toMatchObject({ status: 404 });
  expect(await choose('j')).toEqual({
    project: 'j',
    unacknowledged: [{ purpose: 'P', statement: 'only P' }],
  });
  expect(await post('/me/acknowledgements', { purpose: 'P' }, ann)).toEqual({
    statement: 'only P',
    at: '2026-01-01T00:00:00.000Z',
  });
  expect(await choose(null)).toEqual({ project: null, unacknowledged: [] });
  expect((await api.call('get', '/me', { key: ann })).body).toEqual({
    name: 'ann',
    user: 'ann',
    roles: ['user'],
  });
  const { body } = await api.call('get', '/changes?kind=subscription&limit=2');
  expect(
    body.items.map(({ actor, after }: { actor: string; after: { status: string } }) => [actor, after.status]),
  ).toEqual([
    ['bob', 'revoked'],
    ['ann', 'approved'],
  ]);
  const next = (await api.call('get', `/changes?kind=subscription&limit=2&cursor=${body.nextCursor}`)).body;
  expect(next.items[0].revision).toBeLessThan(body.items[1].revision);
});

it('keeps keys: shown once, revoked for good', async () => {
  const made = (
    await api.call('post', '/api-keys', {
      body: { name: 'ci', roles: ['governor'], expires: '2026-02-01T00:00:00Z' },
    })
  ).body;
  const path = `/api-keys/${made.id}`;
  const { key, ...shown } = made;
  expect((await api.call('get', path)).body).toEqual(shown);
  expect((await api.call('get', '/me', { key })).body).toEqual({
    name: 'key ci',
    user: null,
    roles: ['governor'],
  });
  expect((await api.call('get', path)).body).toEqual({ ...shown, lastUsed: '2026-01-01' });
  expect(JSON.stringify((await api.call('get', '/api-keys')).body)).not.toContain(key.slice(22));
  expect((await api.call('delete', path)).status).toBe(204);
  expect((await api.call('get', '/me', { key })).status).toBe(401);
  expect((await api.call('get', path)).body.revokedAt).toBe('2026-01-01T00:00:00.000Z');
  const { body } = await api.call('post', '/api-keys', { body: { name: 'x', roles: ['user'] } });
  expect(body.errors).toEqual([
    { pointer: '', message: "the roles owner and user apply to a user's own objects: give the user" },
  ]);
});
