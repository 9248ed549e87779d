import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { openEmptyStore } from '../../../test/unit/test-store.js';
import { queryOf, readOf } from '../../../test/unit/use-cases/audit-records.js';
import { exportStart } from '../../audit/export-position.js';
import type { ExportPosition } from '../../audit/export-position.js';
import type { ExportedRecord } from '../../audit/exported-record.js';
import { user } from '../../model/principals.js';
import { exportRecords } from '../../use-cases/audit/export-records.js';
import type { Store } from '../open-store.js';

let store: Store;
beforeAll(async () => {
  store = await openEmptyStore();
});
afterAll(() => store.close());

const at = (minute: number): Date => new Date(Date.UTC(2026, 4, 1, 10, minute));
const putDecision = (minute: number) =>
  store.audit.putDecisions(
    [
      {
        ...{ id: randomUUID(), at: at(minute), lastAt: at(minute), times: 1, occasion: 'view', user: 'ann' },
        ...{ by: null, client: 'trino', dataSource: 's.d', outcome: 'open', because: null, shown: null },
        ...{ answer: null, revision: 1, project: null, purposes: [], requestId: null, details: {} },
      },
    ],
    [],
  );
const putQuery = (id: string, minute: number, ended = true) => {
  const query = queryOf(id, 'ann', at(minute), [readOf('s.d')]);
  return store.audit.putQueries([ended ? query : { ...query, endedAt: null, reads: [] }]);
};

/** Exports what was not exported yet. */
let position: ExportPosition = exportStart;
async function exported(): Promise<readonly string[]> {
  const found: ExportedRecord[] = [];
  for (;;) {
    const page = await exportRecords(store, { after: position });
    position = page.position;
    if (page.records.length === 0) break;
    found.push(...page.records);
  }
  return found.map((one) =>
    one.record === 'query' ? one.queryId : one.record === 'change' ? one.key : one.at,
  );
}

describe('an export', () => {
  it('has each record once, and queries once they ended', async () => {
    await putQuery('late', 30);
    await putQuery('early', 10);
    await putQuery('running', 20, false);
    await putDecision(5);
    await store.change('ada', (editor) =>
      editor.put(
        'user',
        ['a', 'b'].map((name) => user.parse({ name })),
      ),
    );
    expect(await exported()).toEqual(['a', 'b', at(5).toISOString(), 'early', 'late']);
    expect(await exported()).toEqual([]);
    await putQuery('late', 30);
    await putQuery('running', 20);
    await putQuery('running', 20);
    expect(await exported()).toEqual(['running']);
    await store.change('ada', (editor) => editor.remove('user', ['a']));
    expect(await exported()).toEqual(['a']);
  });

  it('skips none while many are stored at once', async () => {
    const ids = Array.from({ length: 200 }, (_, index) => `many-${index}`);
    const found: string[] = [];
    const storing = Promise.all(ids.map((id, index) => putQuery(id, index % 60)));
    let done = false;
    void storing.then(() => (done = true));
    while (!done) found.push(...(await exported()));
    found.push(...(await exported()));
    expect(found.toSorted()).toEqual(ids.toSorted());
  });

  it('begins anew on a database whose transactions are counted from the start', async () => {
    const { records } = await store.audit.storedQueries({ after: '9000000000000', limit: 1 });
    expect(records).toHaveLength(1);
  });

  it('may be of a time only', async () => {
    const { records } = await exportRecords(store, {
      since: at(10).toISOString(),
      until: at(11).toISOString(),
    });
    expect(records.some((one) => one.record === 'query' && one.queryId === 'early')).toBe(true);
    expect(records.every((one) => one.at === at(10).toISOString())).toBe(true);
  });
});

it('the service has one process that exports, which goes on where another ended', async () => {
  const { exports } = store;
  expect(await exports.take('e', 'one', 60)).toEqual({ position: undefined });
  expect(await exports.take('e', 'two', 60)).toBeUndefined();
  const given = { ...exportStart, queries: '7' };
  expect(await exports.advance('e', 'one', given)).toBe(true);
  expect(await exports.advance('e', 'two', exportStart)).toBe(false);
  await exports.release('e', 'two');
  expect(await exports.take('e', 'two', 60)).toBeUndefined();
  await exports.release('e', 'one');
  expect(await exports.take('e', 'two', 0)).toEqual({ position: given });
  expect(await exports.take('e', 'three', 60)).toEqual({ position: given });
});
