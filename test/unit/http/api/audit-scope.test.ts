import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import type { DecisionRow } from '../../../../src/audit/audit-store.js';
import { decisionRow, queryRow, readRow } from '../../../support/audit-records.js';
import { apiService } from './api-service.js';
import type { ApiService } from './api-service.js';

const columns = [{ name: 'a', type: 'bigint' }];
const at = new Date('2026-05-01T10:00:00Z');
const column = (name: string) => ({ columns: [{ name, shown: 'raw' as const }] });

let api: ApiService;
let governor: string;
let owner: string;
let user: string;
beforeAll(async () => {
  api = await apiService({
    users: [{ name: 'olga' }, { name: 'ann' }, { name: 'bob' }],
    dataSources: [
      { schema: 's', name: 'mine', table: 'c.s.mine', owners: [{ user: 'olga' }], columns },
      { schema: 's', name: 'secret', table: 'c.s.people', columns },
      { schema: 's', name: 'open', table: 'c.s.known', columns },
    ],
    subscriptions: [{ dataSource: 's.open', subscriber: { user: 'ann' } }],
  });
  governor = await api.keyFor(['governor'], 'olga');
  owner = await api.keyFor(['owner'], 'olga');
  user = await api.keyFor(['user'], 'ann');
  const raw = {
    catalog: 'c',
    schema: 's',
    table: 'people',
    via: 'past scrim',
    dataSource: 's.secret',
  } as const;
  await api.store.audit.putQueries([
    queryRow({
      ...{ queryId: 'both', user: 'bob', at },
      reads: [
        readRow({ ...column('a'), dataSource: 's.mine', policies: ['mine'], purposes: [] }),
        readRow({
          ...{ ...column('ssn'), dataSource: 's.secret', policies: ['other'], purposes: ['fraud'] },
          ...{ project: 'hush', via: 'past scrim', alarm: 'past scrim' },
        }),
      ],
    }),
    queryRow({
      ...{ queryId: 'missing', user: 'ann', at, state: 'FAILED', errorName: 'TABLE_NOT_FOUND', reads: [] },
      ...{ denied: true, because: "user 'ann' is blocked: suspected" },
    }),
    queryRow({
      ...{ queryId: 'refused', user: 'ann', at, state: 'FAILED', errorName: 'PERMISSION_DENIED', reads: [] },
      ...{ denied: true, because: "c.s.people is closed: query the view of data source 's.secret'" },
    }),
    queryRow({
      ...{ queryId: 'nothing', user: 'ann', at, denied: true, because: "user 'ann' is blocked: suspected" },
      ...{ cluster: 'redshift', client: { platform: 'redshift' } },
      reads: [readRow({ ...column('a'), dataSource: 's.secret', shown: null, filters: ['no rows'] })],
    }),
    queryRow({
      ...{ queryId: 'past', user: 'ann', at },
      reads: [readRow({ ...raw, ...column('a'), alarm: "ann read a table of data source 's.secret'" })],
    }),
  ]);
  const decided = (given: Partial<DecisionRow>): DecisionRow => decisionRow({ at, lastAt: at, ...given });
  await api.store.audit.putDecisions(
    [
      decided({ dataSource: 's.secret', outcome: 'hidden', because: 'no subscription', by: 'olga' }),
      decided({ dataSource: 's.open', outcome: 'hidden', because: 'the subscription is pending' }),
      decided({ dataSource: 's.open', outcome: 'open' }),
      decided({
        ...{ occasion: 'operation', dataSource: null, outcome: 'denied' },
        because: "c.s.people is closed: query the view of data source 's.secret'",
        details: { operation: 'SelectFromColumns', on: 'table c.s.people (a)' },
      }),
      decided({ user: 'bob', dataSource: 's.mine', outcome: 'hidden', because: 'no subscription' }),
    ],
    [],
  );
});
afterAll(() => api.close());

const list = async (key: string, path: string) => {
  const { status, body } = await api.call('get', path, { key });
  expect([path, status]).toEqual([path, 200]);
  return body as { readonly items: readonly Record<string, unknown>[]; readonly nextCursor: string | null };
};

describe('an owner cannot look for what else a query of somebody else read', () => {
  it.each([
    ['dataSource=s.mine', 1],
    ['column=a&raw=true&policy=mine', 1],
    ['dataSource=s.secret', 0],
    ['column=ssn', 0],
    ['column=ssn&raw=true', 0],
    ['policy=other', 0],
    ['purpose=fraud', 0],
    ['project=hush', 0],
    ['alarms=true', 0],
  ])('%s', async (filter, count) => {
    const path = `/audit/queries?queryId=both&limit=1&${filter}`;
    const { items, nextCursor } = await list(owner, path);
    expect([items.length, nextCursor]).toEqual([count, null]);
    expect((await list(governor, path)).items).toHaveLength(1);
  });
});

it('a user learns of their own queries nothing that scrim does not tell them otherwise', async () => {
  const all = await list(user, '/audit/queries');
  expect(all.items).toHaveLength(4);
  expect(JSON.stringify(all)).not.toMatch(/secret|blocked|suspected/);
  const ids = async (filter: string) =>
    (await list(user, `/audit/queries?limit=1&${filter}`)).items.map(({ queryId }) => queryId);
  expect(await ids('denied=true')).toEqual(['refused']);
  expect(await ids('alarms=true')).toEqual([]);
  expect(await ids('dataSource=s.secret')).toEqual([]);
  expect(JSON.stringify(await list(governor, '/audit/queries?user=ann'))).toMatch(/secret.*suspected/);
});

it('a user learns nothing of decisions about data sources that do not exist for them', async () => {
  const { items } = await list(user, '/audit/decisions');
  expect(items.map(({ dataSource, outcome, because }) => [dataSource, outcome, because])).toEqual(
    expect.arrayContaining([
      ['s.open', 'hidden', 'the subscription is pending'],
      ['s.open', 'open', 'subscribed'],
      [null, 'denied', null],
    ]),
  );
  expect(items).toHaveLength(3);
  expect(JSON.stringify(items)).not.toContain('secret');
  expect(await list(user, '/audit/decisions?dataSource=s.secret&limit=1')).toMatchObject({
    ...{ items: [], nextCursor: null },
  });
  const seen = [];
  for (let page = await list(user, '/audit/decisions?limit=1'); ;) {
    seen.push(...page.items);
    expect(page.items).toHaveLength(1);
    if (page.nextCursor === null) break;
    page = await list(user, `/audit/decisions?limit=1&cursor=${page.nextCursor}`);
  }
  expect(seen).toEqual(items);
  expect((await list(owner, '/audit/decisions?user=bob')).items).toMatchObject([
    { dataSource: 's.mine', because: 'no subscription' },
  ]);
});

it('a user reads no records of a removed user of the same name', async () => {
  const [ann] = await api.store.find('user', { keys: ['ann'] });
  await api.store.change('test', (editor) => editor.remove('user', ['ann']));
  await api.store.change('test', (editor) => editor.put('user', ann === undefined ? [] : [ann.object]));
  const another = await api.keyFor(['user', 'owner'], 'ann');
  // The clock of the store is that of the machine.
  const later = new Date(Date.now() + 60_000);
  await api.store.audit.putQueries([queryRow({ queryId: 'new', user: 'ann', at: later })]);
  const { items } = await list(another, '/audit/queries');
  expect(items.map(({ queryId }) => queryId)).toEqual(['new']);
  expect((await list(another, '/audit/decisions')).items).toEqual([]);
});
