import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import type { DecisionRecord } from '../../../src/audit/decision-record.js';
import { keyOf, schemaOf } from '../../../src/model/world.js';
import type { Kind, ObjectOf } from '../../../src/model/world.js';
import type { Editor, WorldStore } from '../../../src/world/world-store.js';
import { often, runs } from '../../support/runs.js';
import { openEmptyStore } from '../test-store.js';
import { storeOf } from '../store-of.js';
import { answering, clusterOf, columnIn, tableIn } from './cluster-of.js';

const moments = ['2030-01-01', '2030-01-02', '2030-01-03'].map((day) => `${day}T00:00:00Z`);
const end = fc.constantFrom(undefined, ...moments);
/** Before, between and after the moments at which something ends, and at one of these. */
const times = [
  '2029-12-31T12:00:00Z',
  ...moments.slice(0, 1),
  '2030-01-01T12:00:00Z',
  '2030-01-02T12:00:00Z',
];
const time = fc.constantFrom(...times, '2030-01-03T12:00:00Z').map((text) => new Date(text));

const user = fc.constantFrom('ann', 'ben');
const group = fc.constantFrom('g', 'h');
const principal = fc.oneof(
  user.map((name) => ({ user: name })),
  group.map((name) => ({ group: name })),
);
const dataSource = fc.constantFrom('s.t', 's.u');

/** A change of one object; `undefined` in it means that it has no such member. */
type Change = readonly [Kind, unknown];
const changeOf = (kind: Kind, object: fc.Arbitrary<object>): fc.Arbitrary<Change> =>
  object.map((one) => [kind, JSON.parse(JSON.stringify(one)) as unknown]);

const change = fc.oneof(
  changeOf('settings', fc.record({ definer: fc.constantFrom(undefined, 'owner', 'ann') })),
  changeOf(
    'user',
    fc.record({
      name: user,
      groups: fc.subarray(['g', 'h']),
      attributes: fc.record({ region: fc.subarray(['EU', 'US']) }),
      active: fc.constantFrom(true, true, false),
    }),
  ),
  changeOf('group', fc.record({ name: group, attributes: fc.record({ region: fc.subarray(['ASIA']) }) })),
  changeOf(
    'dataSource',
    fc
      .record({
        name: fc.constantFrom('t', 'u'),
        enabled: fc.constantFrom(true, true, false),
        tags: fc.subarray(['PII']),
        columns: fc.constantFrom(['a', 'b'], ['a']),
        owners: fc.array(principal, { maxLength: 1 }),
      })
      .map(({ name, columns, ...of }) => ({
        ...{ schema: 's', name, table: `lake.s.${name}`, ...of },
        columns: columns.map((column) => ({ name: column, type: 'varchar' })),
      })),
  ),
  changeOf(
    'subscription',
    fc.record({
      dataSource,
      subscriber: principal,
      status: fc.constantFrom('approved', 'approved', 'revoked'),
      expires: end,
    }),
  ),
  changeOf(
    'block',
    fc.record({
      blocked: principal,
      scope: fc.oneof(
        fc.constant({ everything: true }),
        dataSource.map((name) => ({ dataSource: name })),
      ),
      until: end,
      reason: fc.constantFrom('incident', 'audit'),
    }),
  ),
  changeOf(
    'subscriptionPolicy',
    fc.record({
      name: fc.constant('p'),
      enabled: fc.boolean(),
      target: fc.constantFrom({ tags: ['PII'] }, { schemas: ['s'] }),
      grant: group.map((name) => ({ condition: { group: name } })),
    }),
  ),
  changeOf(
    'policy',
    fc.record({
      name: fc.constantFrom('q', 'r'),
      enabled: fc.boolean(),
      dataSource,
      rules: fc.constantFrom<object[]>(
        [{ mask: { type: 'null' }, columns: { names: ['b'] }, exceptWhen: { group: 'g' } }],
        [{ rows: { column: { name: 'a' }, in: { attribute: 'region' } } }],
      ),
    }),
  ),
  changeOf(
    'operationRule',
    fc.record({
      name: fc.constant('o'),
      who: principal.map((one) => [one]),
      allow: fc.constantFrom(['engineer'], ['SelectFromColumns']),
      in: fc.constantFrom(['lake'], ['lake.s.t']),
    }),
  ),
  changeOf(
    'project',
    fc.record({
      name: fc.constant('w'),
      dataSources: fc.subarray(['s.t', 's.u']),
      members: fc.array(principal, { minLength: 1, maxLength: 2 }),
      equalized: fc.boolean(),
    }),
  ),
  changeOf('workingProject', fc.record({ user, project: fc.constant('w') })),
);

/** What happens before all questions are asked again. */
const step = fc.record({
  changes: fc.array(fc.tuple(change, fc.boolean()), { maxLength: 2 }),
  at: time,
});

const names = ['lake.s.t', 'lake.s.u', 'lake.s.v', 'lake.s.t$files'];
const questions = ['ann', 'owner'].flatMap((who) => [
  ['allow', who, { operation: 'ExecuteQuery' }] as const,
  ...names.map(
    (name) => ['allow', who, { operation: 'SelectFromColumns', resource: tableIn(name, ['a']) }] as const,
  ),
  ['allow', who, { operation: 'InsertIntoTable', resource: tableIn('lake.s.t') }] as const,
  ['allow', who, { operation: 'Whatever' }] as const,
  ['rows', who, { operation: 'GetRowFilters', resource: tableIn('lake.s.t') }] as const,
  ['mask', who, { operation: 'GetColumnMask', resource: columnIn('lake.s.u', 'b', 'varchar') }] as const,
  [
    ...(['masks', who] as const),
    {
      operation: 'GetColumnMask',
      filterResources: ['a', 'b'].map((name) => columnIn('lake.s.t', name, 'varchar')),
    },
  ] as const,
  [
    ...(['batch', who] as const),
    { operation: 'FilterTables', filterResources: names.map((name) => tableIn(name)) },
  ] as const,
  [
    ...(['batch', who] as const),
    { operation: 'FilterColumns', filterResources: [tableIn('lake.s.u', ['a', 'b'])] },
  ] as const,
]);

