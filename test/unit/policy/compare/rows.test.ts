import { describe, expect, it } from '@jest/globals';

import { parseDuration } from '../../../../src/model/duration.js';
import type { Change } from '../../../../src/policy/compare/change.js';
import { compareRows } from '../../../../src/policy/compare/compare-rows.js';
import type { RowDecision } from '../../../../src/policy/shown.js';
import { backwards, columnOf, comparedOn, settled, where } from './compared.js';

const trino = comparedOn();
const redshift = comparedOn('redshift');

/** Compares both ways. */
function compare(before: readonly RowDecision[], after: readonly RowDecision[], on = trino): Change {
  const change = compareRows(before, after, on);
  expect(compareRows(after, before, on)).toBe(backwards[change]);
  return change;
}

const values = (
  column: string,
  of: readonly string[],
  match: 'equal' | 'prefix' | 'hierarchy' = 'equal',
): RowDecision => ({
  type: 'values',
  column: columnOf(column),
  values: of,
  match,
  from: 'groups',
  policy: 'v',
});
const time = (column: string, keep: 'newer' | 'older', duration: string): RowDecision => ({
  type: 'time',
  column: columnOf(column),
  keep,
  than: parseDuration(duration)!,
  policy: 't',
});
const sample = (hundredths: number, column = 'id'): RowDecision => ({
  type: 'sample',
  column: columnOf(column),
  hundredths,
  policy: 's',
});
const none: RowDecision = { type: 'none', because: 'no purpose', policy: 'n' };

