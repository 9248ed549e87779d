import { describe, expect, it } from '@jest/globals';

import type { AuditStore, FoundQuery, StoredQuery } from '../../audit/audit-store.js';
import { readQueryEvent } from '../../audit/query-event.js';
import type { QueryEvent } from '../../audit/query-event.js';
import type { Ports } from '../views/ports.js';
import { createQueryRecorder } from './record-queries.js';

const eventOf = (queryId: string): QueryEvent => {
  const read = readQueryEvent(
    JSON.stringify({
      ...{ createTime: '2026-05-01T10:00:00Z', endTime: '2026-05-01T10:00:01Z', statistics: {} },
      context: { user: 'ann' },
      metadata: {
        ...{ queryId, queryState: 'FINISHED' },
        tables: [{ catalog: 'c', schema: 's', table: 't', columns: [{ column: 'x' }] }],
      },
    }),
  );
  if (read.kind !== 'query') throw new Error('the event cannot be read');
  return read.event;
};

/** A store that remembers which queries have ended. */
function remembering() {
  const known = new Set<string>();
  const store = {
    answersInPlace: () => Promise.resolve([]),
    decisions: () => Promise.resolve([]),
    putQueries: (queries: readonly FoundQuery[]) =>
      Promise.resolve(
        queries.filter(({ queryId }): boolean => !known.has(queryId) && !!known.add(queryId)),
      ) satisfies Promise<readonly StoredQuery[]>,
  };
  return store as unknown as AuditStore;
}

const ports = {
  now: () => new Date('2026-05-01T10:00:02Z'),
  world: {
    ask: (read: (look: (entry: object) => unknown) => unknown) => Promise.resolve(read(() => ['s.governed'])),
  },
} as unknown as Ports;

describe('an alarm', () => {
  it('is raised once for each query, however often its event arrives', async () => {
    const alarms: string[] = [];
    const recorder = createQueryRecorder(remembering(), ports, {
      ...{ keepSql: () => null, trusted: new Map(), alarmFoldSeconds: 300 },
      onAlarm: ({ queryId }) => alarms.push(queryId),
    });
    for (const id of ['q1', 'q1', 'q2', 'q1']) await recorder.receive('main', eventOf(id));
    expect(alarms).toEqual(['q1', 'q2']);
  });
});
