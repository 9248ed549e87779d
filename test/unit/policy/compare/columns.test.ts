import { describe, expect, it } from '@jest/globals';

import type { Platform } from '../../../../src/model/data-source.js';
import type { Change } from '../../../../src/policy/compare/change.js';
import { compareColumn } from '../../../../src/policy/compare/compare-columns.js';
import type { AppliedMask, ColumnDecision, MaskLayer } from '../../../../src/policy/shown.js';
import { backwards, columnOf, comparedOn, settled } from './compared.js';

type Layers = readonly (AppliedMask | readonly [AppliedMask, string])[];

const layersOf = (layers: Layers): readonly MaskLayer[] =>
  layers.map((layer): MaskLayer =>
    'type' in layer
      ? { mask: layer, policy: 'p' }
      : { mask: layer[0], policy: 'p', where: settled(layer[1]) },
  );

function compare(
  column: string,
  before: Layers,
  after: Layers,
  platform: Platform = 'trino',
  within?: 'within a query',
): Change {
  const of = (layers: Layers): ColumnDecision => ({ column: columnOf(column), masks: layersOf(layers) });
  const change = compareColumn(of(before), of(after), comparedOn(platform), within);
  expect(compareColumn(of(after), of(before), comparedOn(platform), within)).toBe(backwards[change]);
  return change;
}

const nothing: AppliedMask = { type: 'null' };
const constant = (value: string): AppliedMask => ({ type: 'constant', value });
const hash = (domain = 'd'): AppliedMask => ({ type: 'hash', domain });
const partial = (first: number, last: number, cover = '*'): AppliedMask => ({
  type: 'partial',
  first,
  last,
  cover,
});
const regex = (pattern: string): AppliedMask => ({ type: 'regex', pattern, replacement: '' });
const step = (text: string): AppliedMask => ({ type: 'round', step: text });
const unit = (name: 'second' | 'hour' | 'day' | 'week' | 'month' | 'quarter' | 'year'): AppliedMask => ({
  type: 'round',
  unit: name,
});
const bucket = (boundaries: readonly string[], labels?: readonly string[]): AppliedMask => ({
  type: 'bucket',
  boundaries,
  ...(labels === undefined ? {} : { labels }),
});
const custom = (text: string): AppliedMask => ({ type: 'custom', ...settled(text) });

