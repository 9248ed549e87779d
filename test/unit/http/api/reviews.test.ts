import { afterAll, beforeAll, expect, it } from '@jest/globals';

import { apiService } from './api-service.js';
import type { ApiService } from './api-service.js';

let api: ApiService;
const keys = new Map<string, string>();

beforeAll(async () => {
  const columns = ['a', 'b'].map((name) => ({ name, type: 'varchar', unreviewed: true as const }));
  const proposal = { column: 'a', detector: 'email', byName: true } as const;
  api = await apiService({
    tags: [{ name: 'PII' }, { name: 'Other' }],
    users: [{ name: 'ann' }, { name: 'bob' }],
    monitoredSchemas: [{ catalog: 'lake', schema: 'crm', tags: ['PII'] }],
    dataSources: [
      { schema: 's', name: 'mine', table: 'c.s.mine', owners: [{ user: 'ann' }], columns },
      { schema: 's', name: 'other', table: 'c.s.other', columns },
    ],
    tagProposals: [
      { dataSource: 's.mine', tag: 'PII', ...proposal },
      { dataSource: 's.mine', tag: 'Other', ...proposal },
      { dataSource: 's.other', tag: 'PII', ...proposal },
      // What waits for nothing any more is listed to nobody.
      { dataSource: 's.other', tag: 'PII', ...proposal, column: 'c' },
      { dataSource: 's.none', tag: 'PII', ...proposal },
    ],
  });
  keys.set('governor', await api.keyFor(['governor'], 'bob'));
  keys.set('owner', await api.keyFor(['user', 'owner'], 'ann'));
  keys.set('user', await api.keyFor(['user'], 'bob'));
});
afterAll(() => api.close());

const post = async (who: string, path: string, body: object) => {
  const response = await api.call('post', path, { key: String(keys.get(who)), body });
  return [response.status, response.body as unknown] as const;
};
const columnsOf = async (name: string) =>
  ((await api.call('get', `/data-sources/${name}`)).body as { columns: readonly object[] }).columns;

it('lets governors review, who keep what new columns show, and nobody else', async () => {
  expect(await post('user', '/column-reviews', { dataSource: 's.mine' })).toMatchObject([403, {}]);
  expect(await post('owner', '/column-reviews', { dataSource: 's.mine', columns: ['a'] })).toMatchObject([
    403,
    { detail: 'your roles do not let you review this: an administrator or a governor may' },
  ]);
  expect(await post('governor', '/column-reviews', { dataSource: 's.mine', columns: ['a'] })).toEqual([
    200,
    { dataSource: 's.mine', columns: ['a'] },
  ]);
  expect(await columnsOf('s.mine')).toEqual([
    { name: 'a', type: 'varchar', tags: [] },
    { name: 'b', type: 'varchar', tags: [], unreviewed: true },
  ]);
  expect(await post('governor', '/column-reviews', { dataSource: 's.other' })).toEqual([
    200,
    { dataSource: 's.other', columns: ['a', 'b'] },
  ]);
  expect((await post('governor', '/column-reviews', { dataSource: 's.other', columns: ['z'] }))[0]).toBe(400);
});

it('shows proposals to those who decide on them, and records what they decide', async () => {
  const listed = async (who: string, query = '') => {
    const { status, body } = await api.call('get', `/tag-proposals${query}`, { key: String(keys.get(who)) });
    return status === 200 ? (body as { items: readonly object[] }).items.length : status;
  };
  expect([await listed('governor'), await listed('owner'), await listed('user')]).toEqual([3, 2, 403]);
  const of = { dataSource: 's.mine', column: 'a' };
  expect((await post('user', '/tag-decisions', { ...of, tag: 'PII', decision: 'accept' }))[0]).toBe(403);
  expect((await post('owner', '/tag-decisions', { ...of, tag: 'Other', decision: 'reject' }))[0]).toBe(403);
  expect(await post('owner', '/tag-decisions', { ...of, tag: 'PII', decision: 'accept' })).toMatchObject([
    200,
    { status: 'accepted', decidedAt: '2026-01-01T00:00:00.000Z' },
  ]);
  expect(await post('governor', '/tag-decisions', { ...of, tag: 'Other', decision: 'reject' })).toMatchObject(
    [200, { status: 'rejected' }],
  );
  expect((await columnsOf('s.mine'))[0]).toMatchObject({ name: 'a', tags: ['PII'] });
  expect(await listed('governor', '?status=proposed')).toBe(1);
  expect(await listed('governor', '?status=odd')).toBe(400);
});

it('keeps a tag that a monitored schema names', async () => {
  const { headers } = await api.call('get', '/tags/Other');
  expect((await api.call('delete', '/tags/Other', { ifMatch: headers['etag'] })).status).toBe(204);
  const pii = await api.call('get', '/tags/PII');
  const refused = await api.call('delete', '/tags/PII', { ifMatch: pii.headers['etag'] });
  expect(refused.status).toBe(409);
  expect(JSON.stringify(refused.body)).toContain('monitoredSchema');
});
