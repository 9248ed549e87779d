import { describe, expect, it } from '@jest/globals';

import { parseDataType, parseExpression } from '../parse/index.js';
import { print } from '../print/print.js';
import type { Dialect } from '../dialect.js';
import { parseMaskExpression, parsePredicate } from '../safe/parse-predicate.js';
import type { RowRules } from '../safe/rules.js';

const column = (dialect: Dialect) => (text: string) => {
  const [name = '', ...type] = text.split(' ');
  return { name, type: parseDataType(type.join(' '), dialect) };
};

const rulesOf = (dialect: Dialect): RowRules => ({
  columns: (dialect === 'trino'
    ? [
        ...[
          'id bigint',
          'small integer',
          'name varchar',
          'region varchar',
          'score double',
          'price decimal(12,2)',
          'day date',
        ],
        ...[
          'at timestamp(6)',
          'zoned timestamp(3) with time zone',
          'list array(bigint)',
          'rows array(row(a bigint))',
        ],
        ...[
          'pair row(a bigint, b varchar)',
          'code char(5)',
          'doc json',
          'counts map(varchar, bigint)',
          'mask varbinary',
        ],
      ]
    : [
        'id bigint',
        'small integer',
        'name varchar',
        'region varchar',
        'score double',
        'price decimal(12,2)',
        'day date',
        'at timestamp',
      ]
  ).map(column(dialect)),
  lookupTables: [
    {
      name: ['hr', 'public', 'territories'],
      columns: ['person varchar', 'level bigint', 'place varchar'].map(column(dialect)),
    },
  ],
  extra: [{ name: 'risky' }, { name: 'total', neverFails: true }],
});

/** A text as the printer writes it. */
const normal = (text: string, dialect: Dialect = 'trino'): string =>
  print(parseExpression(text, dialect), dialect);

const predicate = (text: string, dialect: Dialect = 'trino'): string => {
  const reading = parsePredicate(text, dialect, rulesOf(dialect));
  return reading.ok
    ? print(reading.expression, dialect)
    : reading.problems.map(({ line, column: at, message }) => `${line}:${at}: ${message}`).join('\n');
};

const mask = (text: string, dialect: Dialect = 'trino'): string => {
  const reading = parseMaskExpression(text, dialect, rulesOf(dialect));
  return reading.ok
    ? print(reading.expression, dialect)
    : reading.problems.map(({ line, column: at, message }) => `${line}:${at}: ${message}`).join('\n');
};

