import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from '@jest/globals';

import type { FoundQuery } from '../../../../src/audit/audit-store.js';
import type { Role } from '../../../../src/model/rights.js';
import { apiService } from './api-service.js';
import type { ApiService } from './api-service.js';

const columns = [{ name: 'a', type: 'bigint' }];
const at = new Date('2026-05-01T10:00:00Z');

const readOf = (dataSource: string): FoundQuery['reads'][number] => ({
  ...{ catalog: 'scrim', schema: 's', table: dataSource.slice(2), via: 'view', dataSource },
  ...{ authorization: null, shown: null, revision: 1, project: null, purposes: [], policies: ['p'] },
  ...{ filters: [], columns: [{ name: 'a', shown: 'raw' }], inputRows: null, inputBytes: null, alarm: null },
});

const queryOf = (queryId: string, user: string, ...dataSources: readonly string[]): FoundQuery => ({
  ...{ cluster: 'main', queryId, at, endedAt: at, user, originalUser: null, principal: null },
  ...{ client: { address: '192.0.2.1' }, state: 'FINISHED', type: 'SELECT', sql: 'SELECT 1' },
  ...{ rows: 1, bytes: 1, writtenRows: null, writtenBytes: null, wallSeconds: null, cpuSeconds: null },
  ...{ errorName: null, errorMessage: null, denied: false, because: null, output: null },
  reads: dataSources.map(readOf),
});

let api: ApiService;
const keys = new Map<string, string>();
beforeAll(async () => {
  api = await apiService({
    users: [{ name: 'ann' }, { name: 'bob' }],
    dataSources: [
      { schema: 's', name: 'mine', table: 'c.s.mine', owners: [{ user: 'ann' }], columns },
      { schema: 's', name: 'other', table: 'c.s.other', columns },
    ],
  });
  await api.store.audit.putQueries([
    queryOf('q1', 'ann', 's.other'),
    queryOf('q2', 'bob', 's.mine', 's.other'),
    queryOf('q3', 'bob', 's.other'),
    queryOf('q4', 'bob'),
  ]);
  const record = { id: randomUUID(), at, lastAt: at, times: 1, occasion: 'view', by: null, client: 'trino' };
  const rest = { because: 'x', shown: null, answer: null, revision: 1, project: null, purposes: [] };
  await api.store.audit.putDecisions(
    [
      ...(
        [
          ['ann', 's.other'],
          ['bob', 's.mine'],
          ['bob', 's.other'],
        ] as const
      ).map(([user, dataSource]) => ({
        ...{ ...record, id: randomUUID(), ...rest, requestId: null, details: {} },
        ...{ user, dataSource, outcome: 'open' as const },
      })),
    ],
    [],
  );
  for (const role of ['governor', 'owner', 'user'] as const) {
    keys.set(role, await api.keyFor([role], 'ann'));
  }
  keys.set('nobody', await api.keyFor(['governor']));
});
afterAll(() => api.close());

const list = async (role: string, path: string) => {
  const { status, body } = await api.call('get', path, { key: keys.get(role) ?? '' });
  expect([path, status]).toEqual([path, 200]);
  return body as { readonly items: readonly Record<string, unknown>[]; readonly nextCursor: string | null };
};

it.each<[Role, readonly string[], readonly string[]]>([
  ['governor', ['q4', 'q3', 'q2', 'q1'], ['ann s.other', 'bob s.mine', 'bob s.other']],
  ['owner', ['q2', 'q1'], ['ann s.other', 'bob s.mine']],
  ['user', ['q2', 'q1'], ['ann s.other', 'bob s.mine']],
])('shows what a %s may read', async (role, queries, decisions) => {
  const found = await list(role, '/audit/queries');
  expect(found.items.map(({ queryId }) => queryId)).toEqual(queries);
  const decided = await list(role, '/audit/decisions');
  expect(
    decided.items.map(({ user, dataSource }) => `${String(user)} ${String(dataSource)}`).toSorted(),
  ).toEqual(decisions);
});

it('shows an owner of queries of others nothing but the data source', async () => {
  const { items } = await list('owner', '/audit/queries?user=bob');
  expect(items).toMatchObject([{ queryId: 'q2', sql: null, client: {}, reads: [{ dataSource: 's.mine' }] }]);
});

