import { afterAll, beforeAll, expect, it } from '@jest/globals';

import { apiService } from './api-service.js';
import type { ApiService } from './api-service.js';

let api: ApiService;
const columns = [{ name: 'a', type: 'bigint' }];
const mine = { schema: 's', name: 'mine', table: 'c.s.mine', owners: [{ user: 'own' }], columns };

beforeAll(async () => {
  api = await apiService({
    users: [{ name: 'ann', active: false }, { name: 'own' }, { name: 'bob' }],
    dataSources: [{ ...mine, enabled: false, columns: [{ ...columns[0]!, unreviewed: true }] }],
    subscriptions: [
      { dataSource: 's.mine', subscriber: { user: 'bob' }, status: 'revoked', decidedBy: 'own' },
      { dataSource: 's.mine', subscriber: { user: 'own' }, status: 'pending' },
    ],
    projects: [{ name: 'j', equalized: { groups: [] } }],
    subscriptionPolicies: [{ name: 'p', enabled: false, dataSource: 's.mine', grant: { anyone: true } }],
  });
});
afterAll(() => api.close());

const write = async (method: 'put' | 'patch', path: string, body: object, key?: string) => {
  const { headers } = await api.call('get', path);
  const ifMatch = headers['etag'];
  return api.call(method, path, { ifMatch, body, ...(key === undefined ? {} : { key }) });
};

it.each<[string, object, object, string]>([
  ['/users/ann', { name: 'ann', comment: 'x' }, { active: false, comment: 'x' }, '"/active"'],
  [
    '/data-sources/s.mine',
    mine,
    { enabled: false, columns: [{ name: 'a', unreviewed: true }] },
    '"/enabled", "/columns/0/unreviewed"',
  ],
  [
    '/subscription-policies/p',
    { name: 'p', dataSource: 's.mine', grant: { anyone: true } },
    { enabled: false },
    '"/enabled"',
  ],
  [
    '/projects/j',
    { name: 'j', comment: 'x' },
    { equalized: { groups: [], attributes: {} }, comment: 'x' },
    '"/equalized"',
  ],
  [
    '/subscriptions/s.mine/user/bob',
    { dataSource: 's.mine', subscriber: { user: 'bob' }, reason: 'x' },
    { status: 'revoked', decidedBy: 'own', reason: 'x' },
    '"/status"',
  ],
])('a PUT to %s leaves closed what it does not name, and says so', async (path, body, expected, kept) => {
  const { status, body: after, headers } = await write('put', path, body);
  expect(headers['scrim-kept']).toBe(kept);
  expect([status, after]).toEqual([
    200,
    expect.objectContaining(
      'columns' in expected
        ? { enabled: false, columns: [expect.objectContaining({ name: 'a', unreviewed: true })] }
        : expected,
    ),
  ]);
});

it('an import leaves closed what its lines do not name', async () => {
  const type = 'application/x-ndjson';
  const imported = await api.call('post', '/imports/users', { body: '{"name": "ann"}\n', type });
  expect([imported.status, imported.body]).toEqual([
    200,
    expect.objectContaining({ keptInactive: [{ line: 1, user: 'ann' }], keptInactiveCount: 1 }),
  ]);
  expect((await api.call('get', '/users/ann')).body).toMatchObject({ active: false });
  const opened = await api.call('post', '/imports/users', {
    body: '{"name": "bob"}\n{"name": "ann", "active": true}\n',
    type,
  });
  expect(opened.body).toMatchObject({ keptInactive: [], keptInactiveCount: 0 });
  expect((await api.call('get', '/users/ann')).body).toMatchObject({ active: true });
});

it('a PUT that names all of it, and a PATCH, keep nothing', async () => {
  const named = await write('put', '/users/own', { name: 'own', comment: 'x' });
  const patched = await write('patch', '/subscription-policies/p', { comment: 'x' });
  expect([named, patched].map(({ status, headers }) => [status, headers['scrim-kept']])).toEqual([
    [200, undefined],
    [200, undefined],
  ]);
});

it('a change of a subscription is the decision of who makes it, and keeps what was said before', async () => {
  const { body } = await write('patch', '/subscriptions/s.mine/user/bob', {
    status: 'approved',
    decidedBy: 'somebody else',
  });
  expect(body).toMatchObject({
    status: 'approved',
    decidedBy: 'key first',
    replaces: { status: 'revoked', decidedBy: 'own' },
  });
});

it('nobody approves their own request by writing the subscription', async () => {
  const path = '/subscriptions/s.mine/user/own';
  const key = await api.keyFor(['owner', 'admin', 'user'], 'own');
  const refused = await write('patch', path, { status: 'approved' }, key);
  expect([refused.status, refused.body.detail]).toEqual([
    403,
    "user 'own' cannot approve their own request (settings.selfApproval)",
  ]);
  expect((await write('patch', path, { status: 'approved' })).status).toBe(200);
});