describe('a predicate of Trino', () => {
  it.each([
    "region = 'EU'",
    "region IN ('EU', 'US') AND id > 3 OR NOT name LIKE 'A%'",
    "lower(name) = 'ada' AND starts_with(region, 'E')",
    'year(day) = 2020',
    'id IS NULL',
    "coalesce(region, '') = 'EU'",
    'score / 2e0 > 1e0',
    'CAST(id AS varchar) = region',
    "substr(name, 1, 2) = 'ab'",
    'CAST(small AS bigint) = id',
    'region IN (SELECT t.place FROM hr.public.territories AS t)',
    'any_match(list, x -> x > 3)',
  ])('that cannot fail stays as it is: %s', (text) => {
    expect(predicate(text)).toBe(normal(text));
  });

  it.each([
    ['CAST(name AS integer) > 3', 'TRY_CAST(name AS integer) > 3'],
    ["date(name) > DATE '2020-01-01'", "try(date(name) > DATE '2020-01-01')"],
    ['json_parse(name) IS NOT NULL', 'try(json_parse(name) IS NOT NULL)'],
    ['1 / (id - 3) < 10', 'try(1 / (id - 3) < 10)'],
    ['chr(id) = name', 'try(chr(id) = name)'],
    ['from_base(name, 16) > 3', 'try(from_base(name, 16) > 3)'],
    ['list[1] > 3', 'try(list[1] > 3)'],
    ["region = 'EU' AND 1 / id > 0", "region = 'EU' AND try(1 / id > 0)"],
    ["NOT (region = 'EU' OR 1 / id > 0)", "NOT (region = 'EU' OR try(1 / id > 0))"],
    ['filter(list, x -> 1 / x > 0) = list', 'try(filter(list, x -> 1 / x > 0) = list)'],
    ['risky(name)', 'try(risky(name))'],
    ['total(name)', 'total(name)'],
  ])('that can fail is unknown then: %s', (text, guarded) => {
    expect(predicate(text)).toBe(normal(guarded));
  });

  it.each([
    ['CASE WHEN 1 / id > 0 THEN false ELSE true END', 'try(CASE WHEN 1 / id > 0 THEN false ELSE true END)'],
    ['coalesce(CAST(name AS integer) > 3, true)', 'try(coalesce(CAST(name AS integer) > 3, true))'],
    ['(1 / id > 0) IS NULL', 'try((1 / id > 0) IS NULL)'],
    ['CAST(name AS integer) IS NULL', 'try(CAST(name AS integer) IS NULL)'],
    ['if(1 / id > 0, false, true)', 'try(if(1 / id > 0, false, true))'],
  ])('is unknown as a whole, whatever stands around what fails: %s', (text, guarded) => {
    expect(predicate(text)).toBe(normal(guarded));
  });

  it.each([
    [
      'CAST(name AS bigint) IN (SELECT t.level FROM hr.public.territories AS t)',
      'TRY_CAST(name AS bigint) IN (SELECT t.level FROM hr.public.territories AS t)',
    ],
    [
      'coalesce(1 / id IN (SELECT t.level FROM hr.public.territories AS t), true)',
      'if(try(1 / id IS NULL) IS NOT NULL, coalesce(try(1 / id) IN (SELECT t.level FROM hr.public.territories AS t), true))',
    ],
    [
      'id IN (SELECT CAST(t.place AS bigint) FROM hr.public.territories AS t)',
      'id IN (SELECT TRY_CAST(t.place AS bigint) FROM hr.public.territories AS t)',
    ],
    [
      'id > (SELECT t.level FROM hr.public.territories AS t WHERE t.person = name)',
      'id > (SELECT if(count(*) = 1, any_value(t.level)) FROM hr.public.territories AS t WHERE t.person = name)',
    ],
    [
      'coalesce(id > (SELECT t.level FROM hr.public.territories AS t), true)',
      'if((SELECT count(*) FROM hr.public.territories AS t) <= 1, coalesce(id > (SELECT if(count(*) = 1, any_value(t.level)) FROM hr.public.territories AS t), true))',
    ],
    [
      'id > (SELECT DISTINCT t.level FROM hr.public.territories AS t)',
      'id > (SELECT if(count(*) = 1, any_value(scrim_rows.scrim_value)) FROM (SELECT DISTINCT t.level AS scrim_value FROM hr.public.territories AS t) AS scrim_rows)',
    ],
    [
      'id > (SELECT t.level FROM hr.public.territories AS t ORDER BY t.level FETCH FIRST 1 ROW ONLY)',
      'id > (SELECT t.level FROM hr.public.territories AS t ORDER BY t.level FETCH FIRST 1 ROW ONLY)',
    ],
  ])('with a subquery: %s', (text, guarded) => {
    expect(predicate(text)).toBe(normal(guarded));
  });

  it.each([
    [
      "day + INTERVAL '1' DAY > DATE '2020-01-01'",
      "if(day IS NULL OR day BETWEEN DATE '-50000-01-01' AND DATE '50000-01-01', day + INTERVAL '1' DAY > DATE '2020-01-01')",
    ],
    [
      "date_trunc('year', zoned) IS NULL",
      "if(zoned IS NULL OR zoned BETWEEN TIMESTAMP '-50000-01-01 00:00:00 UTC' AND TIMESTAMP '50000-01-01 00:00:00 UTC', date_trunc('year', zoned) IS NULL)",
    ],
    [
      "date_add('day', id, day) > day",
      "if(day IS NULL OR day BETWEEN DATE '-50000-01-01' AND DATE '50000-01-01', if(id IS NULL OR id BETWEEN -3652500 AND 3652500, date_add('day', id, day) > day))",
    ],
    ['mod(id, small) = 0', 'if(try(small IS NULL OR small <> 0), try(mod(id, small) = 0))'],
    ['mod(id, 2) = 0', 'mod(id, 2) = 0'],
    [
      'element_at(list, id) > 0',
      'if(try(id IS NULL OR id BETWEEN -2147483647 AND 2147483647), try(element_at(list, id) > 0))',
    ],
    ['element_at(list, 0) > 0', 'try(element_at(list, 0) > 0)'],
    ['element_at(list, 1) > 0', 'element_at(list, 1) > 0'],
    [
      'CAST(name AS timestamp(12)) IS NULL',
      'if(name IS NULL OR TRY_CAST(name AS timestamp(12)) IS NOT NULL, TRY_CAST(name AS timestamp(12)) IS NULL)',
    ],
  ])('keeps from errors that TRY lets pass: %s', (text, guarded) => {
    expect(predicate(text)).toBe(normal(guarded));
  });

  it.each([
    ['pair < ROW(1, name)', '1:1: rows and arrays that contain NULL cannot be ordered'],
    ['list > list', '1:1: rows and arrays that contain NULL cannot be ordered'],
    ['ROW(id, 1) < ROW(1, 2)', '1:1: rows and arrays that contain NULL cannot be ordered'],
    ['pair BETWEEN pair AND pair', '1:1: rows and arrays that contain NULL cannot be ordered'],
    ['array_max(rows) IS NULL', '1:1: rows and arrays that contain NULL cannot be ordered'],
    ['contains(rows, ROW(1))', '1:1: rows and arrays that contain NULL cannot be ordered'],
    ['greatest(list, list) = list', '1:1: rows and arrays that contain NULL cannot be ordered'],
    ["json_value(name, 'lax $.a' ERROR ON ERROR) = 'a'", '1:1: ERROR ON ERROR and ERROR ON EMPTY fail'],
    ["json_exists(name, 'lax $.a' ERROR ON ERROR)", '1:1: ERROR ON ERROR'],
    ["json_object('a' : name FORMAT JSON) = 'a'", '1:1: FORMAT JSON fails'],
    ['at_timezone(zoned, name) = zoned', '1:1: a time zone that is read from a row'],
    ['date_trunc(name, day) = day', '1:1: a unit that is read from a row'],
    ['day + parse_duration(name) > day', '1:1: an interval whose length is not a literal'],
    ['bitwise_right_shift(small, 1) = 0', '1:1: bitwise_right_shift fails for negative numbers'],
    ["reverse(code) = 'a'", '1:1: Trino fails to reverse a char'],
    [
      'EXISTS (SELECT 1 FROM hr.public.territories t WHERE 1 / t.level > id)',
      '1:53: this can fail for some values, and a row',
    ],
    [
      'NOT EXISTS (SELECT 1 FROM hr.public.territories t WHERE CAST(t.place AS bigint) = id)',
      '1:57: this can fail for some values, and a row',
    ],
    ['any_match(rows, x -> x < x)', 'the type of neither side is known'],
  ])('is refused where nothing keeps it from failing: %s', (text, problem) => {
    expect(predicate(text)).toContain(problem);
  });

  it('may fail within TRY that its author wrote, also in a subquery', () => {
    const text = 'EXISTS (SELECT 1 FROM hr.public.territories AS t WHERE try(1 / t.level) > id)';
    expect(predicate(text)).toBe(normal(text));
    expect(predicate('coalesce(try(1 / id) > 0, true)')).toBe(normal('coalesce(try(1 / id) > 0, true)'));
    expect(predicate('coalesce(TRY_CAST(name AS integer) > 0, true)')).toBe(
      normal('coalesce(TRY_CAST(name AS integer) > 0, true)'),
    );
  });
});

