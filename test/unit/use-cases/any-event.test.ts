import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { createRecorder } from '../../../src/audit/recorder.js';
import type { OperationRecord } from '../../../src/audit/decision-record.js';
import { readQueryEvent } from '../../../src/audit/query-event.js';
import { createQueryRecorder } from '../../../src/use-cases/audit/record-queries.js';
import { auditedWorld } from './audit-records.js';
import type { AuditedWorld } from './audit-records.js';

let world: AuditedWorld;
beforeAll(async () => {
  world = await auditedWorld({
    users: [{ name: 'ann' }],
    dataSources: [
      { schema: 's', name: 'd', table: 'lake.hr.people', columns: [{ name: 'a', type: 'bigint' }] },
    ],
  });
  world.clock.now = new Date('2026-05-01T10:00:02Z');
});
afterAll(() => world.store.close());

/** Parts of an event, as a client of Trino can shape them. */
interface Given {
  readonly event?: object;
  readonly context?: object;
  readonly metadata?: object;
  readonly statistics?: object;
  readonly queryId: string;
}

const governed = { catalog: 'lake', schema: 'hr', table: 'people', columns: [{ column: 'a' }] };

/** The event of a query that read a table of a data source past scrim. */
function eventOf({ event, context, metadata, statistics, queryId }: Given) {
  const read = readQueryEvent(
    JSON.stringify({
      ...{ createTime: '2026-05-01T10:00:00Z', endTime: '2026-05-01T10:00:01Z' },
      ...event,
      statistics: { outputRows: 1, ...statistics },
      context: { user: 'ann', ...context },
      metadata: { queryId, queryState: 'FINISHED', query: 'SELECT 1', tables: [governed], ...metadata },
    }),
  );
  if (read.kind !== 'query') throw new Error('the event cannot be read');
  return read.event;
}

/** A text that an index cannot compress. */
const long = Array.from({ length: 9_000 }, (_, index) => ((index * 7_919) % 36_001).toString(36)).join('');
const failed = (message: string) => ({
  failureInfo: { errorCode: { name: 'X' }, failureMessage: message },
});
const table = (name: string) => ({ tables: [{ catalog: 'c', schema: 's', table: name }, governed] });

describe('a query is on record, and raises its alarm', () => {
  it.each<[string, Omit<Given, 'queryId'>]>([
    ['with NUL in its text', { metadata: { query: "SELECT 'a\0b'" } }],
    ['with half of a surrogate pair in its text', { metadata: { query: "SELECT 'a\ud800b'" } }],
    ['with NUL in its error message', { event: failed('a\0b') }],
    ['with NUL in its source', { context: { source: 'a\0' } }],
    ['with NUL in the name of a table', { metadata: table('a\0') }],
    ['of a user with a very long name', { context: { user: long } }],
    ['of a user with NUL', { context: { user: 'ann\0' } }],
    ['of a user with an empty name', { context: { user: '' } }],
    ['with a very long id', { metadata: { queryId: long } }],
    ['with a part of a row', { statistics: { outputRows: 1.5 } }],
    ['with more rows than fit into 64 bits', { statistics: { outputRows: 1e30 } }],
    ['of the year 1', { event: { createTime: '0001-01-01T00:00:00Z' } }],
    ['of the year 9999', { event: { createTime: '9999-01-01T00:00:00Z' } }],
    ['that ended in the year 1', { event: { endTime: '0001-01-01T00:00:00Z' } }],
    ['that ended in the year 8999', { event: { endTime: '8999-01-01T00:00:00Z' } }],
    [
      'that names 40,000 other tables first',
      {
        metadata: {
          tables: [
            ...Array.from({ length: 40_000 }, (_, index) => ({
              catalog: 'c',
              schema: 's',
              table: `t${index}`,
            })),
            governed,
          ],
        },
      },
    ],
  ])('%s', async (name, given) => {
    const alarms: string[] = [];
    const recorder = createQueryRecorder(world.store.audit, world.administration.ports, {
      ...{
        keepSql: (sql) => sql,
        keepMessages: true,
        trusted: new Map(),
        asking: new Set(),
        alarmFoldSeconds: 300,
      },
      onAlarm: ({ user }) => alarms.push(user),
    });
    const other = eventOf({ queryId: `other ${name}`, metadata: { tables: [] } });
    await Promise.all([
      recorder.receive('main', other),
      recorder.receive('main', eventOf({ queryId: name, ...given })),
    ]);
    expect(alarms).toHaveLength(1);
    // No name that was changed is that of somebody else.
    expect(alarms[0] === 'ann').toBe(given.context === undefined || 'source' in given.context);
  });
});

it('records what Trino asks about names that cannot be stored, apart from others', async () => {
  const recorder = createRecorder(world.store.audit, {
    now: world.administration.ports.now,
    foldSeconds: 60,
  });
  const operation = (given: Partial<OperationRecord>): OperationRecord => ({
    ...{ for: 'operation', client: 'odd', user: 'ann', operation: 'CreateTable', on: 'table c.s.t' },
    ...{ allowed: false, because: 'no rule' },
    ...given,
  });
  await Promise.all(
    [
      {},
      { on: 'table c.s.a\0b' },
      { on: 'table c.s.\ud800' },
      { on: 'table c.s.x', because: "no rule for 'x\0'" },
      { on: 'table c.s.x\0false\0no rule' },
      { user: long },
      { object: { parts: ['c', 's', 't\0'], columns: ['\ud800'] } },
      // Both in the same words.
      { object: { parts: ['c', 's', 't (a)'], columns: [] } },
      { object: { parts: ['c', 's', 't'], columns: ['a'] } },
    ].map((given) => recorder.record(operation(given))),
  );
  const found = await world.store.audit.decisions({ clients: ['odd'], limit: 10 });
  expect(found).toHaveLength(9);
  expect(found.every(({ times }) => times === 1)).toBe(true);
});
