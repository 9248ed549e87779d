import { describe, expect, it } from '@jest/globals';

import type { FoundAnswer, FoundDecision } from '../../audit/audit-store.js';
import { readQueryEvent } from '../../audit/query-event.js';
import type { QueryEvent } from '../../audit/query-event.js';
import type { ShownDocument } from '../../audit/shown-document.js';
import { joinQuery } from './join-query.js';
import type { Known } from './join-query.js';

const at = new Date('2026-05-01T10:00:00Z');
const ended = '2026-05-01T10:00:05.000Z';

/** An event about the end of a query. */
function eventOf({
  tables = [],
  failure,
  ...context
}: {
  readonly tables?: readonly object[];
  readonly failure?: readonly [name: string, message: string];
  readonly originalUser?: string;
}): QueryEvent {
  const read = readQueryEvent(
    JSON.stringify({
      createTime: at.toISOString(),
      endTime: ended,
      context: { user: 'ann', queryType: 'SELECT', ...context },
      metadata: { queryId: 'q', query: 'SELECT 1', queryState: 'FINISHED', tables },
      statistics: { outputRows: 1 },
      ...(failure !== undefined && {
        failureInfo: { errorCode: { name: failure[0] }, failureMessage: failure[1] },
      }),
    }),
  );
  if (read.kind !== 'query') throw new Error('no query');
  return read.event;
}

const document: ShownDocument = {
  dataSource: 's.d',
  kind: 'open',
  columns: [
    { name: 'id', tags: [], masks: [], beneath: [] },
    {
      name: 'Name',
      tags: ['PII'],
      masks: [
        { mask: { type: 'null' }, policy: 'names', where: "region = 'US'" },
        { mask: { type: 'hash', domain: 's.d' }, policy: 'hashes' },
      ],
      beneath: [],
    },
  ],
  rows: [{ type: 'custom', text: "region = 'EU'", policy: 'regions' }],
  sources: [],
};

const answer = (given: Partial<FoundAnswer>): FoundAnswer => ({
  ...{
    at,
    lastAt: at,
    user: 'ann',
    client: 'main',
    dataSource: 's.d',
    because: 'subscribed',
    shown: 'digest',
    answer: 'a',
  },
  ...{ revision: 7, project: 'p', purposes: ['billing'], document, inPlace: null },
  ...given,
});

const raw = { catalog: 'lake', schema: 'hr', table: 'people' };
const governed = (filters: readonly string[], mask?: string): object => ({
  ...{ ...raw, authorization: 'ann', filters },
  columns: [{ column: 'id' }, { column: 'name', ...(mask === undefined ? {} : { mask }) }],
});
const inPlace = [
  answer({ inPlace: { table: ['lake', 'hr', 'people'], filters: ["region = 'EU'"] } }),
  answer({ inPlace: { table: ['lake', 'hr', 'people'], masks: { id: null, name: "'x' || name" } } }),
];

const denial = (because: string, seconds: number, given: Partial<FoundDecision> = {}): FoundDecision => {
  const time = new Date(at.getTime() + seconds * 1_000);
  return {
    ...{ id: because, at: time, lastAt: time, times: 1, occasion: 'operation', user: 'ann', by: null },
    ...{ client: 'main', dataSource: null, outcome: 'denied', because, shown: null, answer: null },
    ...{ revision: null, project: null, purposes: [], requestId: null, details: {}, document: null },
    ...given,
  };
};

const joined = (event: QueryEvent, known: Partial<Known> = {}, keepMessages = true) =>
  joinQuery(
    'main',
    event,
    at,
    {
      governing: ({ table }) => (table === 'people' || table === 'people$files' ? ['s.d'] : []),
      calls: [],
      viewOf: () => undefined,
      inPlace: () => [],
      decided: () => [],
      hiddenBecause: undefined,
      isTrusted: () => false,
      ...known,
    },
    { keepSql: (sql) => sql, keepMessages },
  );

const shaped = {
  ...{ dataSource: 's.d', shown: 'digest', revision: 7, project: 'p', purposes: ['billing'], alarm: null },
  policies: ['hashes', 'names', 'regions'],
  filters: ["region = 'EU'"],
  columns: [
    { name: 'id', shown: 'raw' },
    {
      ...{ name: 'name', shown: 'masked', tags: ['PII'], policies: ['hashes', 'names'] },
      masks: ["null where region = 'US'", "hash in domain 's.d'"],
    },
  ],
};