describe('predicates', () => {
  it.each<[before: string, after: string, change: Change]>([
    // The same in other words.
    ["region = 'EU' AND id > 3", "id > 3 AND region = 'EU'", 'equal'],
    ["region = 'EU' AND id > 3", "3 < id AND region IN ('EU') AND id >= 0", 'equal'],
    ["region IN ('a', 'b')", "region = 'b' OR region = 'a' OR region IN ('a')", 'equal'],
    ["NOT (region = 'EU' OR id > 3)", "region <> 'EU' AND id <= 3", 'equal'],
    ["NOT region IN ('a', 'b')", "region <> 'a' AND region <> 'b'", 'equal'],
    ['NOT id IS NULL', 'id IS NOT NULL', 'equal'],
    ['id BETWEEN 1 AND 5', 'id >= 1 AND id <= 5', 'equal'],
    ['NOT id BETWEEN 1 AND 5', 'id < 1 OR id > 5', 'equal'],
    ["coalesce(region = 'EU', false)", "region = 'EU'", 'equal'],
    ["coalesce(region = 'EU', true)", "region = 'EU' OR region IS NULL", 'equal'],
    ["region IS NOT DISTINCT FROM 'EU'", "region = 'EU'", 'equal'],
    ["region IS DISTINCT FROM 'EU'", "region <> 'EU' OR region IS NULL", 'equal'],
    ['flag = true', 'flag', 'equal'],
    ['flag <> true', 'NOT flag', 'equal'],
    ["region LIKE 'EU%'", "starts_with(region, 'EU')", 'equal'],
    ["region LIKE 'EU'", "region = 'EU'", 'equal'],
    ["region LIKE '%'", 'region IS NOT NULL', 'equal'],
    ['amount = 5', 'amount = 5.00', 'equal'],
    ['amount = 5', "amount = DECIMAL '5.0'", 'equal'],
    ['ratio > 1', 'ratio > 1E0', 'equal'],
    ["at >= TIMESTAMP '2024-02-29 00:00:00'", "at >= TIMESTAMP '2024-02-29 00:00:00.000'", 'equal'],
    ["day = DATE '2024-02-29'", "day = TIMESTAMP '2024-02-29 00:00'", 'equal'],
    [
      "zoned < TIMESTAMP '2024-01-01 00:00:00 UTC'",
      "zoned < TIMESTAMP '2024-01-01 01:00:00 +01:00'",
      'equal',
    ],
    ["lower(region) = 'eu' OR id = 1", "id = 1 OR 'eu' = lower(region)", 'equal'],
    ["lower(region) <> 'eu'", "NOT lower(region) = 'eu'", 'equal'],
    ["lower(region) IN ('a', 'b')", "lower(region) = 'b' OR lower(region) = 'a'", 'equal'],
    ['id > 3 OR id <= 3', 'id IS NOT NULL', 'equal'],
    ['ratio > 3 OR ratio <= 3', 'ratio IS NOT NULL', 'wider'],
    ['id = 1 AND id = 2', 'false', 'equal'],
    ['NULL', 'false', 'equal'],
    ['id IN (1, NULL)', 'id = 1', 'equal'],
    ['id NOT IN (1, NULL)', 'false', 'equal'],

    // More or fewer.
    ["region IN ('a', 'b')", "region = 'a'", 'narrower'],
    ["region = 'a'", "region = 'b'", 'different'],
    ["region <> 'a'", "region = 'b'", 'narrower'],
    ["region <> 'a'", "region <> 'a' OR region IS NULL", 'wider'],
    ['true', "region = 'a'", 'narrower'],
    ['true', "region = 'a' OR region <> 'a'", 'narrower'],
    ['region IS NOT NULL', "region = 'a' OR region <> 'a'", 'equal'],
    ['id > 3', 'id > 4', 'narrower'],
    ['id >= 3', 'id > 3', 'narrower'],
    ['id > 3', 'id = 7', 'narrower'],
    ['id <> 3', 'id BETWEEN 4 AND 9', 'narrower'],
    ["region LIKE 'E%'", "region LIKE 'EU_%'", 'narrower'],
    ["region LIKE 'E%'", "region LIKE '_U%'", 'different'],
    ["region LIKE 'E%'", "region = 'EU'", 'narrower'],
    ["region >= 'E'", "region LIKE 'EU%'", 'narrower'],
    ["region LIKE 'E!%%' ESCAPE '!'", "region LIKE 'E%'", 'different'],
    ["day >= DATE '2024-01-01'", "day >= DATE '2024-02-01'", 'narrower'],
    ["at < TIMESTAMP '2024-01-01 00:00:00.5'", "at < TIMESTAMP '2024-01-01 00:00:00.25'", 'narrower'],
    ["id = 1 OR region = 'a'", 'id = 1', 'narrower'],
    ["id = 1 OR region = 'a'", "id = 1 OR region = 'a' OR flag", 'wider'],
    [
      "(id = 1 OR region = 'a') AND (id = 2 OR region = 'b')",
      "(id = 1 AND region = 'b') OR (id = 2 AND region = 'a')",
      'equal',
    ],
    ['id IN (SELECT t.a FROM x.y.t AS t) OR flag', 'id IN (SELECT t.a FROM x.y.t AS t)', 'narrower'],
    ['id NOT IN (SELECT t.a FROM x.y.t AS t)', 'NOT id IN (SELECT t.a FROM x.y.t AS t)', 'equal'],
    ['try(1 / id > 0) OR flag', 'try(1 / id > 0)', 'narrower'],
    ['NOT try(1 / id > 0)', 'try(1 / id <= 0)', 'different'],

    // Questions about the person, of a view that many people read.
    ["@isInGroups('a')", "@isInGroups('a', 'b')", 'narrower'],
    ["@isInGroups('b', 'a')", "@isInGroups('a') AND @isInGroups('b')", 'equal'],
    ["@hasAttribute('region')", "@hasAttribute('region', 'EU')", 'narrower'],
    ["@hasAttribute('region', 'US')", "@hasAttribute('region', 'EU')", 'different'],
    ["@isUsingPurpose('Research')", "@isUsingPurpose('Research.Health.Heart')", 'narrower'],
    ["@isUsingPurpose('Research')", "@isUsingPurpose('Researcher')", 'different'],
    ["@attributeValuesBegin('region', region)", "@attributeValuesAbove('region', region)", 'narrower'],
    ['@groupsBegin(region)', '@groupsAbove(region)', 'narrower'],
    // An empty value is a value, and the beginning of none.
    ['@groupsAbove(region)', '@groupsContains(region)', 'different'],

    // What is not known is not claimed.
    ["code = 'a'", "code = 'a '", 'different'],
    ["code < 'b'", "code = 'a'", 'different'],
    ["code IN ('a', 'b')", "code = 'a'", 'narrower'],
    ['part = 0.1', 'part = 0.1E0', 'different'],
    ['ratio IN (NULL)', 'NOT ratio > 3 AND NOT ratio <= 3', 'wider'],
    ["at > TIMESTAMP '2024-01-01 00:00:00 UTC'", "at > TIMESTAMP '2024-01-02 00:00:00 UTC'", 'different'],
    ["zoned > TIMESTAMP '2024-01-01 00:00:00'", "zoned > TIMESTAMP '2024-01-02 00:00:00'", 'different'],
    ["zoned > TIMESTAMP '2024-01-01 00:00:00 Europe/Paris'", 'zoned IS NOT NULL', 'different'],
    ['huge > 5.5', 'huge > 6', 'different'],
    ['id > 5E0', 'id > 6E0', 'different'],
    ["unknown(region) > 'a'", "unknown(region) > 'b'", 'different'],
    ['id IN (1, CAST(NULL AS double))', 'id = 1', 'different'],
    ['id IN (1, 5E0)', 'id = 1', 'different'],
    ['lower(region) IN (region, code)', 'lower(region) = region', 'different'],
  ])('%s → %s: %s', (before, after, change) => {
    expect(compare([where(before)], [where(after)])).toBe(change);
  });

  it.each<[before: string, after: string, change: Change]>([
    ["region IN ('a', 'b')", "region = 'a'", 'narrower'],
    // The collation may ignore the case of letters.
    ["region = 'a'", "region = 'a' AND region <> 'A'", 'narrower'],
    ["region <> 'A'", "region = 'a'", 'different'],
    ["region LIKE 'E%'", "region LIKE 'EU%'", 'different'],
    ['id > 3', 'id > 4', 'narrower'],
    ["day >= DATE '2024-01-01'", "day >= DATE '2024-02-01'", 'narrower'],
    ['ratio > 3', 'ratio > 4', 'different'],
    [
      "zoned < TIMESTAMP '2024-01-01 00:00:00 UTC'",
      "zoned < TIMESTAMP '2024-01-01 01:30:00 +02:00'",
      'different',
    ],
    ["at < TIMESTAMP '2024-01-01 00:00:00.1234567'", "at < TIMESTAMP '2024-01-01 00:00:00.1'", 'different'],
  ])('on Redshift: %s → %s: %s', (before, after, change) => {
    expect(compare([where(before)], [where(after)], redshift)).toBe(change);
  });

  it('gives up what would take too long', () => {
    const many = Array.from(
      { length: 40 },
      (_, index) => `(f${index}(id) OR g${index}(id) OR h${index}(id))`,
    );
    const other = Array.from({ length: 40 }, (_, index) => `(f${index}(id) AND g${index}(id))`);
    const started = performance.now();
    expect(compare([where(many.join(' AND '))], [where(other.join(' OR '))])).toBe('different');
    expect(performance.now() - started).toBeLessThan(5_000);
  });

  it('compares long lists', () => {
    const list = Array.from({ length: 10_000 }, (_, index) => `v${index}`);
    expect(compare([values('region', list)], [values('region', list.slice(1).toReversed())])).toBe(
      'narrower',
    );
    expect(compare([values('region', list, 'prefix')], [values('region', list)])).toBe('narrower');
  });
});