describe('a mask of Trino', () => {
  it.each([
    ["substr(name, 1, 1) || '***'", "substr(name, 1, 1) || '***'"],
    ['CAST(name AS integer)', 'TRY_CAST(name AS integer)'],
    ['CAST(CAST(name AS integer) AS varchar)', 'CAST(TRY_CAST(name AS integer) AS varchar)'],
    ['1 / (id - 1)', 'try(1 / (id - 1))'],
    ['coalesce(CAST(name AS integer), 0)', 'try(coalesce(CAST(name AS integer), 0))'],
    ['CASE WHEN 1 / id > 0 THEN name ELSE region END', 'try(CASE WHEN 1 / id > 0 THEN name ELSE region END)'],
  ])('is NULL when it cannot be computed: %s', (text, guarded) => {
    expect(mask(text)).toBe(normal(guarded));
  });
});

describe('a predicate of Redshift', () => {
  it.each([
    ["region = 'EU'", "region = 'EU'"],
    ['CAST(name AS integer) > 3', 'TRY_CAST(name AS integer) > 3'],
    ['price / id > 1', 'price / nullif(id, 0) > 1'],
    [
      'coalesce(price / id > 1, true)',
      'CASE WHEN id IS NULL OR id <> 0 THEN coalesce(price / nullif(id, 0) > 1, true) END',
    ],
    [
      'coalesce(CAST(name AS integer) > 3, true)',
      'CASE WHEN name IS NULL OR TRY_CAST(name AS integer) IS NOT NULL THEN coalesce(TRY_CAST(name AS integer) > 3, true) END',
    ],
    ['sqrt(score) > 2', 'CASE WHEN score IS NULL OR score >= 0 THEN sqrt(score) > 2 END'],
    ['price * 2 > 3', 'price * 2 > 3'],
    ['price / 2 > 3', 'price / 2 > 3'],
    ["split_part(name, ' ', 1) = 'a'", "split_part(name, ' ', 1) = 'a'"],
    ['total(name)', 'total(name)'],
  ])('is guarded by what says exactly when it fails: %s', (text, guarded) => {
    expect(predicate(text, 'redshift')).toBe(normal(guarded, 'redshift'));
  });

  it.each([
    ['score * score > 1', '1:1: a floating-point number that is too large'],
    ["to_date(name, 'YYYY') > day", '1:1: to_date fails for some values, and Redshift has no TRY'],
    ['power(score, 2) > 1', '1:1: power fails for some values'],
    [
      "json_extract_path_text(name, 'a') = 'b'",
      '1:1: this fails for a text that is not JSON: add the argument null_if_invalid',
    ],
    ['risky(name)', '1:1: risky may fail for some values'],
    ['name LIKE region', '1:1: a pattern that is read from a row'],
  ])('is refused where none is known: %s', (text, problem) => {
    expect(predicate(text, 'redshift')).toContain(problem);
  });
});
