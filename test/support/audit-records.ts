import { randomUUID } from 'node:crypto';

import type { DecisionRow, FoundQuery } from '../../src/audit/audit-store.js';
import type { ReadRow } from '../../src/audit/query-row.js';

/** A decision on record, with what a test says of it. */
export const decisionRow = (given: Partial<DecisionRow> = {}): DecisionRow => {
  const at = given.at ?? new Date('2026-03-31T23:59:59.500Z');
  return {
    ...{ id: randomUUID(), at, lastAt: at, times: 1, occasion: 'view', user: 'ann', by: null },
    ...{ client: 'trino', dataSource: 's.d', outcome: 'open', because: 'subscribed', shown: null },
    ...{ answer: null, revision: 7, project: null, purposes: [], requestId: null, details: {} },
    ...given,
  };
};

/** A table that a query read. */
export const readRow = (given: Partial<ReadRow> = {}): ReadRow => ({
  ...{ catalog: 'scrim', schema: 's', table: 'd', via: 'view', dataSource: 's.d', authorization: 'ann' },
  ...{ shown: null, revision: 7, project: null, purposes: ['billing'], policies: ['names'], filters: [] },
  columns: [
    { name: 'id', shown: 'raw' },
    { name: 'name', shown: 'masked', masks: ['null'], policies: ['names'] },
  ],
  ...{ inputRows: 3, inputBytes: 48, alarm: null },
  ...given,
});

/** A query on record. */
export const queryRow = (given: Partial<FoundQuery> = {}): FoundQuery => ({
  ...{ cluster: 'main', queryId: '20260331_235959_00001_abcde', at: new Date('2026-03-31T23:59:59.900Z') },
  ...{ endedAt: new Date('2026-04-01T00:00:01Z'), user: 'ann', originalUser: null, principal: 'ann' },
  ...{ client: { source: 'trino-cli' }, state: 'FINISHED', type: 'SELECT', sql: 'SELECT 1', rows: 2 ** 40 },
  ...{ bytes: 9, writtenRows: null, writtenBytes: null, wallSeconds: 0.25, cpuSeconds: 0.125 },
  ...{ errorName: null, errorMessage: null, denied: false, because: null, output: null },
  reads: [readRow()],
  ...given,
});