describe('one mask for every cell', () => {
  it.each<[column: string, before: AppliedMask | 'raw', after: AppliedMask | 'raw', change: Change]>([
    ['region', 'raw', 'raw', 'equal'],
    ['region', 'raw', nothing, 'narrower'],
    ['region', 'raw', hash(), 'narrower'],
    ['region', 'raw', custom('lower(region)'), 'narrower'],
    // A lookup table is shown that was not shown before.
    ['region', 'raw', custom('(SELECT t.a FROM x.y.t AS t WHERE t.b = region)'), 'different'],
    ['at', 'raw', unit('second'), 'narrower'],
    // The view shows six digits of a second, and the mask would reveal how the others were rounded.
    ['exact', 'raw', unit('second'), 'different'],
    ['exact', 'raw', nothing, 'narrower'],
    ['exact', 'raw', custom("date_trunc('day', exact)"), 'different'],
    ['list', 'raw', custom('slice(list, 1, 1)'), 'different'],
    ['list', 'raw', nothing, 'narrower'],
    ['region', hash(), hash(), 'equal'],
    ['region', hash(), hash('other'), 'different'],
    ['region', hash(), { type: 'hash', domain: 'd', perProject: true }, 'different'],
    ['region', hash(), nothing, 'narrower'],
    ['region', hash(), constant('x'), 'narrower'],
    ['region', hash(), partial(2, 1), 'different'],
    ['region', constant('x'), nothing, 'narrower'],
    ['region', constant('x'), constant('y'), 'different'],
    ['amount', constant('5'), constant('5.00'), 'equal'],
    ['region', partial(2, 1), constant('x'), 'narrower'],
    // A value of three characters was covered, and would show its first.
    ['region', partial(2, 1), partial(1, 0), 'different'],
    ['region', partial(2, 1), partial(1, 2), 'different'],
    ['region', partial(2, 1), partial(2, 1, '#'), 'different'],
    ['region', regex('[0-9]'), regex('[0-9]+'), 'different'],
    ['region', regex('[0-9]'), constant('x'), 'narrower'],
    // In place, what a short column cannot hold is NULL, and the constant would show that there is a value.
    ['short', regex('[0-9]'), constant('x'), 'different'],
    ['short', hash(), constant('x'), 'different'],
    ['short', partial(1, 1), constant('x'), 'narrower'],
    ['region', custom('lower(region)'), custom('lower( region )'), 'equal'],
    ['region', custom('lower(region)'), custom('upper(region)'), 'different'],
    // It may make values NULL.
    ['region', custom('lower(region)'), constant('x'), 'different'],
    ['region', custom('lower(region)'), nothing, 'narrower'],
    ['id', step('10'), step('10'), 'equal'],
    ['id', step('10'), step('100'), 'narrower'],
    ['id', step('10'), step('25'), 'different'],
    ['amount', step('0.5'), step('10'), 'narrower'],
    ['amount', step('0.2'), step('0.5'), 'different'],
    ['ratio', step('1'), step('10'), 'different'],
    ['id', step('10'), constant('1'), 'narrower'],
    ['at', unit('second'), unit('hour'), 'narrower'],
    ['at', unit('hour'), unit('day'), 'narrower'],
    ['at', unit('day'), unit('week'), 'narrower'],
    ['at', unit('week'), unit('month'), 'different'],
    ['at', unit('week'), unit('year'), 'different'],
    ['day', unit('month'), unit('quarter'), 'narrower'],
    ['day', unit('month'), unit('year'), 'narrower'],
    // The first year of the type is NULL.
    ['day', unit('month'), constant('2000-01-01'), 'different'],
    ['id', bucket(['0', '10', '20']), bucket(['0', '20']), 'narrower'],
    ['id', bucket(['0', '10', '20']), bucket(['10']), 'narrower'],
    ['id', bucket(['0', '10', '20']), bucket(['0', '15']), 'different'],
    ['amount', bucket(['0', '10']), bucket(['0.00', '10.0']), 'equal'],
    ['id', bucket(['0', '10']), constant('1'), 'different'],
    ['id', bucket(['0', '10'], ['a', 'b', 'c']), bucket(['0', '10'], ['a', 'b', 'c']), 'equal'],
    ['id', bucket(['0', '10'], ['a', 'b', 'c']), bucket(['0', '10'], ['x', 'y', 'z']), 'different'],
    ['id', step('5'), bucket(['0', '10']), 'different'],
    ['id', 'raw', hash(), 'narrower'],
    ['id', hash(), nothing, 'narrower'],
    // In place a hash is NULL here.
    ['id', hash(), constant('1'), 'different'],
  ])('%s: %j → %j: %s', (column, before, after, change) => {
    const layers = (mask: AppliedMask | 'raw'): Layers => (mask === 'raw' ? [] : [mask]);
    expect(compare(column, layers(before), layers(after))).toBe(change);
  });

  it('knows the rules of Redshift', () => {
    expect(compare('id', [hash()], [constant('1')], 'redshift')).toBe('narrower');
    // Near the largest number it is NULL.
    expect(compare('ratio', [step('10')], [constant('1')], 'redshift')).toBe('different');
    expect(compare('ratio', [step('10')], [constant('1')], 'trino')).toBe('narrower');
    expect(
      compare('id', [bucket(['0', '10'], ['a', 'b', 'c'])], [bucket(['0'], ['a', 'b'])], 'redshift'),
    ).toBe('narrower');
    expect(
      compare('id', [bucket(['0', '10'], ['a', 'b', 'b'])], [bucket(['10'], ['a', 'b'])], 'redshift'),
    ).toBe('different');
  });

  it('keeps values beneath all boundaries apart from NULL', () => {
    expect(compare('id', [bucket(['0', '10'])], [bucket(['0', '10'], ['a', 'b', 'c'])], 'redshift')).toBe(
      'wider',
    );
  });

  it('knows what a query shows of masks that change a type', () => {
    expect(compare('id', [hash()], [nothing], 'trino', 'within a query')).toBe('equal');
    expect(compare('id', [hash()], [constant('1')], 'redshift', 'within a query')).toBe('wider');
    expect(compare('region', [hash()], [constant('1')], 'trino', 'within a query')).toBe('narrower');
  });

  it('compares no columns of different types', () => {
    const of = (type: string): ColumnDecision => ({ column: { ...columnOf('id'), type }, masks: [] });
    expect(compareColumn(of('bigint'), of('integer'), comparedOn())).toBe('different');
  });
});