describe('a query joined with its decisions', () => {
  it('reads a view as the decision about it shows it, and what is beneath it belongs to the view', () => {
    const view = { catalog: 'scrim', schema: 's', table: 'd', viewText: 'SELECT …', authorization: 'ann' };
    const chain = [{ '@type': 'view', catalogName: 'scrim', schemaName: 's', viewName: 'd' }];
    const { reads } = joined(
      eventOf({
        tables: [
          { ...governed([]), authorization: 'owner', referenceChain: chain },
          { ...view, columns: [{ column: 'id' }, { column: 'name' }] },
        ],
      }),
      { viewOf: (text, users) => (text === 'SELECT …' && users.includes('ann') ? answer({}) : undefined) },
    );
    expect(reads).toMatchObject([{ via: 'view', ...shaped }]);
  });

  it.each([
    ['as scrim answered', governed(["(region = 'EU')"], "concat('x', name)"), 'in place'],
    ['with more filters', governed(["region = 'EU'", 'id > 1'], "'x' || name"), 'in place'],
    ['of another table', { ...governed(["region = 'EU'"], "'x' || name"), schema: 'other' }, 'past scrim'],
    ['with another filter', governed(["region = 'US'"], "'x' || name"), 'past scrim'],
    ['without the filter', governed([], "'x' || name"), 'past scrim'],
    ['without the mask', governed(["region = 'EU'"]), 'past scrim'],
    ['with another mask', governed(["region = 'EU'"], 'name'), 'past scrim'],
  ])('reads a table in place %s', (_, table, via) => {
    const [read] = joined(eventOf({ tables: [table] }), { inPlace: () => inPlace }).reads;
    expect([read?.via, read?.alarm === null]).toEqual([via, via === 'in place']);
    if (via === 'in place') expect(read).toMatchObject(shaped);
  });

  it.each([
    ['that the mask of another column reads', "if(people.Region = 'EU', name)", undefined, 'in place'],
    ['that nothing of the table reads', "'region' || name", undefined, 'past scrim'],
    ['that has another mask', "if(region = 'EU', name)", "''", 'past scrim'],
  ])('knows that Trino skips the mask of a closed column %s', (_, mask, other, via) => {
    const answers = [
      answer({ inPlace: { table: ['lake', 'hr', 'people'], filters: [] } }),
      answer({ inPlace: { table: ['lake', 'hr', 'people'], masks: { name: mask, region: 'NULL' } } }),
    ];
    const region = { column: 'region', ...(other !== undefined && { mask: other }) };
    const table = { ...raw, authorization: 'ann', filters: [], columns: [{ column: 'name', mask }, region] };
    expect(joined(eventOf({ tables: [table] }), { inPlace: () => answers }).reads).toMatchObject([{ via }]);
  });

  it('reads by a table function what nobody can mask, unless a rule lets the user call it', () => {
    const named = { catalog: 'lake', schema: 'hr', table: 'people' };
    const call = (...tables: readonly object[]) => ({
      parts: ['lake', 'system', 'query'] as const,
      mentioned: eventOf({ tables }).metadata.tables,
    });
    const read = { catalog: 'lake', schema: 'system', table: 'query', via: 'past scrim' };
    expect(
      joined(eventOf({}), { calls: [call(named, { ...named, table: 'notes' }), call()] }).reads,
    ).toMatchObject([
      {
        ...{ ...read, dataSource: 's.d' },
        alarm: "ann read a table of data source 's.d' by lake.system.query, without a decision of scrim",
      },
      {
        ...{ ...read, dataSource: null },
        alarm:
          "ann read catalog 'lake' by lake.system.query, which can read any of its tables, without a decision of scrim",
      },
    ]);
    expect(joined(eventOf({}), { calls: [call(named)], isTrusted: () => true }).reads).toMatchObject([
      { ...read, dataSource: 's.d', alarm: null },
    ]);
    const allowing = (...parts: readonly string[]) => ({
      calls: [call(named)],
      decided: () => [
        denial("rule 'native'", 1, {
          outcome: 'allowed',
          details: { operation: 'ExecuteFunction', object: { parts } },
        }),
      ],
    });
    expect(joined(eventOf({}), allowing('lake', 'system', 'query')).reads).toMatchObject([
      { via: 'rule', dataSource: 's.d', filters: ["rule 'native'"], alarm: null },
    ]);
    expect(joined(eventOf({}), allowing('lake', 'system', 'query2')).reads).toMatchObject([
      { via: 'past scrim' },
    ]);
  });

  it('is shaped by one decision: filters of one and masks of another are no answer', () => {
    const mixed = inPlace.map((one, index) => ({ ...one, shown: `digest ${index}` }));
    const table = governed(["region = 'EU'"], "'x' || name");
    expect(joined(eventOf({ tables: [table] }), { inPlace: () => mixed }).reads).toMatchObject([
      { via: 'past scrim', alarm: expect.stringContaining('other filters or masks') },
    ]);
  });

  it('reads a table past scrim, which needs attention unless the user is trusted', () => {
    const event = eventOf({ tables: [governed([]), { ...governed([]), table: 'people$files' }] });
    expect(joined(event).reads).toMatchObject([
      {
        via: 'past scrim',
        dataSource: 's.d',
        alarm: "ann read a table of data source 's.d' without a decision of scrim",
      },
      { via: 'past scrim', dataSource: 's.d' },
    ]);
    expect(joined(event, { isTrusted: (user) => user === 'ann' }).reads).toMatchObject([
      { via: 'past scrim', alarm: null },
      { via: 'past scrim', alarm: null },
    ]);
  });

  /** A record that a rule allows an operation on columns of a table. */
  const ruling = (
    because: string,
    columns: readonly string[],
    { table = 'people', operation = 'SelectFromColumns', outcome = 'allowed' as const } = {},
  ) =>
    denial(because, 1, {
      outcome,
      details: { operation, object: { parts: ['lake', 'hr', table], columns } },
    });
  const past = { via: 'past scrim', alarm: expect.stringContaining('without a decision') };

  it.each<[string, readonly FoundDecision[], object]>([
    ['of all that it read', [ruling('raw', ['name', 'id', 'ssn'])], { filters: ['raw'] }],
    [
      'of each in a record of its own',
      [ruling('names', ['NAME']), ruling('ids', ['id'])],
      { filters: ['ids', 'names'] },
    ],
    [
      'to the owner of a view, of whom Trino asks so',
      [ruling('raw', ['id', 'name'], { operation: 'CreateViewWithSelectFromColumns' })],
      { filters: ['raw'] },
    ],
    ['of others than it read', [ruling('raw', ['id', 'mail'])], past],
    ['of none', [ruling('raw', [])], past],
    ['of another table', [ruling('raw', ['id', 'name'], { table: 'people2' })], past],
    [
      'of a table that is named as if it had columns',
      [ruling('raw', ['id', 'name'], { table: 'people (id, name' })],
      past,
    ],
    ['for another operation', [ruling('raw', ['id', 'name'], { operation: 'ShowColumns' })], past],
  ])('reads columns in the clear as a rule allows, or not: %s', (_, decided, found) => {
    const event = eventOf({ tables: [governed([])] });
    expect(joined(event, { decided: () => decided }).reads).toMatchObject([
      { via: 'rule', alarm: null, ...found },
    ]);
  });

  it('counts rows as a rule allows that names no columns', () => {
    const event = eventOf({ tables: [{ ...governed([]), columns: [] }] });
    expect(joined(event, { decided: () => [ruling('raw', [])] }).reads).toMatchObject([{ via: 'rule' }]);
    expect(joined(event).reads).toMatchObject([past]);
  });

  it('leaves out what filters and masks read, and knows tables of no data source', () => {
    const chain = [{ '@type': 'columnMask' }];
    const other = { ...governed([]), table: 'notes' };
    expect(
      joined(eventOf({ tables: [{ ...governed([]), referenceChain: chain }, other] })).reads,
    ).toMatchObject([{ via: 'other', table: 'notes', dataSource: null, alarm: null }]);
  });
});

