import { afterAll, beforeAll, expect, it } from '@jest/globals';

import type { Archive } from '../../src/audit/archive/archive.js';
import { moveToArchive, removeFromArchive } from '../../src/audit/archive/move.js';
import { readBoth } from '../../src/audit/archive/read-both.js';
import type { AuditStore, DecisionSearch, FoundQuery, QuerySearch } from '../../src/audit/audit-store.js';
import { openStore } from '../../src/store/open-store.js';
import type { Store } from '../../src/store/open-store.js';
import { decisionRow, queryRow, readRow } from '../support/audit-records.js';
import { describeLive, hasPostgres, live } from './support/live.js';
import { makeArchive } from './support/make-archive.js';
import { runAs } from './support/run-as.js';

const at = (text: string): Date => new Date(`2026-03-${text}Z`);
const uuid = (number: number): string => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;

/** Every shape of a value that a record may have. */
const awkward = `it's "quoted" \\ \n\t \u{1F600} ${"'".repeat(30)}`;
const documents = [
  { digest: 'shown', document: { dataSource: 's.d', kind: 'open', rows: [{ policy: 'own region' }] } },
  { digest: 'large', document: { text: awkward.repeat(2_000), columns: [{ masks: [{ policy: 'names' }] }] } },
  { digest: 'answer', document: { table: ['a', 'b', 'c'], filters: ['x > 1'] } },
];
const decisions = [
  decisionRow({
    id: uuid(1),
    at: at('01T00:00:00.000'),
    shown: 'shown',
    answer: 'answer',
    purposes: ['billing'],
  }),
  decisionRow({ id: uuid(2), at: at('01T00:00:00.000'), user: null, dataSource: null, outcome: 'counted' }),
  decisionRow({ id: uuid(3), at: at('01T12:00:00.123'), shown: 'large', project: awkward, because: awkward }),
  decisionRow({ id: uuid(4), at: at('01T23:59:59.999'), lastAt: at('02T00:00:30.000'), times: 7 }),
  decisionRow({
    id: uuid(5),
    at: at('02T08:00:00.000'),
    outcome: 'denied',
    occasion: 'operation',
    by: 'gov',
  }),
  decisionRow({ id: uuid(6), at: at('02T09:00:00.000'), outcome: 'hidden', client: 'other', requestId: 'r' }),
  decisionRow({
    id: uuid(7),
    at: at('03T10:00:00.000'),
    user: 'bob',
    dataSource: 's.e',
    details: { a: [1] },
  }),
  decisionRow({
    id: uuid(8),
    at: at('03T10:00:00.000'),
    user: 'bob',
    purposes: ['a', 'billing'],
    project: 'p',
  }),
];
const large = awkward.repeat(2_000);
const queries = [
  queryRow({
    queryId: 'q1',
    at: at('01T00:00:00.000'),
    sql: large,
    output: { text: large },
    wallSeconds: 1e-7,
  }),
  queryRow({
    queryId: 'q2',
    at: at('01T00:00:00.000'),
    reads: [],
    denied: true,
    because: awkward,
    rows: null,
  }),
  queryRow({ queryId: 'q2', cluster: 'second', at: at('01T00:00:00.000'), wallSeconds: null }),
  queryRow({
    ...{ queryId: 'q3', at: at('01T12:00:00.000'), user: 'bob', originalUser: 'ann', errorMessage: awkward },
    reads: [
      readRow({ alarm: 'past scrim', via: 'past scrim', policies: [], purposes: [] }),
      readRow({ dataSource: 's.e', project: 'p', columns: [{ name: awkward, shown: 'raw' }] }),
      readRow({ dataSource: null, via: 'other', columns: [{ name: 'id', shown: 'raw' }] }),
    ],
  }),
  queryRow({ queryId: 'q4', at: at('02T00:00:00.000'), endedAt: null, reads: [], state: 'QUEUED' }),
  queryRow({ queryId: 'q5', at: at('02T00:00:00.000'), reads: [readRow({ columns: [], filters: [large] })] }),
  queryRow({ queryId: 'q6', at: at('03T00:00:00.000'), user: 'carl', reads: [readRow({ project: 'p' })] }),
  queryRow({ queryId: 'q7', at: at('03T01:00:00.000'), client: {}, sql: null }),
];

