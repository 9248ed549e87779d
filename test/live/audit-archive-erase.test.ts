import { afterAll, beforeAll, expect, it } from '@jest/globals';

import type { Archive } from '../../src/audit/archive/archive.js';
import { eraseBoth } from '../../src/audit/archive/erase-both.js';
import { moveToArchive } from '../../src/audit/archive/move.js';
import { readBoth } from '../../src/audit/archive/read-both.js';
import type { AuditStore } from '../../src/audit/audit-store.js';
import { Refusal } from '../../src/base/refusal.js';
import { openStore } from '../../src/store/open-store.js';
import type { Store } from '../../src/store/open-store.js';
import { decisionRow, queryRow, readRow } from '../support/audit-records.js';
import { often } from '../support/runs.js';
import { describeLive, hasPostgres, live } from './support/live.js';
import { makeArchive } from './support/make-archive.js';
import { runAs } from './support/run-as.js';

const at = (text: string): Date => new Date(`2026-03-${text}Z`);
const uuid = (number: number): string => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;

const name = `ann "it's" \u{E9}`;
const other = `jo${name}`;
const pseudonym = 'erased-1';
const long = (text: string): string => `${'x '.repeat(10_000)}${text}`;
/** A text of several parts, in which a part ends within the name. */
const parted = `${'\u{1F600}'.repeat(1_000)}${' '.repeat(97_995)} ${name} ${' '.repeat(120_000)} ${name}.`;

const documents = [
  { digest: 'own', document: { rows: [`owner = '${name}'`] } },
  { digest: 'own large', document: { rows: [`owner = '${name}'`, long('')] } },
  { digest: 'shared', document: { rows: [`owner is not '${name}'`, other] } },
  { digest: 'others', document: { rows: [long(`owner is not '${name}'`)] } },
];
const decisions = [
  {
    ...{ user: name, shown: 'own', answer: 'own large', because: `subscription of user '${name}'` },
    ...{ details: { supposed: [long(name)] }, requestId: 'r' },
  },
  { user: name, shown: 'shared', because: long(`because of ${name}, or of ${other}`), details: { a: 1 } },
  { user: 'bob', by: name, shown: 'shared', answer: 'others', details: { for: name, of: [other] } },
  { user: other, because: null },
  { user: null, dataSource: null, because: name.toUpperCase() },
].map((given, index) =>
  decisionRow({ id: uuid(index), at: at(`0${1 + (index % 2)}T0${index}:00:00.000`), ...given }),
);
const columns = [
  { name, shown: 'raw' as const },
  { name: long(name), shown: 'masked' as const, masks: [name], policies: [name] },
];
const queries = [
  {
    ...{ user: name, principal: `${name}@REALM`, sql: long(`SELECT '${name}'`), output: { name } },
    ...{ errorMessage: 'secret', reads: [readRow({ authorization: name, filters: [`owner = '${name}'`] })] },
  },
  { user: 'bob', originalUser: name, sql: long('SELECT shared'), client: { traceToken: long('shared') } },
  { user: 'bob', sql: long('SELECT shared'), client: { of: name, shared: long('shared') } },
  { user: 'bob', principal: name, sql: parted, errorMessage: `no user ${name}` },
  { user: 'bob', reads: [readRow({ authorization: name, columns, alarm: long(`it was ${name}.`) })] },
  { user: name, reads: [readRow({ columns, filters: [long(name)] }), readRow({ authorization: null })] },
  { user: name, endedAt: null, reads: [], state: 'QUEUED' },
  { user: other, principal: null, sql: `SELECT '${other}'`, output: { name: other } },
].map((given, index) =>
  queryRow({ queryId: `q${index}`, at: at(`0${1 + (index % 3)}T0${index}:00:00.000`), ...given }),
);

const lake = { catalog: 'lake', schema: 'erasure' };
const pg = { catalog: 'pg', schema: 'erasure' };
const places = hasPostgres ? often([lake], [lake, pg]) : [lake];

describeLive.each(places)('erasing people from the archive in $catalog', (place) => {
  let archive: Archive;
  let [whole, split]: Store[] = [];
  beforeAll(async () => {
    archive = await makeArchive(place);
    const filled = async (): Promise<Store> => {
      const store = await openStore('memory:');
      const stored = documents.map(({ digest, document }) => ({
        digest,
        document: JSON.stringify(document),
      }));
      await store.audit.putDecisions(decisions, stored);
      await store.audit.putQueries(queries);
      return store;
    };
    [whole, split] = [await filled(), await filled()];
    await moveToArchive(
      { store: split.audit, ledger: split.archive, archive, silent: 0 },
      at('03T00:00:00.000'),
    );
  });
  afterAll(() => Promise.all([whole?.close(), split?.close()]));

  const all = async (audit: AuditStore) => ({
    decisions: await audit.decisions({ limit: 100 }),
    queries: await audit.queries({ limit: 100 }),
  });
  const erase = (given: Partial<Archive>, dryRun = false) => {
    if (split === undefined) throw new Error('no store');
    return eraseBoth(
      {
        records: split.audit,
        ledger: split.archive,
        configured: { archive: { ...archive, ...given }, afterDays: 30, retentionDays: 2_500 },
      },
      { name, pseudonym, dryRun },
      at('09T00:00:00.000'),
    );
  };

  it('does the same as in the store, and finds the name nowhere afterwards', async () => {
    if (whole === undefined || split === undefined) throw new Error('no store');
    const both = readBoth(split.audit, split.archive, archive);
    const before = await all(both);
    expect(before).toEqual(await all(whole.audit));

    // Nothing is changed by a dry run, or if the archive cannot be read.
    const { rows: wouldChange } = await erase({}, true);
    await expect(erase({ erase: () => Promise.reject(new Refusal('unavailable', 'away')) })).rejects.toThrow(
      'away',
    );
    expect(await all(both)).toEqual(before);

    // What the connector refuses: the store is done, and what remains is named.
    const refusing: Archive['erase'] = (person) =>
      person.dryRun ? archive.erase(person) : Promise.reject(new Refusal('invalid', 'no UPDATE'));
    const refused = await erase({ erase: refusing });
    expect(refused.failure?.message).toMatch(/in scrim's store from now on.*no UPDATE.*audit_decision \(4\)/);
    expect(Object.keys(refused.rows).filter((table) => table.startsWith(place.catalog))).toEqual([]);

    const { rows, failure } = await erase({});
    expect(failure).toBeUndefined();
    const inArchive = Object.entries(wouldChange).filter(([table]) => table.startsWith(place.catalog));
    expect(inArchive.length).toBe(4);
    expect(rows).toEqual(Object.fromEntries(inArchive));

    await whole.audit.erase({ name, pseudonym, dryRun: false });
    expect(await all(both)).toEqual(await all(whole.audit));
    expect((await erase({}, true)).rows).toEqual({});

    const found = await runAs(
      live().administrator,
      `SELECT count(*) FROM ${archive.place}.audit_text WHERE strpos(text, 'SELECT ''ann') > 0 OR digest LIKE 'own%'`,
    );
    expect(found.rows[0]?.[0]).toBe(0);
    // Records are moved again afterwards.
    expect(
      await moveToArchive(
        { store: split.audit, ledger: split.archive, archive, silent: 0 },
        at('05T00:00:00.000'),
      ),
    ).toHaveLength(1);
    expect(await all(both)).toEqual(await all(whole.audit));
  });
});
