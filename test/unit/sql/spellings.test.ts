import { describe, expect, it } from '@jest/globals';

import type { Dialect } from '../../../src/sql/dialect.js';
import { parseExpression, parseQuery } from '../../../src/sql/parse/index.js';
import { print } from '../../../src/sql/print/print.js';

describe('what has several spellings is printed in one of them', () => {
  it.each<readonly [string, string, Dialect?]>([
    ['substring(a FROM 2)', 'substr(a, 2)'],
    ['substring(a FROM 2 FOR 3)', 'substr(a, 2, 3)'],
    ['substring(a, 2)', 'substring(a, 2)'],
    ['substring(a FROM 2 FOR 3)', 'substring(a, 2, 3)', 'redshift'],
    ["trim(a, 'x')", "trim('x' FROM a)"],
    ['trim(BOTH FROM a)', 'trim(a)'],
    ['a <> SOME (TABLE t)', 'a <> ANY (TABLE t)'],
    ['a != 0x1F', 'a <> 31'],
    ['1_000 + 0b101 + 1_0.0_1', '1000 + 5 + 10.01'],
    ["U&'d\\0061ta'", "'data'"],
    ["X'0a ff'", "X'0AFF'"],
    ["DOUBLE PRECISION '1.5'", "double '1.5'"],
    ['CAST(a AS map<int, int array>)', 'CAST(a AS map(int, array(int)))'],
    ['CAST(a AS character varying(3))', 'CAST(a AS varchar(3))'],
    ["json_object('a' : 1)", "json_object(KEY 'a' VALUE 1)"],
    ["json_query(a, '$' WITH ARRAY WRAPPER)", "json_query(a, '$' WITH UNCONDITIONAL WRAPPER)"],
    ['f(x -> x)', 'f((x) -> x)'],
    ['ROW(a, b)', '(a, b)'],
  ])('%s', (text, printed, dialect = 'trino') => {
    expect(print(parseExpression(text, dialect), dialect)).toBe(printed);
  });

  it.each([
    ['SELECT a b FROM t u', 'SELECT a AS b FROM t AS u'],
    ['SELECT ALL a FROM ((t))', 'SELECT a FROM t'],
    ['SELECT 1 OFFSET 1 ROW FETCH NEXT 3 ROW ONLY', 'SELECT 1 OFFSET 1 FETCH FIRST 3 ROWS ONLY'],
    ['SELECT 1 UNION DISTINCT (SELECT 2)', 'SELECT 1 UNION SELECT 2'],
    ['SELECT a FROM t NATURAL INNER JOIN u', 'SELECT a FROM t NATURAL JOIN u'],
    ['SELECT a FROM t LEFT OUTER JOIN u USING (b)', 'SELECT a FROM t LEFT JOIN u USING (b)'],
    ['SELECT a FROM t GROUP BY ALL a', 'SELECT a FROM t GROUP BY a'],
    ['SELECT a FROM t ORDER BY a ASC', 'SELECT a FROM t ORDER BY a'],
  ])('%s', (text, printed) => {
    expect(print(parseQuery(text, 'trino'), 'trino')).toBe(printed);
  });

  it.each([
    ['PERMUTE(A)', '(PERMUTE) A'],
    ['PERMUTE(A | B)+', '(PERMUTE) (A | B)+'],
    ['B PERMUTE()', 'B (PERMUTE) ()'],
    ['PERMUTE(A, B)+', 'PERMUTE(A, B)+'],
  ])('the row pattern %s, as Trino reads it', (pattern, printed) => {
    const query = (of: string) => `SELECT * FROM t MATCH_RECOGNIZE (PATTERN (${of}) DEFINE A AS TRUE)`;
    expect(print(parseQuery(query(pattern), 'trino'), 'trino').replaceAll(/\s+/g, ' ')).toContain(
      `PATTERN (${printed})`,
    );
  });
});
