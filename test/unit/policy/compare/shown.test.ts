import { describe, expect, it } from '@jest/globals';
import type { z } from 'zod';

import { worldFile } from '../../../../src/model/world.js';
import { platformTraits } from '../../../../src/platforms/index.js';
import { compareShown, overallChange } from '../../../../src/policy/compare/compare-shown.js';
import type { ShownChange, ShownOf } from '../../../../src/policy/compare/compare-shown.js';
import { decide } from '../../../../src/policy/decide.js';
import { required } from '../../../../src/base/invariant.js';
import { factsIn } from '../facts-of.js';
import { backwards } from './compared.js';

type World = z.input<typeof worldFile>;
type Rules = NonNullable<World['policies']>[number]['rules'];

const at = new Date('2026-06-01T00:00:00Z');
const columns = [
  { name: 'id', type: 'bigint' },
  { name: 'note', type: 'varchar' },
  { name: 'region', type: 'varchar' },
];

const world = (more: Partial<World>): World => ({
  settings: { hashKeyTable: 'vault.scrim.hash_key' },
  groups: [{ name: 'staff' }, { name: 'EU' }],
  users: [{ name: 'ann', groups: ['staff', 'EU'], attributes: { region: ['EU', 'US'] } }],
  dataSources: [
    { schema: 's', name: 't', table: 'c.s.t', columns },
    {
      ...{ schema: 's', name: 'q', query: 'SELECT id, note, region FROM s.t WHERE id > 0' },
      columns,
    },
    {
      ...{ schema: 's', name: 'n', query: 'SELECT region, count(*) AS n FROM s.t GROUP BY region' },
      columns: [
        { name: 'region', type: 'varchar' },
        { name: 'n', type: 'bigint' },
      ],
    },
    {
      schema: 's',
      name: 'less',
      query: 'SELECT id, note, region FROM s.other WHERE id NOT IN (SELECT t.id FROM s.t AS t)',
      columns,
    },
    { schema: 's', name: 'other', table: 'c.s.other', columns },
  ],
  subscriptionPolicies: [{ name: 'open', grant: { anyone: true }, target: { schemas: ['s'] } }],
  ...more,
});

function shownIn(of: World, dataSourceName: string): ShownOf {
  const facts = factsIn(worldFile.parse(of), { userName: 'ann', dataSourceName, at, project: undefined });
  const decision = decide(facts);
  if (decision.kind !== 'open') throw new Error(JSON.stringify(decision));
  return { dataSource: required(facts.dataSource), shown: decision.shown };
}

/** A change in a few words. */
const told = ({ rows, columns: changed, sources }: ShownChange): object => ({
  rows,
  ...(changed.size === 0 ? {} : { columns: Object.fromEntries(changed) }),
  ...(sources.size === 0
    ? {}
    : { sources: Object.fromEntries([...sources].map(([name, change]) => [name, told(change)])) }),
});

function compare(before: World, after: World, name = 's.t'): object {
  const [was, is] = [shownIn(before, name), shownIn(after, name)];
  const change = compareShown(was, is, platformTraits);
  expect(overallChange(compareShown(is, was, platformTraits))).toBe(backwards[overallChange(change)]);
  return told(change);
}

const rules = (of: Rules, dataSource = 's.t'): World =>
  world({ policies: [{ name: 'p', dataSource, rules: of }] });
const byName = (...names: string[]) => ({ names });

describe('what is shown of a table', () => {
  it('is equal for the same policies, and for others with the same effect', () => {
    expect(compare(world({}), world({}))).toEqual({ rows: 'equal' });
    const values = { column: { name: 'region' }, in: { attribute: 'region' } };
    expect(
      compare(rules([{ rows: values }]), rules([{ rows: { where: "region IN ('US', 'EU')" } }])),
    ).toEqual({
      rows: 'equal',
    });
    expect(
      compare(
        rules([{ rows: values }]),
        rules([
          { rows: { where: "@attributeValuesContains('region', region)" } },
          { rows: { where: 'region > @iam() OR region IS NOT NULL' } },
        ]),
      ),
    ).toEqual({ rows: 'equal' });
  });

  it('is narrower with a filter or a mask more', () => {
    expect(
      compare(
        rules([{ rows: { where: 'id > 0' } }]),
        rules([{ rows: { where: 'id > 1' } }, { mask: { type: 'hash' }, columns: byName('note') }]),
      ),
    ).toEqual({ rows: 'narrower', columns: { note: 'narrower' } });
  });

  it('tells of each column by itself', () => {
    expect(
      compare(
        rules([{ mask: { type: 'hash' }, columns: byName('note', 'id') }]),
        rules([
          { mask: { type: 'null' }, columns: byName('note') },
          { mask: { type: 'round', step: 10 }, columns: byName('id') },
        ]),
      ),
    ).toEqual({ rows: 'equal', columns: { note: 'narrower', id: 'wider' } });
  });

  it('is wider with a column more, and narrower with one less, in any order', () => {
    const source = { schema: 's', name: 't', table: 'c.s.t' };
    const before = world({ dataSources: [{ ...source, columns }] });
    const fewer = world({ dataSources: [{ ...source, columns: columns.slice(1).toReversed() }] });
    expect(compare(before, fewer)).toEqual({ rows: 'equal', columns: { id: 'narrower' } });
    expect(compare(fewer, before)).toEqual({ rows: 'equal', columns: { id: 'wider' } });
  });

  it('is different of another table', () => {
    const other = world({ dataSources: [{ schema: 's', name: 't', table: 'c.s.u', columns }] });
    expect(compare(world({}), other)).toEqual({
      rows: 'different',
      columns: { id: 'different', note: 'different', region: 'different' },
    });
  });

  it('compares no conditions over a column whose type changes', () => {
    const policies = (where: string): World['policies'] => [
      { name: 'p', dataSource: 's.t', rules: [{ rows: { where } }] },
    ];
    const typed = (type: string) => [
      { schema: 's', name: 't', table: 'c.s.t', columns: [{ name: 'id', type }, ...columns.slice(1)] },
    ];
    expect(
      compare(
        world({ dataSources: typed('bigint'), policies: policies('id > 1') }),
        world({ dataSources: typed('decimal(20, 0)'), policies: policies('id > 2') }),
      ),
    ).toEqual({ rows: 'different', columns: { id: 'different' } });
  });
});