const own = { user: 'bob', dataSources: ['s.e'] };
const period = { since: at('01T06:00:00.000'), until: at('03T00:30:00.000') };
const decisionSearches: readonly Omit<DecisionSearch, 'limit'>[] = [
  ...[{}, { own }, { own: { user: 'bob', dataSources: [] } }, { users: ['ann', 'bob'] }, { users: [] }],
  ...[{ clients: ['other'] }, { dataSources: ['s.d'] }, { occasions: ['operation', 'view'] }],
  ...[{ outcomes: ['denied', 'hidden'] as const }, { purpose: 'billing' }, { project: awkward }],
  ...[{ policy: 'own region' }, { policy: 'names' }, { policy: 'none' }, period],
  ...[{ since: at('02T00:00:10.000') }, { until: at('01T12:00:00.123') }],
  ...[{ before: { at: at('03T10:00:00.000'), id: uuid(8) } }, { users: ['ann'], policy: 'names', ...period }],
];
const querySearches: readonly Omit<QuerySearch, 'limit'>[] = [
  ...[{}, { own }, { own: { user: 'bob', dataSources: [] } }, { cluster: 'second' }, { queryId: 'q2' }],
  ...[{ user: 'bob' }, { dataSources: ['s.d', 's.e'] }, { dataSources: [] }, { column: 'name' }],
  ...[{ column: awkward }, { raw: true as const }, { raw: true as const, column: 'id' }, { policy: 'names' }],
  ...[{ raw: true as const, column: 'name' }, { purpose: 'billing' }, { project: 'p' }],
  ...[{ denied: true }, { denied: false }, { alarmed: true as const }, period],
  ...[
    { dataSources: ['s.d'], project: 'p' },
    { user: 'ann', column: 'id', ...period },
  ],
  ...[{ before: { at: at('01T00:00:00.000'), cluster: 'second', queryId: 'q2' } }],
];

/** All records that a search finds, page by page. */
async function walk<S extends object, T>(
  find: (search: S & { readonly limit: number }) => Promise<readonly T[]>,
  search: S,
  limit: number,
): Promise<readonly T[]> {
  const found: T[] = [];
  for (;;) {
    const before = found.at(-1);
    const page = await find({ ...search, ...(before === undefined ? {} : { before }), limit });
    found.push(...page);
    if (page.length < limit) return found;
  }
}

/** What every search finds, or every nth. */
const findAll = async ({ decisions: decided, queries: asked }: AuditStore, nth: number) => {
  const isTried = (_: unknown, index: number): boolean => index % nth === 0;
  return {
    decisions: await Promise.all(
      decisionSearches.filter(isTried).map((search) => walk(decided, search, 100)),
    ),
    queries: await Promise.all(querySearches.filter(isTried).map((search) => walk(asked, search, 100))),
  };
};

const places = [
  { catalog: 'lake', schema: 'audit', nth: 1 },
  ...(hasPostgres ? [{ catalog: 'pg', schema: 'audit', nth: 12 }] : []),
];

