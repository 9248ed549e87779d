import { describe, expect, it } from '@jest/globals';

import type {
  AuditStore,
  DecisionSearch,
  FoundDecision,
  FoundQuery,
  StoredQuery,
} from '../../audit/audit-store.js';
import { digestOf } from '../../audit/digest.js';
import { readQueryEvent } from '../../audit/query-event.js';
import type { QueryEvent } from '../../audit/query-event.js';
import type { Ports } from '../views/ports.js';
import { createQueryRecorder } from './record-queries.js';

const table = { catalog: 'c', schema: 's', table: 't', columns: [{ column: 'x' }] };

const eventOf = (queryId: string, tables: readonly object[] = [table], minutes = 0): QueryEvent => {
  const at = (second: number): string => new Date(Date.UTC(2026, 4, 1, 10, minutes, second)).toISOString();
  const read = readQueryEvent(
    JSON.stringify({
      ...{ createTime: at(0), endTime: at(1), statistics: {} },
      context: { user: 'ann' },
      metadata: {
        ...{ queryId, queryState: 'FINISHED' },
        tables,
      },
    }),
  );
  if (read.kind !== 'query') throw new Error('the event cannot be read');
  return read.event;
};

/** A store that remembers which queries have ended. @param decisions those on record, the newest first */
function remembering(decisions: readonly Partial<FoundDecision>[] = []) {
  const known = new Set<string>();
  const store = {
    answersInPlace: () => Promise.resolve([]),
    decisions: ({ before, limit }: DecisionSearch) => {
      const from = decisions.findIndex(({ id }) => id === before?.id) + 1;
      return Promise.resolve(decisions.slice(from, from + limit));
    },
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

const options = {
  keepSql: () => null,
  keepMessages: true,
  trusted: new Map<string, ReadonlySet<string>>(),
  asking: new Set<string>(),
  alarmFoldSeconds: 300,
};

/** A record that a rule lets ann read column x of a table of c.s. */
const ruling = (name: string, given: Partial<FoundDecision> = {}): Partial<FoundDecision> => ({
  ...{ id: name, user: 'ann', client: 'main', outcome: 'allowed', because: "rule 'raw'" },
  ...{ at: new Date('2026-05-01T10:00:00Z'), lastAt: new Date('2026-05-01T10:00:00Z') },
  details: { operation: 'SelectFromColumns', object: { parts: ['c', 's', name], columns: ['x'] } },
  ...given,
});

describe('an alarm', () => {
  it.each([1, 5_001, 20_000])('is not raised where the oldest of %s decisions allows it', async (count) => {
    const decisions = Array.from({ length: count }, (_, index) =>
      ruling(index === count - 1 ? 't' : `t${index}`, { id: String(index) }),
    );
    const alarms: string[] = [];
    const recorder = createQueryRecorder(remembering(decisions), ports, {
      ...options,
      onAlarm: ({ queryId }) => alarms.push(queryId),
    });
    await recorder.receive('main', eventOf('q1'));
    expect(alarms).toEqual([]);
  });

  it.each<[string, { asking?: string[]; reporting?: string[]; client: string }, readonly string[]]>([
    ['the same', { asking: ['main', 'other'], client: 'main' }, []],
    ['another, of those that ask', { asking: ['main', 'other'], client: 'other' }, ['q1']],
    [
      'another that reports too',
      { asking: ['other'], reporting: ['main', 'other'], client: 'other' },
      ['q1'],
    ],
    ['one that has this name only where it asks', { asking: ['prod'], client: 'prod' }, []],
  ])('is raised or not by what is allowed on a cluster: %s', async (_, given, raised) => {
    const { asking, reporting = ['main'], client } = given;
    const alarms: string[] = [];
    const recorder = createQueryRecorder(remembering([ruling('t', { client })]), ports, {
      ...options,
      ...{ trusted: new Map(reporting.map((name) => [name, new Set()])), asking: new Set(asking) },
      onAlarm: ({ queryId }) => alarms.push(queryId),
    });
    await recorder.receive('main', eventOf('q1'));
    expect(alarms).toEqual(raised);
  });

  it('is raised once for each query, however often its event arrives', async () => {
    const alarms: string[] = [];
    const recorder = createQueryRecorder(remembering(), ports, {
      ...options,
      onAlarm: ({ queryId }) => alarms.push(queryId),
    });
    for (const id of ['q1', 'q1', 'q2', 'q1']) await recorder.receive('main', eventOf(id));
    expect(alarms).toEqual(['q1', 'q2']);
  });
});

describe('a view with the text that scrim answered', () => {
  const chain = [{ '@type': 'view', catalogName: 'c', schemaName: 's', viewName: 'v' }];
  const view = { catalog: 'c', schema: 's', table: 'v', viewText: 'SELECT x', columns: [{ column: 'x' }] };
  const tables = [{ ...table, referenceChain: chain }, view];

  it.each([
    ['at that time', '10:00:00', 0, 'view'],
    ['a while before', '09:56:00', 0, 'view'],
    ['before that, as a copy of the text would be', '09:50:00', 0, 'past scrim'],
    ['at that time, by a clock that is behind that of Trino', '10:00:00', 20, 'view'],
  ])('is a view of scrim if scrim answered it %s', async (_, lastAt, minutes, via) => {
    const stored: FoundQuery[] = [];
    const recorder = createQueryRecorder(
      {
        ...remembering(),
        answersByDigest: () =>
          Promise.resolve([
            {
              ...{ answer: digestOf('SELECT x'), user: 'ann', dataSource: 's.governed', document: null },
              ...{ at: new Date('2026-05-01T09:00:00Z'), lastAt: new Date(`2026-05-01T${lastAt}Z`) },
            },
          ]),
        putQueries: (queries: readonly FoundQuery[]) => {
          stored.push(...queries);
          return Promise.resolve(queries);
        },
      } as unknown as AuditStore,
      ports,
      { ...options, onAlarm: () => undefined },
    );
    await recorder.receive('main', eventOf('q1', tables, minutes));
    expect(stored.flatMap(({ reads }) => reads.map((read) => read.via))).toContain(via);
  });
});
