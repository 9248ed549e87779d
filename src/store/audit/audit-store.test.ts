import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { decisionRow, queryRow, readRow } from '../../../test/support/audit-records.js';
import { openEmptyStore } from '../../../test/unit/test-store.js';
import type { Store } from '../open-store.js';

let store: Store;
beforeAll(async () => {
  store = await openEmptyStore();
});
afterAll(() => store.close());

describe('records of decisions', () => {
  it('are found with what they showed, the newest first, across months', async () => {
    const document = { dataSource: 's.d', kind: 'open', columns: [{ masks: [{ policy: 'names' }] }] };
    const [older, newer] = [
      decisionRow({ shown: 'digest-1', answer: 'answer-1' }),
      decisionRow({ at: new Date('2026-04-01T00:00:00Z'), user: 'bob', outcome: 'hidden', shown: null }),
    ];
    const documents = [{ digest: 'digest-1', document: JSON.stringify(document) }];
    await store.audit.putDecisions([older, newer], documents);
    await store.audit.putDecisions([], documents);
    await store.audit.repeat([{ ...older, times: 2, lastAt: new Date('2026-04-01T00:00:30Z') }]);

    const find = (search: object) => store.audit.decisions({ limit: 10, ...search });
    expect(await find({})).toEqual([
      { ...newer, document: null },
      { ...older, times: 3, lastAt: new Date('2026-04-01T00:00:30Z'), document },
    ]);
    for (const [search, found] of [
      [{ users: ['ann'] }, [older]],
      [{ outcomes: ['hidden', 'closed'] }, [newer]],
      [{ outcomes: [] }, []],
      [{ policy: 'names' }, [older]],
      [{ policy: 'name' }, []],
      [{ since: new Date('2026-04-01T00:00:20Z') }, [older]],
      [{ until: newer.at }, [older]],
      [{ before: newer }, [older]],
      [{ dataSources: ['s.e'] }, []],
      [{ limit: 1 }, [newer]],
    ] as const) {
      expect((await find(search)).map(({ id }) => id)).toEqual(found.map(({ id }) => id));
    }
    const answers = (since: Date, until = newer.at) =>
      store.audit.answersByDigest(['answer-1', 'other'], ['ann', 'bob'], { since, until });
    expect(await answers(older.at)).toMatchObject([
      { user: 'ann', dataSource: 's.d', answer: 'answer-1', shown: 'digest-1', document, inPlace: null },
    ]);
    expect(await answers(new Date('2026-04-01T00:00:30Z'))).toHaveLength(1);
    expect(await answers(new Date('2026-04-01T00:00:31Z'))).toEqual([]);
    expect(await answers(older.at, new Date('2026-03-31T23:59:59Z'))).toEqual([]);
  });

  it('are stored all or none', async () => {
    const good = decisionRow({ user: 'carl' });
    await expect(store.audit.putDecisions([good, decisionRow({ id: 'no-uuid' })], [])).rejects.toThrow();
    expect(await store.audit.decisions({ users: ['carl'], limit: 1 })).toEqual([]);
  });
});

it('removes whole months, and what only they referred to', async () => {
  const own = await openEmptyStore();
  const at = (text: string) => ({ at: new Date(text), lastAt: new Date(text) });
  await own.audit.putDecisions(
    [
      decisionRow({ ...at('2025-12-31T23:59:59Z'), shown: 'old' }),
      decisionRow({ ...at('2026-01-01T00:00:00Z'), shown: 'new' }),
    ],
    ['old', 'new'].map((digest) => ({ digest, document: '{}' })),
  );
  await own.audit.putQueries([queryRow({ at: new Date('2025-12-31T00:00:00Z') })]);
  expect(await own.audit.removeBefore(new Date('2025-12-31T23:59:59Z'))).toBe(0);
  expect(await own.audit.removeBefore(new Date('2026-01-31T00:00:00Z'))).toBe(1);
  expect((await own.audit.decisions({ limit: 9 })).map(({ shown }) => shown)).toEqual(['new']);
  expect(await own.audit.queries({ limit: 9 })).toEqual([]);
  await own.audit.putQueries([queryRow({ at: new Date('2025-12-31T00:00:00Z') })]);
  expect(await own.audit.queries({ limit: 9 })).toHaveLength(1);
  await own.close();
});

describe('queries on record', () => {
  it('replace their beginning, and are never doubled or lost, in any order of events', async () => {
    const ended = queryRow();
    const begun = queryRow({ state: 'QUEUED', endedAt: null, rows: null, reads: [] });
    for (const [index, events] of [
      [begun, ended],
      [ended, begun],
      [ended, ended],
      [begun, begun, ended, begun, ended],
    ].entries()) {
      const queryId = `20260331_235959_${index}`;
      const stored = [];
      for (const event of events) stored.push(...(await store.audit.putQueries([{ ...event, queryId }])));
      expect(stored).toEqual([{ at: ended.at, cluster: 'main', queryId }]);
      expect(await store.audit.queries({ queryId, limit: 10 })).toEqual([{ ...ended, queryId }]);
    }
  });

  it('are found by what they read', async () => {
    const marked = queryRow({
      queryId: 'marked',
      user: 'dora',
      denied: true,
      reads: [
        readRow({ dataSource: 's.e', via: 'past scrim', alarm: 'read without scrim', policies: [] }),
        readRow({ dataSource: null, via: 'other', columns: [{ name: 'k', shown: 'raw' }] }),
      ],
    });
    await store.audit.putQueries([marked]);
    const find = async (search: object): Promise<readonly string[]> =>
      (await store.audit.queries({ limit: 1, user: 'dora', ...search })).map(({ queryId }) => queryId);
    for (const search of [
      {},
      { denied: true },
      { alarmed: true },
      { dataSources: ['s.e', 's.x'] },
      { column: 'name' },
      { column: 'id', raw: true },
      { raw: true, dataSources: ['s.e'], denied: true },
      { purpose: 'billing' },
      { since: marked.at },
    ]) {
      expect([search, await find(search)]).toEqual([search, ['marked']]);
    }
    for (const search of [
      { denied: false },
      { dataSources: ['s.d'] },
      { column: 'name', raw: true },
      { policy: 'other' },
      { purpose: 'bill' },
      { until: marked.at },
      { before: marked },
      { cluster: 'other' },
    ]) {
      expect([search, await find(search)]).toEqual([search, []]);
    }
  });
});