describe('masks for some cells', () => {
  it.each<[name: string, before: Layers, after: Layers, change: Change]>([
    ['a mask where there was none', [], [[nothing, "region = 'EU'"]], 'narrower'],
    ['for more cells', [[nothing, 'id = 1']], [[nothing, 'id IN (1, 2)']], 'narrower'],
    ['for other cells', [[nothing, 'id = 1']], [[nothing, 'id = 2']], 'different'],
    ['for all', [[nothing, 'id = 1']], [nothing], 'narrower'],
    ['for all, but milder', [[nothing, 'id = 1']], [hash()], 'different'],
    ['stricter in some', [hash()], [[nothing, 'id = 1'], hash()], 'narrower'],
    ['milder in some', [hash()], [[partial(1, 1), 'id = 1'], hash()], 'different'],
    ['the same in two parts', [hash()], [[hash(), 'id = 1'], hash()], 'equal'],
    [
      'in another order',
      [
        [nothing, 'id = 1 AND id IS NOT NULL'],
        [hash(), 'id = 2 AND id IS NOT NULL'],
      ],
      [
        [hash(), 'id = 2 AND id IS NOT NULL'],
        [nothing, 'id = 1 AND id IS NOT NULL'],
      ],
      'equal',
    ],
    [
      'in another order, over each other where a condition is NULL',
      [
        [nothing, 'id = 1'],
        [hash(), 'id = 2'],
      ],
      [
        [hash(), 'id = 2'],
        [nothing, 'id = 1'],
      ],
      'wider',
    ],
    [
      'in another order, over each other',
      [
        [nothing, 'id = 1'],
        [hash(), 'id >= 1'],
      ],
      [
        [hash(), 'id >= 1'],
        [nothing, 'id = 1'],
      ],
      'wider',
    ],
    ['NULL masks', [[nothing, 'id = 1']], [[nothing, 'coalesce(id = 1, true)']], 'equal'],
    ['NULL does not mask', [[nothing, 'id = 1']], [[nothing, 'coalesce(id = 1, false)']], 'wider'],
    ['never used', [hash(), nothing], [hash()], 'equal'],
    ['for no cell', [[nothing, 'false']], [], 'equal'],
  ])('%s', (_, before, after, change) => {
    expect(compare('region', before, after)).toBe(change);
  });

  it('sees that a mask which changes the type was NULL among raw values', () => {
    expect(compare('id', [[hash(), 'flag']], [hash()])).toBe('different');
    expect(compare('id', [[hash(), 'flag']], [[nothing, 'flag']])).toBe('equal');
    expect(compare('id', [[step('10'), 'flag'], hash()], [step('10')])).toBe('different');
  });
});

describe('masks beneath a query', () => {
  const beneath = (masks: Layers, of: Layers): ColumnDecision => ({
    column: columnOf('region'),
    masks: layersOf(masks),
    beneath: layersOf(of),
  });

  it.each<[name: string, before: ColumnDecision, after: ColumnDecision, change: Change]>([
    ['the same', beneath([], [hash()]), beneath([], [hash()]), 'equal'],
    ['stricter', beneath([], [hash()]), beneath([], [nothing]), 'narrower'],
    ['milder', beneath([], [hash()]), beneath([], []), 'wider'],
    ['the same, and one above', beneath([], [hash()]), beneath([nothing], [hash()]), 'narrower'],
    [
      'stricter beneath another',
      beneath([hash()], [partial(1, 1)]),
      beneath([hash()], [nothing]),
      'different',
    ],
    // The column of the condition is one of what the query reads.
    ['conditions', beneath([], [[nothing, 'id > 3']]), beneath([], [[nothing, 'id > 2']]), 'different'],
    [
      'conditions in parts',
      beneath([], [[nothing, 'id > 3']]),
      beneath([], [[nothing, 'id > 3 OR id > 2']]),
      'narrower',
    ],
  ])('%s', (_, before, after, change) => {
    expect(compareColumn(before, after, comparedOn())).toBe(change);
    expect(compareColumn(after, before, comparedOn())).toBe(backwards[change]);
  });
});
