import { afterAll, beforeAll, expect, it } from '@jest/globals';

import type { Archive } from '../../src/audit/archive/archive.js';
import { moveToArchive } from '../../src/audit/archive/move.js';
import { readBoth } from '../../src/audit/archive/read-both.js';
import type { Store } from '../../src/store/open-store.js';
import { decisionRow, queryRow, readRow } from '../support/audit-records.js';
import { countsOf, reportedWorld } from '../support/audit-reports.js';
import { often } from '../support/runs.js';
import { auditedWorld } from '../unit/use-cases/audit-records.js';
import { describeLive, hasPostgres } from './support/live.js';
import { makeArchive } from './support/make-archive.js';

const at = (text: string): Date => new Date(`2026-03-${text}Z`);
const uuid = (number: number): string => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
const awkward = `it's "quoted" \\ \u{1F600}`;

const raw = (name: string) => ({ name, shown: 'raw' as const });
const masked = (name: string, ...policies: readonly string[]) => ({
  ...{ name, shown: 'masked' as const, policies, masks: ['null'], tags: ['PII'] },
});
const wide = [
  ...Array.from({ length: 400 }, (_, index) => masked(`column number ${index}`, 'of wide tables')),
  ...[masked('mail', 'of wide tables'), raw('ssn')],
];
const queries = [
  ...[
    { at: at('01T08:00:00.000'), reads: [readRow({ shown: 'x', columns: [raw('mail'), raw('id')] })] },
    {
      at: at('01T09:00:00.000'),
      reads: [
        readRow({ shown: 'x', columns: [masked('mail', 'mails')], policies: ['mails', 'rows'] }),
        readRow({ dataSource: 's.e', shown: 'x', columns: [raw('mail')], policies: ['rows'] }),
        readRow({ dataSource: null, via: 'other', columns: [raw('mail')], policies: [] }),
      ],
    },
    {
      ...{ at: at('01T10:00:00.000'), user: 'Émil' },
      reads: [readRow({ via: 'past scrim', columns: [raw('MAIL'), raw('ssn')], policies: [] })],
    },
    {
      ...{ at: at('02T08:00:00.000'), user: awkward },
      reads: [
        readRow({ via: 'rule', filters: ['rule 8', awkward], columns: [raw('ssn')], policies: [awkward] }),
        readRow({ dataSource: 's.e', columns: [], policies: [] }),
      ],
    },
    { at: at('02T09:00:00.000'), user: 'bob', reads: [readRow({ columns: wide, shown: 'y' })] },
    { at: at('02T10:00:00.000'), endedAt: null, reads: [] },
    { at: at('02T11:00:00.000'), user: 'carl', reads: [readRow({ shown: 'z', columns: [raw('mail')] })] },
    { at: at('03T00:00:01.000'), user: 'bob', reads: [readRow({ shown: 'y', columns: [raw('mail')] })] },
    {
      at: at('03T08:00:00.000'),
      reads: [readRow({ shown: 'x', columns: [raw('ssn')], policies: ['rows'] })],
    },
  ].map((given, index) => queryRow({ queryId: `q${index}`, endedAt: given.at, ...given })),
];
const decisions = [
  { at: at('01T07:00:00.000'), shown: 'x', because: `subscription of user 'ann' is approved` },
  { at: at('01T08:30:00.000'), shown: 'x', dataSource: 's.e', because: 'of both' },
  { at: at('02T09:00:00.000'), shown: 'y', user: 'bob', because: 'policy' },
  { at: at('02T23:59:59.000'), shown: 'y', user: 'bob', because: `${awkward.repeat(2_000)}.` },
  { at: at('03T07:00:00.000'), shown: 'x', because: 'of now' },
].map((given, index) => decisionRow({ id: uuid(index), ...given }));

const lake = { catalog: 'lake', schema: 'reports' };
const pg = { catalog: 'pg', schema: 'reports' };
/** The other tests of the archive write to Iceberg; for reports it is a thorough run that does. */
const places = hasPostgres ? often([pg], [pg, lake]) : [lake];

describeLive.each(places)('reports on the archive in $catalog', (place) => {
  let archive: Archive;
  let store: Store;
  beforeAll(async () => {
    archive = await makeArchive(place);
    store = (await auditedWorld(reportedWorld)).store;
    await store.audit.putDecisions(decisions, []);
    await store.audit.putQueries(queries);
  });
  afterAll(() => store.close());

  it('count what was moved as before', async () => {
    const time = { since: at('01T00:00:00.000'), until: at('04T00:00:00.000') };
    const narrow = { since: at('01T08:30:00.000'), until: at('03T08:00:00.000') };
    const [whole, part] = [await countsOf(store.audit, time), await countsOf(store.audit, narrow, false)];
    const first = await store.audit.recordedSince();
    await moveToArchive(
      { store: store.audit, ledger: store.archive, archive, silent: 0 },
      at('03T00:00:00.000'),
    );
    const both = readBoth(store.audit, store.archive, archive);
    const recent = await countsOf(store.audit, time, false);
    expect(recent).not.toEqual(whole);
    expect(await countsOf(both, time)).toEqual(whole);
    expect(await countsOf(both, narrow, false)).toEqual(part);
    expect(await countsOf(both, { ...time, recent: true }, false)).toEqual(recent);
    expect(await both.recordedSince()).toEqual(first);
    expect(await both.recordedSince(['s.e'])).toEqual(at('01T09:00:00.000'));
    expect(await both.recordedSince([])).toBeUndefined();
    expect(await both.recordedSince(undefined, true)).toEqual(at('03T00:00:01.000'));

    // A query that came again, although it was archived.
    await store.audit.putQueries(queries.slice(0, 2));
    expect(whole).toMatchObject(await countsOf(both, time, false));
  });
});
