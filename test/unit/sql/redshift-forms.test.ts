import { describe, expect, it } from '@jest/globals';

import { equal } from '../../../src/sql/equal.js';
import { parseExpression, parseQuery, SqlSyntaxError } from '../../../src/sql/parse/index.js';
import { print } from '../../../src/sql/print/print.js';

const oneLine = (text: string): string =>
  text.replace(/\s+/g, ' ').replaceAll('( ', '(').replaceAll(' )', ')');

/** Forms that Redshift documents, each with how scrim says it. */
const forms: readonly (readonly [text: string, printed: string])[] = [
  ['LAST_VALUE(a IGNORE NULLS) OVER (ORDER BY b)', 'last_value(a IGNORE NULLS) OVER (ORDER BY b)'],
  ['LAST_VALUE(a) RESPECT NULLS OVER (ORDER BY b)', 'last_value(a RESPECT NULLS) OVER (ORDER BY b)'],
  ['FIRST_VALUE(a IGNORE NULLS) OVER (ORDER BY b)', 'first_value(a) IGNORE NULLS OVER (ORDER BY b)'],
  ['NTH_VALUE(a, 2 IGNORE NULLS) OVER (ORDER BY b)', 'nth_value(a, 2) IGNORE NULLS OVER (ORDER BY b)'],
  ['LAG(a, 1) IGNORE NULLS OVER (ORDER BY b)', 'lag(a, 1) IGNORE NULLS OVER (ORDER BY b)'],
  ['LEAD(a, 1 RESPECT NULLS) OVER (ORDER BY b)', 'lead(a, 1) RESPECT NULLS OVER (ORDER BY b)'],
  [String.raw`a LIKE '%\\_%'`, "a LIKE ('%' || chr(92) || '_%')"],
  [String.raw`'\\d'`, "(chr(92) || 'd')"],
  [String.raw`SPLIT_PART(a, '\\', 2)`, 'split_part(a, chr(92), 2)'],
  [String.raw`'a\\''b'`, "('a' || chr(92) || '''b')"],
  ["COLLATE(a, 'ci')", "collate(a, 'ci')"],
  [
    `OBJECT_TRANSFORM(a KEEP '"x"."y"', '"z"' SET '"w"', 1, '"v"', b)`,
    `object_transform(a KEEP '"x"."y"', '"z"' SET '"w"', 1, '"v"', b)`,
  ],
  [`OBJECT_TRANSFORM(a SET '"w"', 1)`, `object_transform(a SET '"w"', 1)`],
  ["INTERVAL '1.5' SECOND (3)", "INTERVAL '1.5' SECOND (3)"],
  ["INTERVAL '1 2:03:04.5' DAY TO SECOND (2)", "INTERVAL '1 2:03:04.5' DAY TO SECOND (2)"],
  ["'1 second'::interval day to second (3)", "CAST('1 second' AS interval day to second (3))"],
  ["TIMESTAMP WITH TIME ZONE '2020-01-01 UTC'", "TIMESTAMP WITH TIME ZONE '2020-01-01 UTC'"],
  ["TIMESTAMP WITHOUT TIME ZONE '2020-01-01'", "TIMESTAMP '2020-01-01'"],
  ["TIMESTAMPTZ '2020-01-01 UTC'", "TIMESTAMP WITH TIME ZONE '2020-01-01 UTC'"],
  ["TIMETZ '10:00 UTC'", "TIME WITH TIME ZONE '10:00 UTC'"],
  ["a ~~ 'x%'", "a LIKE 'x%'"],
  ["a !~~ 'x%'", "a NOT LIKE 'x%'"],
  ["a ~~* 'x%'", "a ILIKE 'x%'"],
  ["a !~~* 'x%'", "a NOT ILIKE 'x%'"],
  ["a !~ 'x'", "a !~ 'x'"],
  ['||/ a', '||/ a'],
  ['|/a', '|/ a'],
  ['a*-1', 'a * -1'],
  ['a<-1', 'a < -1'],
  ['a<>-1', 'a <> -1'],
  ['a=+1', 'a = +1'],
  ['a>=-b', 'a >= -b'],
  ['a-/* c */-b', 'a - -b'],
  ['a||/* c */b', 'a || b'],
  ['qualify > 3 AND t.qualify = 1', '"qualify" > 3 AND t."qualify" = 1'],
];