const main = clusterOf({ lake: 'inPlace' });

/** What is on record, as far as it is written down. */
const written = (record: DecisionRecord): unknown => {
  if (!('decision' in record)) return record;
  const { kind, access, problems, shown, ...work } = record.decision;
  const decision = { kind, because: access.because, problems, shown: shown?.digest, ...work };
  // The document is in the first record only.
  return { ...record, decision, answer: record.answer?.digest };
};

type Asked = Awaited<ReturnType<typeof answering>>;

/** The answers to all questions, and what was put on record for them. */
async function answers({ ask, records, failures }: Asked): Promise<unknown> {
  const before = records.length;
  const found: unknown[] = [];
  for (const [endpoint, who, action] of questions) found.push(await ask(endpoint, who, action));
  expect(failures).toEqual([]);
  return { found, records: records.slice(before).map(written) };
}

let store: WorldStore;
beforeAll(async () => {
  store = await openEmptyStore();
});
afterAll(() => store.close());

async function make<K extends Kind>(editor: Editor, kind: K, input: unknown, remove: boolean): Promise<void> {
  const object = schemaOf[kind].parse(input) as ObjectOf[K];
  await (remove ? editor.remove(kind, [keyOf[kind](object)]) : editor.put(kind, [object]));
}

it('answers from memory are those of a fresh memory, after changes and at other times', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 2, maxLength: 6 }), async (steps) => {
      let now = new Date(0);
      const options = { now: () => now };
      // The smaller ones forget entries, versions of entries, and answers.
      const remembering = [
        await answering(store, main, options),
        await answering(store, main, { ...options, memory: { entryBytes: 20_000 } }),
        await answering(store, main, { ...options, memory: { entryBytes: 60_000, answerBytes: 50_000 } }),
      ];
      for (const { changes, at } of steps) {
        await store.change('test', async (editor) => {
          for (const [[kind, input], remove] of changes) await make(editor, kind, input, remove);
        });
        now = at;
        const fresh = await answers(await answering(store, main, options));
        for (const trino of remembering) expect(await answers(trino)).toEqual(fresh);
      }
    }),
    { numRuns: runs(often(24, 90)), endOnFailure: true },
  );
});

describe('a question that is asked again', () => {
  let trino: Asked;
  let other: Asked;
  let small: WorldStore;
  beforeAll(async () => {
    small = await storeOf({
      users: [{ name: 'ann' }],
      dataSources: [{ schema: 's', name: 't', table: 'lake.s.t', columns: [{ name: 'a', type: 'varchar' }] }],
      subscriptionPolicies: [{ name: 'all', target: { schemas: ['s'] }, grant: { anyone: true } }],
    });
    trino = await answering(small, main);
    other = await answering(small, main, { cacheBytes: 1_000_000 });
  });
  afterAll(() => small.close());

  const select = { operation: 'SelectFromColumns', resource: tableIn('lake.s.t', ['a']) };

  it('is on record each time, with its own request', async () => {
    expect([await trino.ask('allow', 'ann', select), await trino.ask('allow', 'ann', select)]).toEqual([
      true,
      true,
    ]);
    const records = trino.records.map(written);
    const [first, ...again] = [records.slice(0, 2), records.slice(2)];
    expect(first).toMatchObject([
      { for: 'in-place', client: 'main', requestId: 'r1', user: 'ann', dataSource: 's.t' },
      { for: 'operation', client: 'main', requestId: 'r1', user: 'ann', allowed: true },
    ]);
    expect(again).toEqual([first]);
  });

  it('is another question when another cluster asks', async () => {
    const question = {
      input: { context: { identity: { user: 'ann' } }, action: select },
    };
    const closed = { ...clusterOf({ lake: 'closed' }), name: 'other' };
    expect([await trino.post('allow', question), await trino.post('allow', question, closed)]).toEqual([
      true,
      false,
    ]);
  });

  it('takes one place in memory, whatever the query is', async () => {
    const bytes = () => trino.inMemory().answers.bytes;
    const asked = (queryId: string): Promise<unknown> =>
      trino.post('allow', {
        input: { context: { identity: { user: 'ann' }, queryId }, action: { operation: 'ExecuteQuery' } },
      });
    await asked('20301231_000000_00001_abcde');
    const before = bytes();
    expect(await asked('20301231_000000_00002_abcde')).toBe(true);
    expect(bytes()).toBe(before);
    await asked('no id of a query');
    expect(bytes()).toBeGreaterThan(before);
  });

  it('is not remembered if it is long, and never with more bytes than there are', async () => {
    const tables = Array.from({ length: 500 }, (_, index) => tableIn(`lake.s.t${index}`));
    const list = { operation: 'FilterTables', filterResources: tables };
    expect(await other.ask('batch', 'ann', list)).toEqual([]);
    expect(other.inMemory().answers.bytes).toBe(0);
    for (let index = 0; index < 300; index += 1) {
      const resource = tableIn(`lake.s.t${index}`, ['a']);
      await other.ask('allow', 'ann', { operation: 'SelectFromColumns', resource });
    }
    const { bytes, most } = other.inMemory().answers;
    expect(bytes).toBeLessThanOrEqual(most);
  });
});