describe('the reason of a denial', () => {
  const failure = ['PERMISSION_DENIED', 'Access Denied: Cannot select from table lake.hr.people'] as const;
  const on = (name: string) => ({ details: { operation: 'SelectFromColumns', on: `table ${name} (id)` } });

  it.each([
    [
      'of what the message names',
      [denial('other', 5, on('lake.hr.notes')), denial('this', 1, on('lake.hr.people'))],
      'this',
    ],
    ['nearest to the end', [denial('later', 90), denial('this', 4), denial('earlier', -90)], 'this'],
    ['none', [], null],
  ])('is that %s', (_, decided, because) => {
    const query = joined(eventOf({ failure }), { decided: () => decided });
    expect([query.denied, query.because]).toEqual([true, because]);
  });

  it('is also that of the user who impersonates', () => {
    const decided = (user: string) => (user === 'boss' ? [denial('may not impersonate', 1)] : []);
    expect(joined(eventOf({ failure, originalUser: 'boss' }), { decided })).toMatchObject({
      originalUser: 'boss',
      because: 'may not impersonate',
    });
  });

  it('is that for which a data source does not exist, and no other error is a denial', () => {
    const missing = ['TABLE_NOT_FOUND', "Table 'scrim.s.d' does not exist"] as const;
    expect(joined(eventOf({ failure: missing }), { hiddenBecause: 'no subscription' })).toMatchObject({
      denied: true,
      because: 'no subscription',
    });
    expect(joined(eventOf({ failure: missing }))).toMatchObject({ denied: false, because: null });
    const failed = ['DIVISION_BY_ZERO', 'Division by zero'] as const;
    expect(joined(eventOf({ failure: failed }), { hiddenBecause: 'x' })).toMatchObject({
      denied: false,
      errorName: 'DIVISION_BY_ZERO',
    });
  });
});

it.each([
  ['INVALID_CAST_ARGUMENT', "Cannot cast 'a secret' to bigint", null],
  ['SYNTAX_ERROR', "line 1:1: mismatched input 'secret'", null],
  ['PERMISSION_DENIED', 'Access Denied: Cannot select from table lake.hr.people', 'Access Denied'],
  ['TABLE_NOT_FOUND', "Table 'scrim.s.d' does not exist", 'scrim.s.d'],
])('keeps the message of %s only if it can contain no value, where texts are not kept whole', (...given) => {
  const [name, message, kept] = given;
  const event = eventOf({ failure: [name, message] });
  expect(joined(event).errorMessage).toBe(message);
  const { errorMessage, errorName } = joined(event, {}, false);
  expect(errorName).toBe(name);
  expect(errorMessage).toEqual(kept === null ? null : expect.stringContaining(kept));
});