it.each(forms)('%s is read, printed, and read again', (text, printed) => {
  const again = print(parseExpression(text, 'redshift'), 'redshift');
  expect(oneLine(again)).toBe(printed);
  const next = parseExpression(again, 'redshift');
  expect(equal(parseExpression(print(next, 'redshift'), 'redshift'), next)).toBe(true);
});

it.each([
  ['SELECT a.x FROM a, b WHERE a.id = b.id (+)', 'SELECT a.x FROM a, b WHERE a.id = b.id (+)'],
  ['SELECT a.x FROM a, b WHERE a.id=b.id( + )', 'SELECT a.x FROM a, b WHERE a.id = b.id (+)'],
  ['SELECT qualify FROM t AS qualify', 'SELECT "qualify" FROM t AS "qualify"'],
  [
    'SELECT a FROM t AS x QUALIFY row_number() OVER (ORDER BY a) = 1',
    'SELECT a FROM t AS x QUALIFY row_number() OVER (ORDER BY a) = 1',
  ],
])('%s is read and printed', (text, printed) => {
  expect(oneLine(print(parseQuery(text, 'redshift'), 'redshift'))).toBe(printed);
});

const errorOf = (text: string): string => {
  try {
    return `read as ${print(parseExpression(text, 'redshift'), 'redshift')}`;
  } catch (error) {
    if (error instanceof SqlSyntaxError) return `${error.line}:${error.column}: ${error.message}`;
    throw error;
  }
};

describe('what Redshift takes for one operator is never torn apart', () => {
  it.each([
    ...[
      '<@',
      '@>',
      '->>',
      '#>',
      '#>>',
      '&&',
      '@@',
      '~*',
      '!~*',
      '<=>',
      '||-',
      '%-',
      '=@',
      '**',
      '!=!=',
      '~~-',
    ],
  ])('a %s b', (operator) => {
    for (const text of [`a ${operator} b`, `a${operator}b`]) {
      expect(errorOf(text)).toContain(
        `'${operator}' is one operator to Redshift, but scrim does not know it`,
      );
    }
  });

  it('is refused at its place', () => {
    expect(errorOf('a = 1 AND b <@ c')).toMatch(/^1:13: /);
  });
});

it.each([
  String.raw`'\'`,
  String.raw`'\' OR 1=1 --'`,
  String.raw`'\d'`,
  String.raw`'\\\'`,
  String.raw`'x\\\' || y --'`,
  String.raw`'\n'`,
])('%s, whose escape could close the string or mean something else, is refused', (text) => {
  expect(errorOf(text)).toMatch(/a backslash in a string starts an escape in Redshift|is not closed/);
});

it.each([
  ['LAST_VALUE(a IGNORE NULLS)', 'IGNORE NULLS needs OVER after the function'],
  ['lag(a IGNORE NULLS) RESPECT NULLS OVER (ORDER BY b)', 'IGNORE NULLS or RESPECT NULLS is duplicated'],
  ["INTERVAL '1' DAY (3)", 'only an interval that ends in SECOND has digits of seconds'],
  ["INTERVAL '1' SECOND (7)", 'a second has at most 6 digits in Redshift'],
  ['f(a) (+)', 'only a column can come before (+)'],
])('%s is refused: %s', (text, message) => {
  expect(errorOf(text)).toContain(message);
});

it.each([
  ["TIMESTAMP WITH TIME ZONE '2020-01-01'", 'TIMESTAMP literals that name a time zone before their text'],
  ["INTERVAL '1' SECOND (3)", 'digits of seconds in an interval'],
  ['last_value(a IGNORE NULLS) OVER (ORDER BY b)', 'IGNORE NULLS within the parentheses of a function'],
])('Trino has no %s', (text, what) => {
  expect(() => parseExpression(text, 'trino')).toThrow(`Trino has no ${what}`);
});