it('compares what two people are shown, by their names', () => {
  const both = world({
    policies: [
      {
        ...{ name: 'p', dataSource: 's.t' },
        rules: [
          { rows: { where: 'region = @username() OR id > 7' } },
          {
            mask: { type: 'conditional', where: 'region <> @username()', mask: { type: 'null' } },
            columns: byName('note'),
          },
          {
            mask: { type: 'custom', expression: 'concat(value, @username())' },
            columns: byName('region'),
          },
        ],
      },
    ],
  });
  const one = shownIn(both, 's.t');
  const of = (before: string, after: string) =>
    told(compareShown({ ...one, reader: before }, { ...one, reader: after }, platformTraits));
  expect(of('ann', 'ann')).toEqual({ rows: 'equal' });
  expect(of('ann', 'bob')).toEqual({
    rows: 'different',
    columns: { note: 'different', region: 'different' },
  });
});

describe('what is shown of a query', () => {
  it('loses the rows that what it reads loses, row by row', () => {
    expect(compare(world({}), rules([{ rows: { where: "region = 'EU'" } }]), 's.q')).toEqual({
      rows: 'narrower',
      sources: { 's.t': { rows: 'narrower' } },
    });
  });

  it('may gain rows where it counts them, or leaves out those that there are', () => {
    for (const name of ['s.n', 's.less']) {
      expect(compare(world({}), rules([{ rows: { where: "region = 'EU'" } }]), name)).toMatchObject({
        rows: 'different',
      });
    }
  });

  it('may gain rows by a mask on what its conditions read', () => {
    const masked = rules([{ mask: { type: 'constant', value: 7 }, columns: byName('id') }]);
    expect(compare(world({}), masked, 's.q')).toEqual({
      rows: 'different',
      columns: { id: 'narrower' },
      sources: { 's.t': { rows: 'equal', columns: { id: 'narrower' } } },
    });
  });

  it('shows less by a mask on what it only shows', () => {
    const masked = rules([{ mask: { type: 'hash' }, columns: byName('note') }]);
    expect(compare(world({}), masked, 's.q')).toEqual({
      rows: 'equal',
      columns: { note: 'narrower' },
      sources: { 's.t': { rows: 'equal', columns: { note: 'narrower' } } },
    });
    const both = rules([{ mask: { type: 'hash' }, columns: byName('note') }, { rows: { where: 'id > 7' } }]);
    expect(compare(world({}), both, 's.q')).toMatchObject({ rows: 'narrower' });
    expect(compare(world({}), masked, 's.less')).toMatchObject({ rows: 'different' });
    for (const query of [
      'SELECT * FROM s.t',
      'SELECT a.id, note, b.region FROM s.t AS a JOIN s.other AS b USING (note)',
      'SELECT a.id, a.note, b.region FROM s.t AS a JOIN s.other AS b ON a.note = b.note',
      'SELECT id, note, upper(note) AS region FROM s.t',
      'SELECT DISTINCT id, note, region FROM s.t',
      'SELECT id, note, region FROM s.t ORDER BY note LIMIT 3',
    ]) {
      const reads = (of: World): World => ({
        ...of,
        dataSources: [
          ...(world({}).dataSources ?? []).filter(({ name }) => name !== 'q'),
          { schema: 's', name: 'q', query, columns },
        ],
      });
      expect([query, compare(reads(world({})), reads(masked), 's.q')]).toMatchObject([
        query,
        { rows: 'different' },
      ]);
    }
  });

  it('may show what a condition over a masked column hid', () => {
    const conditional = (type: 'hash' | 'null'): World => ({
      ...world({
        dataSources: [
          { schema: 's', name: 't', table: 'c.s.t', columns },
          {
            ...{ schema: 's', name: 'q', query: 'SELECT id, note, region, id + 1 AS next FROM s.t' },
            columns: [...columns, { name: 'next', type: 'bigint' }],
          },
        ],
        policies: [
          { name: 'p', dataSource: 's.t', rules: [{ mask: { type }, columns: byName('note') }] },
          {
            ...{ name: 'q', dataSource: 's.q' },
            rules: [
              {
                mask: { type: 'conditional', where: "note = 'x'", mask: { type: 'null' } },
                columns: byName('next'),
              },
            ],
          },
        ],
      }),
    });
    expect(compare(conditional('hash'), conditional('null'), 's.q')).toMatchObject({
      columns: { note: 'narrower', next: 'different' },
    });
  });

  it('is different of another query', () => {
    const other = world({
      dataSources: (world({}).dataSources ?? []).map((one) =>
        one.name === 'q' ? { ...one, query: 'SELECT id, note, region FROM s.t' } : one,
      ),
    });
    expect(compare(world({}), other, 's.q')).toMatchObject({ rows: 'different' });
  });
});