describeLive.each(places)('the archive in $catalog', ({ nth, ...place }) => {
  const end = at('03T00:00:00.000');
  let archive: Archive;
  let store: Store;
  let both: AuditStore;
  beforeAll(async () => {
    archive = await makeArchive(place);
    store = await openStore('memory:');
    await store.audit.putDecisions(
      decisions,
      documents.map(({ digest, document }) => ({ digest, document: JSON.stringify(document) })),
    );
    await store.audit.putQueries(queries);
    both = readBoth(store.audit, store.archive, archive);
  });
  afterAll(() => store.close());

  const moving = () => ({ store: store.audit, ledger: store.archive, archive, silent: 0 });
  const count = async (table: string): Promise<unknown> => {
    const { rows } = await runAs(live().administrator, `SELECT count(*) FROM ${archive.place}.${table}`);
    return rows[0]?.[0];
  };

  /** Goes no further, as a process that was killed. */
  const hang = (reached: () => void): Promise<void> => {
    reached();
    return new Promise(() => undefined);
  };

  it('has what was here, and searches find the same before, during and after', async () => {
    const all = await findAll(store.audit, nth);
    if (nth === 1) {
      // Users: []; a policy that does not exist. Data sources: []; a name in the clear; nothing in the period.
      expect(all.decisions.filter((found) => found.length === 0)).toHaveLength(2);
      expect(all.queries.filter((found) => found.length === 0)).toHaveLength(3);
    }

    // Killed after a part of a day was written.
    await new Promise<void>((resolve) => {
      const killed: Archive = {
        ...archive,
        write: async (rows) => {
          if (rows.audit_query.length > 0) await hang(resolve);
          await archive.write(rows);
        },
      };
      void moveToArchive({ ...moving(), archive: killed }, end);
    });
    expect(await count('audit_decision')).toBe(4);
    expect(await both.decisions({ limit: 100 })).toEqual(all.decisions[0]);

    // Killed after everything of a day was written and verified.
    await new Promise<void>((resolve) => {
      const unfinished = { ...store.archive, finish: () => hang(resolve) };
      void moveToArchive({ ...moving(), ledger: unfinished }, end);
    });
    expect(await both.decisions({ limit: 100 })).toEqual(all.decisions[0]);

    expect(await moveToArchive(moving(), end)).toEqual([
      { day: '2026-03-01', decisions: 4, queries: 4 },
      { day: '2026-03-02', decisions: 2, queries: 2 },
    ]);
    expect(await count('audit_decision')).toBe(6);
    expect(await count('audit_read')).toBe(6);
    expect(await store.audit.decisions({ limit: 9 })).toHaveLength(2);
    expect(await store.audit.queries({ limit: 9 })).toHaveLength(2);

    expect(await findAll(both, nth)).toEqual(all);
    expect(await walk(both.decisions, {}, 3)).toEqual(all.decisions[0]);
    expect(await walk(both.queries, {}, 2)).toEqual(all.queries[0]);
    expect(await both.queries({ recent: true, limit: 100 })).toHaveLength(2);
  });

  it('takes what comes late, and shows a query once', async () => {
    const ended = queryRow({ queryId: 'q4', at: at('02T00:00:00.000') });
    await store.audit.putQueries([ended]);
    const found = (): Promise<readonly FoundQuery[]> => both.queries({ queryId: 'q4', limit: 1 });
    expect(await found()).toEqual([ended]);
    expect(await moveToArchive(moving(), end)).toEqual([{ day: '2026-03-02', decisions: 0, queries: 1 }]);
    expect(await store.audit.queries({ limit: 9 })).toHaveLength(2);
    expect(await found()).toEqual([ended]);
    expect(await walk(both.queries, {}, 4)).toHaveLength(queries.length);
    expect(await moveToArchive(moving(), end)).toEqual([]);
  });

  it('removes nothing here that it does not have', async () => {
    const [first] = await store.audit.decisions({ limit: 1 });
    const losing: Archive = {
      ...archive,
      write: (rows) =>
        archive.write({ ...rows, audit_text: [], audit_decision: rows.audit_decision.slice(1) }),
    };
    await expect(
      moveToArchive({ ...moving(), archive: losing }, at('05T00:00:00.000')),
    ).rejects.toMatchObject({
      kind: 'unavailable',
      message: expect.stringContaining('audit_decision of 2026-03-03'),
    });
    expect((await store.audit.decisions({ limit: 1 }))[0]).toEqual(first);
    expect(await both.decisions({ limit: 100 })).toHaveLength(decisions.length);
  });

  it('keeps whole days for as long as it should', async () => {
    await moveToArchive(moving(), at('05T00:00:00.000'));
    await removeFromArchive(moving(), at('02T12:00:00.000'));
    expect(await store.archive.archived()).toMatchObject({ first: '2026-03-02', last: '2026-03-03' });
    expect((await both.decisions({ limit: 100 })).map(({ id }) => id)).toEqual([8, 7, 6, 5].map(uuid));
    expect(await count('audit_decision')).toBe(4);
  });

  it('says what is missing if it cannot be reached', async () => {
    const failing = readBoth(store.audit, store.archive, {
      ...archive,
      decisions: () => runAs(live().administrator, 'SELECT').then(() => []),
    });
    await expect(failing.decisions({ limit: 10 })).rejects.toThrow();
    await expect(
      readBoth(store.audit, store.archive, undefined).decisions({ limit: 10 }),
    ).rejects.toMatchObject({
      kind: 'unavailable',
      message: expect.stringContaining('2026-03-02 to 2026-03-03'),
    });
  });
});