describe('filters', () => {
  it.each<[name: string, before: readonly RowDecision[], after: readonly RowDecision[], change: Change]>([
    ['none added', [], [none], 'narrower'],
    ['any of none', [where('flag')], [none], 'narrower'],
    [
      'order and repetition',
      [where('flag'), none, sample(5)],
      [sample(5), none, where('flag'), none],
      'equal',
    ],
    ['a filter more', [where('id = 1')], [where('id = 1'), where('flag')], 'narrower'],
    ['a filter that changes nothing', [where('id = 1')], [where('id = 1'), where('id < 5')], 'equal'],
    ['one that two imply', [where('id = 1 AND flag')], [where('id = 1'), where('flag')], 'equal'],
    ['fewer values', [values('region', ['a', 'b'])], [values('region', ['b'])], 'narrower'],
    ['values of no type', [values('id', ['1', 'x', '+2'])], [values('id', ['2', '1'])], 'equal'],
    ['values and their predicate', [values('id', ['1', '2'])], [where('id IN (2, 1)')], 'equal'],
    [
      'times and their predicate',
      [values('day', ['2024-02-29'])],
      [where("day = DATE '2024-02-29'")],
      'equal',
    ],
    ['truths and their predicate', [values('flag', ['TRUE'])], [where('flag')], 'equal'],
    [
      'uuids',
      [values('uid', ['0a0a0a0a-0000-0000-0000-000000000000', 'x'])],
      [values('uid', ['0A0A0A0A-0000-0000-0000-000000000000'])],
      'equal',
    ],
    ['no values', [values('region', [])], [none], 'equal'],
    [
      'a longer prefix',
      [values('region', ['a'], 'prefix')],
      [values('region', ['ab'], 'prefix')],
      'narrower',
    ],
    ['a prefix and LIKE', [values('region', ['a'], 'prefix')], [where("region LIKE 'a%'")], 'equal'],
    ['an empty prefix', [values('region', [''], 'prefix')], [none], 'equal'],
    [
      'beneath',
      [values('region', ['EU'], 'hierarchy')],
      [values('region', ['EU.West'], 'hierarchy')],
      'narrower',
    ],
    [
      'not beneath',
      [values('region', ['EU'], 'hierarchy')],
      [values('region', ['EUROPE'], 'hierarchy')],
      'different',
    ],
    [
      'prefix and hierarchy',
      [values('region', ['EU'], 'prefix')],
      [values('region', ['EU'], 'hierarchy')],
      'narrower',
    ],
    ['hierarchy and equal', [values('region', ['EU'], 'hierarchy')], [values('region', ['EU'])], 'narrower'],
    [
      'equal to nothing, and beneath nothing',
      [values('region', [''], 'hierarchy')],
      [values('region', [''])],
      'wider',
    ],
    [
      'hierarchy in words',
      [values('region', ['EU'], 'hierarchy')],
      [where("region = 'EU' OR region LIKE 'EU.%'")],
      'equal',
    ],
    ['padded text', [values('code', ['a', 'b'], 'prefix')], [values('code', ['b '])], 'narrower'],
    ['less time', [time('day', 'newer', 'P90D')], [time('day', 'newer', 'P30D')], 'narrower'],
    ['more time', [time('at', 'older', 'P1Y')], [time('at', 'older', 'P18M')], 'narrower'],
    ['the same time', [time('at', 'older', 'P1DT1H')], [time('at', 'older', 'PT25H')], 'equal'],
    ['the same weeks', [time('at', 'newer', 'P2W')], [time('at', 'newer', 'P14D')], 'equal'],
    ['days and months', [time('at', 'newer', 'P90D')], [time('at', 'newer', 'P3M')], 'different'],
    ['few days and many months', [time('at', 'newer', 'P13M')], [time('at', 'newer', 'P30D')], 'narrower'],
    [
      'both ends',
      [time('at', 'newer', 'P1Y')],
      [time('at', 'newer', 'P1Y'), time('at', 'older', 'P1D')],
      'narrower',
    ],
    ['no time at all', [time('at', 'newer', 'P1D'), time('at', 'older', 'P2D')], [none], 'equal'],
    ['time and NULL', [where('at IS NOT NULL')], [time('at', 'newer', 'P1D')], 'narrower'],
    ['another column', [time('at', 'newer', 'P1Y')], [time('day', 'newer', 'P1D')], 'different'],
    ['a smaller sample', [sample(5_000)], [sample(100)], 'narrower'],
    ['a sample of all', [sample(10_000)], [where('id IS NOT NULL')], 'equal'],
    ['a sample by another column', [sample(5_000)], [sample(100, 'region')], 'different'],
    ['a guard less', [{ ...where('id = 1'), guard: settled('flag') }], [where('id = 1')], 'narrower'],
    [
      'a guard for all',
      [{ ...where('id = 1'), guard: settled('flag') }],
      [where('id = 1 OR NOT flag')],
      'equal',
    ],
    [
      'a guard for more',
      [{ ...none, guard: settled('flag') }],
      [{ ...none, guard: settled('flag OR id = 1') }],
      'narrower',
    ],
  ])('%s', (_, before, after, change) => {
    expect(compare(before, after)).toBe(change);
  });

  it('does not compare a column whose type changes', () => {
    const text: RowDecision = {
      ...values('id', ['1']),
      column: { name: 'id', type: 'varchar', tags: [] },
    } as RowDecision;
    const unknown = { ...trino, typeOf: () => undefined };
    expect(compare([values('id', ['1', '2'])], [text], unknown)).toBe('different');
    expect(compare([where('id > 1')], [where('id > 2')], unknown)).toBe('different');
    expect(compare([where('id > 1')], [where('1 < id')], unknown)).toBe('equal');
  });
});
