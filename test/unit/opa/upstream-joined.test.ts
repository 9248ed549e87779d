import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import type { Upstream, UpstreamAnswers } from '../../../src/use-cases/access-control/cluster.js';
import type { WorldStore } from '../../../src/world/world-store.js';
import { storeOf } from '../store-of.js';
import { answering, clusterOf, columnIn, tableIn } from './cluster-of.js';

const columns = { id: 'bigint', name: 'varchar', region: 'varchar' };

let store: WorldStore;

beforeAll(async () => {
  store = await storeOf({
    settings: { definer: 'scrim_owner' },
    users: [{ name: 'ann', attributes: { region: ['EU'] } }],
    dataSources: [
      {
        schema: 'hr',
        name: 'people',
        table: 'lake.hr.people',
        columns: Object.entries(columns).map(([name, type]) => ({ name, type })),
      },
    ],
    subscriptionPolicies: [{ name: 'all', target: { schemas: ['hr'] }, grant: { anyone: true } }],
    policies: [
      {
        name: 'people',
        dataSource: 'hr.people',
        rules: [
          { rows: { column: { name: 'region' }, in: { attribute: 'region' } } },
          { mask: { type: 'null' }, columns: { names: ['name'] } },
        ],
      },
    ],
  });
});
afterAll(() => store.close());

/** A server with given answers, and what it was asked. */
async function withUpstream(answers: Partial<UpstreamAnswers>) {
  const asked: unknown[] = [];
  const upstream: Upstream = {
    has: (endpoint) => endpoint in answers,
    ask(endpoint, input) {
      asked.push([endpoint, (input as { readonly action: unknown }).action]);
      const answer = answers[endpoint];
      return answer === undefined ? Promise.reject(new Error('it is down')) : Promise.resolve(answer);
    },
  };
  return { asked, trino: await answering(store, clusterOf({ lake: 'upstream', mine: 'open' }, upstream)) };
}

const read = (name: string) => ['SelectFromColumns', tableIn(name, ['id'])] as const;

describe('another OPA server', () => {
  it.each([
    ['both allow', { allow: true }, 'lake.hr.people', true],
    ['it denies', { allow: false }, 'lake.hr.people', false],
    ['it is down', {}, 'lake.hr.people', false],
    ['it allows what is nobody’s', { allow: true }, 'lake.hr.other', true],
    ['it is not asked about other catalogs', {}, 'mine.s.t', true],
  ])('%s', async (_, answers, table, expected) => {
    const { trino } = await withUpstream(answers);
    expect(await trino.allows('ann', ...read(table))).toBe(expected);
  });

  it('is asked about what is in no catalog, and not about what scrim denies', async () => {
    const { trino, asked } = await withUpstream({ allow: true });
    expect(await trino.allows('ann', 'ExecuteQuery')).toBe(true);
    expect(await trino.allows('ann', 'ReadSystemInformation')).toBe(false);
    expect(asked).toEqual([['allow', { operation: 'ExecuteQuery' }]]);
  });

  it('has filters that are joined to those of scrim', async () => {
    const { trino } = await withUpstream({ rows: [{ expression: 'id > 0' }] });
    expect(await trino.rows('ann', 'lake.hr.people')).toEqual([
      { expression: "region = 'EU'", identity: 'scrim_owner' },
      { expression: 'id > 0' },
    ]);
    const { trino: without } = await withUpstream({ allow: true });
    expect(await without.rows('ann', 'lake.hr.people')).toHaveLength(1);
  });

  it('has masks that are joined to those of scrim: both make NULL', async () => {
    const mask = (expression: string) => ({ viewExpression: { expression } });
    const { trino } = await withUpstream({
      masks: [
        { index: 0, ...mask('-1') },
        { index: 1, ...mask("'x'") },
      ],
    });
    expect(await trino.masks('ann', 'lake.hr.people', columns)).toEqual([
      { index: 0, ...mask('-1') },
      { index: 1, ...mask('NULL') },
    ]);
    const resource = columnIn('lake.hr.people', 'id', 'bigint');
    const { trino: one } = await withUpstream({ masks: [{ index: 0, ...mask('-1') }] });
    expect(await one.ask('mask', 'ann', { operation: 'GetColumnMask', resource })).toEqual({
      expression: '-1',
    });
  });

  it('makes every column NULL when it masks one that was not in the question', async () => {
    const viewExpression = { expression: '-1' };
    const { trino } = await withUpstream({ masks: [{ index: 3, viewExpression }] });
    expect(await trino.masks('ann', 'lake.hr.people', columns)).toEqual(
      [0, 1, 2].map((index) => ({ index, viewExpression: { expression: 'NULL' } })),
    );
  });

  it.each(['rows', 'masks'] as const)('closes everything when %s cannot be asked', async (endpoint) => {
    const { trino } = await withUpstream({ [endpoint]: undefined });
    expect(await trino.rows('ann', 'lake.hr.people')).toEqual(
      endpoint === 'rows'
        ? [{ expression: 'false' }]
        : [{ expression: "region = 'EU'", identity: 'scrim_owner' }],
    );
    if (endpoint === 'masks') {
      expect(await trino.masks('ann', 'lake.hr.people', { id: 'bigint' })).toEqual([
        { index: 0, viewExpression: { expression: 'NULL' } },
      ]);
    }
  });

  const list = {
    operation: 'FilterTables',
    filterResources: ['lake.hr.none', 'mine.s.t', 'lake.hr.people', 'lake.hr.x'].map((name) => tableIn(name)),
  };

  it('shows of lists what both show', async () => {
    const { trino, asked } = await withUpstream({ batch: [1, 2] });
    expect(await trino.ask('batch', 'ann', list)).toEqual([1, 2, 3]);
    expect(asked).toMatchObject([
      [
        'batch',
        { filterResources: ['lake.hr.none', 'lake.hr.people', 'lake.hr.x'].map((name) => tableIn(name)) },
      ],
    ]);
  });

  it('is asked about each object of a list where it has no lists', async () => {
    const { trino, asked } = await withUpstream({ allow: true });
    expect(await trino.ask('batch', 'ann', list)).toEqual([0, 1, 2, 3]);
    expect(asked).toHaveLength(3);
    expect(asked[0]).toEqual(['allow', { operation: 'FilterTables', resource: tableIn('lake.hr.none') }]);
  });

  it('shows of columns what both show', async () => {
    const filterResources = [tableIn('lake.hr.people', ['x', 'id', 'name', 'region'])];
    const { trino, asked } = await withUpstream({ batch: [0, 2] });
    expect(await trino.ask('batch', 'ann', { operation: 'FilterColumns', filterResources })).toEqual([1, 3]);
    expect(asked).toMatchObject([
      ['batch', { filterResources: [tableIn('lake.hr.people', ['id', 'name', 'region'])] }],
    ]);
  });
});