it('filters, pages, and refuses what it cannot read', async () => {
  const ids = async (query: string) =>
    (await list('governor', `/audit/queries?${query}`)).items.map(({ queryId }) => queryId);
  expect(await ids('user=bob&dataSource=s.mine')).toEqual(['q2']);
  expect(await ids('column=a&raw=true&user=ann')).toEqual(['q1']);
  expect(await ids('denied=true')).toEqual([]);
  expect(await ids('since=2026-05-01T10:00:01Z')).toEqual([]);
  const first = await list('governor', '/audit/queries?limit=3');
  expect(first.items).toHaveLength(3);
  const next = await list('governor', `/audit/queries?limit=3&cursor=${first.nextCursor ?? ''}`);
  expect([next.items.map(({ queryId }) => queryId), next.nextCursor]).toEqual([['q1'], null]);
  for (const query of ['since=yesterday', 'raw=perhaps', 'dataSource=x', 'colour=red', 'cursor=x']) {
    const { status } = await api.call('get', `/audit/queries?${query}`);
    expect([query, status >= 400 && status < 500]).toEqual([query, true]);
  }
});

it('lists who can read a data source and who did, a page at a time', async () => {
  // The clock of the service is that of its start.
  api.clock.now = new Date('2026-05-02T10:00:00Z');
  const path = '/audit/access?dataSource=s.mine';
  const { items, ...told } = await list('governor', path);
  expect(told).toMatchObject({ having: 1, readers: 1, former: 1, recordedSince: at.toISOString() });
  expect(items).toMatchObject([
    { user: 'bob', access: false, queries: 1, raw: ['a'], last: at.toISOString() },
    { user: 'ann', access: true, queries: 0, last: null },
  ]);
  const first = await list('owner', `${path}&limit=1`);
  const next = await list('owner', `${path}&limit=1&cursor=${first.nextCursor ?? ''}`);
  expect([...first.items, ...next.items]).toEqual(items);
  expect(next.nextCursor).toBeNull();
  expect((await list('user', '/audit/access?dataSource=s.other')).items).toEqual([]);
  for (const query of ['', '?dataSource=s.mine&asOf=tomorrow', '?dataSource=s.none']) {
    const { status } = await api.call('get', `/audit/access${query}`);
    expect([query, status >= 400 && status < 500]).toEqual([query, true]);
  }
});

it('lists unused access, or says what is not known', async () => {
  api.clock.now = new Date('2026-05-02T10:00:00Z');
  const told = await list('governor', '/audit/unused?days=30&by=group');
  expect(told).toMatchObject({ by: 'group', days: 30, items: [], recordedSince: at.toISOString() });
  expect(told).toHaveProperty('warnings.0', expect.stringContaining('are on record since'));
  for (const query of ['days=0', 'days=many', 'by=colour', 'dataSource=s.none']) {
    const { status } = await api.call('get', `/audit/unused?${query}`);
    expect([query, status >= 400 && status < 500]).toEqual([query, true]);
  }
});

it('lists what policies shaped', async () => {
  api.clock.now = new Date('2026-05-02T10:00:00Z');
  expect(await list('governor', '/audit/policies')).toMatchObject({
    ...{ items: [], nextCursor: null, recordedSince: at.toISOString() },
  });
  expect(await list('governor', '/audit/columns?tag=PII&by=tag')).toMatchObject({ items: [] });
  const { status } = await api.call('get', '/audit/policies?since=2030-01-01T00:00:00Z');
  expect(status).toBe(400);
});

it.each([
  ['governor', 200],
  ['owner', 403],
  ['user', 403],
])('lets people be erased by a key of a %s: %d', async (role, expected) => {
  const { status, body } = await api.call('post', '/audit/erasures', {
    ...{ key: keys.get(role) ?? '', body: { user: 'zoe', dryRun: true } },
  });
  expect([status, role === 'governor' ? body : {}]).toEqual([
    expected,
    role === 'governor' ? { rows: {} } : {},
  ]);
});

it('erases nobody who exists', async () => {
  const { status, body } = await api.call('post', '/audit/erasures', {
    ...{ key: keys.get('governor') ?? '', body: { user: 'bob' } },
  });
  expect([status, body]).toMatchObject([409, { detail: "user 'bob' exists: remove the user first" }]);
});
