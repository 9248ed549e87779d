import { describe, expect, it } from '@jest/globals';

import { parseExpression } from '../parse/index.js';
import { growthProblems } from './check-growth.js';

const places = (text: string): readonly string[] =>
  growthProblems(parseExpression(text, 'trino')).map(({ line, column }) => `${line}:${column}`);

const nines = "lpad('x', 9999, 'x')";

describe('what an expression makes', () => {
  it.each<readonly [string, string]>([
    [`replace(${nines}, 'x', ${nines}) = name`, '1:1'],
    [`name = replace(name, '', name)`, '1:8'],
    [`replace(name, 'a', region)`, '1:1'],
    [`array_join(tags, name)`, '1:1'],
    [`array_join(repeat(name, 10000), ',')`, '1:12'],
    [`array_join(repeat('x', 10000), ${nines})`, '1:1'],
    [`cardinality(transform(tags, t -> concat(t, name))) > 1`, '1:13'],
    [`transform(tags, t -> transform(tags, u -> u))`, '1:1'],
    [`concat(${Array(11).fill(nines).join(', ')})`, '1:1'],
    [`length(repeat(repeat(repeat(1, 100), 100), 100))`, '1:15'],
  ])('is refused where it has no bound in proportion to the row: %s', (text, place) => {
    expect(places(text)).toEqual([place]);
  });

  it.each([
    "lower(name) || '-' || region",
    "replace(name, ' ', '')",
    "replace(name, '-', ' ')",
    "concat_ws(', ', name, region, lpad(region, 10, '0'))",
    "array_join(tags, ', ') = name",
    'any_match(tags, t -> lower(t) = lower(name))',
    "transform(tags, t -> concat(substr(t, 1, 1), '***'))",
    'transform(tags, t -> length(t))',
    'cardinality(filter(tags, t -> t <> name)) > 1',
    "CASE WHEN length(name) > 3 THEN repeat('*', 20) END IS NULL",
    'url_encode(to_hex(to_utf8(name)))',
  ])('is taken where it has one: %s', (text) => {
    expect(places(text)).toEqual([]);
  });
});
