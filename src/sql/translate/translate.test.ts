import { describe, expect, it } from '@jest/globals';

import type { Node } from '../ast.js';
import type { Dialect } from '../dialect.js';
import { parseExpression, parseQuery } from '../parse/index.js';
import { print } from '../print/print.js';
import { UnsupportedByDialect } from '../print/unsupported.js';
import { translate } from './translate.js';

const attempt = (node: Node, from: Dialect, to: Dialect): string => {
  try {
    return print(translate(node, from, to), to);
  } catch (error) {
    if (error instanceof UnsupportedByDialect) return `! ${error.message}`;
    throw error;
  }
};

const quotient =
  'division with the same digits, where an operand may be a decimal: cast an operand to double precision, or both to an integer';

const toRedshift: readonly (readonly [trino: string, redshift: string])[] = [
  ['lower(to_hex(sha256(to_utf8(a))))', 'sha2(a, 256)'],
  ['to_hex(md5(to_utf8(a)))', 'upper(md5(a))'],
  ["lower(to_hex(sha512(to_utf8(k || ':' || a))))", "sha2(k || ':' || a, 512)"],
  ['sha256(to_utf8(a))', '! 1:1: Redshift has no counterpart of sha256 outside to_hex(digest(to_utf8(…)))'],
  ['md5(a)', '! 1:1: Redshift has no counterpart of md5 outside to_hex(digest(to_utf8(…)))'],
  ['to_utf8(a)', '! 1:1: Redshift has no counterpart of to_utf8 outside to_hex(digest(to_utf8(…)))'],
  ['to_hex(a)', '! 1:1: Redshift has no counterpart of to_hex of other than a digest'],
  [
    "split_part(a, ',', 1)",
    "! 1:1: Redshift has no counterpart of Trino's function split_part that scrim knows",
  ],
  ['greatest(a, b)', "! 1:1: Redshift has no counterpart of Trino's function greatest that scrim knows"],
  ["if(a, 'x', 'y')", "CASE WHEN a THEN 'x' ELSE 'y' END"],
  ['coalesce(a, b)', 'coalesce(a, b)'],
  ["replace(a, 'x')", "replace(a, 'x', '')"],
  ['concat(a, b, c)', 'a || b || c'],
  ['substr(a, 2, 3)', 'substring(a, 2, 3)'],
  ['substr(a, -2)', '! 1:1: Redshift has no substring from a place that is not a positive literal'],
  ["date_trunc('MONTH', a)", "date_trunc('month', a)"],
  ["date_add('day', -3, a)", 'dateadd(day, -3, a)'],
  [
    "date_diff('day', a, b)",
    "! 1:1: Redshift has no counterpart of Trino's function date_diff that scrim knows",
  ],
  ['year(a)', 'extract(year FROM a)'],
  ['extract(day_of_week FROM a)', '! 1:1: Redshift has no counterpart of extract(DAY_OF_WEEK …)'],
  ["regexp_replace(a, '[0-9]', '#')", "regexp_replace(a, '[0-9]', '#', 1, 'p')"],
  [
    "regexp_replace(a, '(.)', '$1')",
    '! 1:1: Redshift has no regexp_replace with other than a literal replacement that refers to no group',
  ],
  ["regexp_like(a, '^x')", "regexp_instr(a, '^x', 1, 1, 0, 'p') > 0"],
  ['count(*) FILTER (WHERE a)', 'count(CASE WHEN a THEN 1 END)'],
  ['sum(b) FILTER (WHERE a)', 'sum(CASE WHEN a THEN b END)'],
  ['approx_distinct(a)', 'APPROXIMATE count(DISTINCT a)'],
  [
    'avg(a)',
    '! 1:1: Redshift has no average of what may be an integer as Trino has it: cast the argument to double',
  ],
  ['avg(CAST(a AS double))', 'avg(CAST(a AS double precision))'],
  [
    'sum(a) OVER (ORDER BY b)',
    '! 1:1: Redshift has no window with an order and no frame as Trino has it: write ROWS BETWEEN … AND …',
  ],
  ['rank() OVER (ORDER BY b DESC)', 'rank() OVER (ORDER BY b DESC NULLS LAST)'],
  ['CAST(a AS varchar)', 'CAST(a AS varchar(max))'],
  ['CAST(a AS varchar(5))', 'left(CAST(a AS varchar(max)), 5)'],
  ['CAST(a AS decimal)', 'CAST(a AS decimal(38, 0))'],
  ['CAST(a AS timestamp(3) with time zone)', 'CAST(a AS timestamp with time zone)'],
  ['CAST(a AS timestamp(9))', '! 1:11: Redshift has no time or timestamp type of more than 6 digits'],
  ['CAST(a AS json)', '! 1:11: Redshift has no counterpart of type json'],
  ['TRY_CAST(a AS bigint)', '! 1:1: Redshift has no TRY_CAST that fails where that of Trino does: use CAST'],
  ["TIMESTAMP '2020-01-01 10:00:00'", "TIMESTAMP '2020-01-01 10:00:00'"],
  ["TIMESTAMP '2020-01-01'", "TIMESTAMP '2020-01-01'"],
  ["TIMESTAMP '2020-01-01 10:00:00 +01:00'", "TIMESTAMP WITH TIME ZONE '2020-01-01 10:00:00 +01:00'"],
  ["TIMESTAMP '2020-01-01 10:00:00 UTC'", "TIMESTAMP WITH TIME ZONE '2020-01-01 10:00:00 UTC'"],
  ["DECIMAL '1.50'", '1.50'],
  ["DECIMAL '-1.50'", '-1.50'],
  ["BIGINT '5'", "CAST('5' AS bigint)"],
  ['1E3', 'CAST(1E3 AS double precision)'],
  ["X'0a'", "from_hex('0A')"],
  ["a - INTERVAL -'3' DAY", "a - -INTERVAL '3' DAY"],
  ['a IS DISTINCT FROM b', 'NOT CASE WHEN a IS NULL THEN b IS NULL WHEN b IS NULL THEN FALSE ELSE a = b END'],
  ["a LIKE 'x%'", "a LIKE 'x%'"],
  ["a LIKE '10\\%'", "a LIKE ('10' || chr(92) || chr(92) || '%')"],
  ['a LIKE b', 'a LIKE replace(b, chr(92), (chr(92) || chr(92)))'],
  ["a LIKE '10!%' ESCAPE '!'", "a LIKE '10!%' ESCAPE '!'"],
  ['CAST(a AS double) / 3', 'CAST(a AS double precision) / 3'],
  ['a / 3', `! 1:1: Redshift has no ${quotient}`],
  ["1 / DECIMAL '3.0'", `! 1:1: Redshift has no ${quotient}`],
  ['localtimestamp', 'sysdate'],
  ['current_timestamp', 'CAST(sysdate AS timestamp with time zone)'],
  ['current_path', '! 1:1: Redshift has no counterpart of CURRENT_PATH'],
  ['a[1]', '! 1:1: Redshift has no counterpart of an element by its index, which counts from 0 there'],
  ["json_value(a, 'lax $.x')", '! 1:1: Redshift has no json_value'],
  ['any_match(a, x -> x)', '! 1:14: Redshift has no lambda'],
];

const queriesToRedshift: readonly (readonly [trino: string, redshift: string])[] = [
  ['SELECT a FROM t ORDER BY a DESC, b', 'SELECT a FROM t ORDER BY a DESC NULLS LAST, b'],
  ['SELECT a FROM t FETCH FIRST ROW ONLY', 'SELECT a FROM t LIMIT 1'],
  ['SELECT a FROM t FETCH FIRST 2 ROWS WITH TIES', '! 1:17: Redshift has no FETCH FIRST … WITH TIES'],
  ["VALUES (1, 'x'), (2, 'y')", "SELECT 1, 'x' UNION ALL SELECT 2, 'y'"],
  ['TABLE t', 'SELECT * FROM t'],
  [
    'SELECT rank() OVER (w ORDER BY b), row_number() OVER v FROM t WINDOW w AS (PARTITION BY a), v AS (w ORDER BY c)',
    'SELECT rank() OVER (PARTITION BY a ORDER BY b), row_number() OVER (PARTITION BY a ORDER BY c) FROM t',
  ],
  ['SELECT * FROM t MATCH_RECOGNIZE (PATTERN (x) DEFINE x AS a)', '! 1:15: Redshift has no MATCH_RECOGNIZE'],
  ['SELECT * FROM t TABLESAMPLE SYSTEM (10)', '! 1:15: Redshift has no TABLESAMPLE'],
];

const toTrino: readonly (readonly [redshift: string, trino: string])[] = [
  ['sha2(a, 256)', 'lower(to_hex(sha256(to_utf8(a))))'],
  ['md5(a)', 'lower(to_hex(md5(to_utf8(a))))'],
  ['nvl(a, b)', 'coalesce(a, b)'],
  ['left(a, 3)', 'substring(a, 1, 3)'],
  ['a::varchar(max)', 'CAST(a AS varchar)'],
  [
    'CAST(a AS varchar(10))',
    '! 1:11: Trino has no counterpart of a text of so many bytes: write varchar(max)',
  ],
  ['CAST(a AS numeric)', 'CAST(a AS decimal(18, 0))'],
  ['CAST(a AS timestamp)', 'CAST(a AS timestamp(6))'],
  ['CAST(a AS super)', '! 1:11: Trino has no counterpart of type super'],
  ["a ILIKE 'X%'", "lower(a) LIKE lower('X%')"],
  ["a SIMILAR TO 'x'", '! 1:1: Trino has no SIMILAR TO: use LIKE, or a regular expression'],
  ["a !~ '^x'", "NOT regexp_like(a, '^x')"],
  ['a IS NOT TRUE', 'a IS DISTINCT FROM TRUE'],
  ['a IS UNKNOWN', 'a IS NULL'],
  ['a ^ 2', 'power(a, 2)'],
  ['|/ a', 'sqrt(a)'],
  ['a & b', '! 1:1: Trino has no operator &'],
  ['sysdate', 'localtimestamp(6)'],
  ['7 / 2', '7 / 2'],
  ['count(*) / -len(a)', 'count(*) / -length(a)'],
  ['a::float8 / 3', 'CAST(a AS double) / 3'],
  ...['1 / 3.0', 'CAST(a AS decimal(10, 2)) / 3', 'a / 3', '1 / 3E0'].map((text): [string, string] => [
    text,
    `! 1:1: Trino has no ${quotient}`,
  ]),
  ['1.5E3 + 2E-3', '1500. + 0.002'],
  ['1E60', '! 1:1: Trino has no decimal of so many digits'],
  ["a > INTERVAL '1.5' SECOND (3)", '! 1:5: Trino has no digits of seconds in an INTERVAL'],
  ['object_transform(a KEEP \'"b"\')', '! 1:1: Trino has no counterpart of object_transform'],
  ['getdate()', "! 1:1: Trino has no counterpart of Redshift's function getdate that scrim knows"],
];

describe('translate to Redshift', () => {
  it.each(toRedshift)('says %s', (trino, redshift) => {
    expect(attempt(parseExpression(trino, 'trino'), 'trino', 'redshift')).toBe(redshift);
  });

  it.each(queriesToRedshift)('says %s', (trino, redshift) => {
    expect(attempt(parseQuery(trino, 'trino'), 'trino', 'redshift')).toBe(redshift);
  });
});

describe('translate to Trino', () => {
  it.each(toTrino)('says %s', (redshift, trino) => {
    expect(attempt(parseExpression(redshift, 'redshift'), 'redshift', 'trino')).toBe(trino);
  });
});

const aliasHint = 'write its expression, or qualify the column with its relation';
const queriesToTrino: readonly (readonly [redshift: string, trino: string])[] = [
  ['SELECT a AS b, b AS c FROM t', `! 1:16: Trino has no select-list alias b visible here: ${aliasHint}`],
  [
    'SELECT a AS b, count(*) FROM t GROUP BY b',
    `! 1:41: Trino has no select-list alias b visible here: ${aliasHint}`,
  ],
  ['SELECT lower(a) AS a, a AS c FROM t', 'SELECT lower(a) AS a, a AS c FROM t'],
  ['SELECT a AS b, t.b AS c FROM t', 'SELECT a AS b, t.b AS c FROM t'],
  ['SELECT a AS b FROM t ORDER BY b', 'SELECT a AS b FROM t ORDER BY b'],
  [
    'SELECT a AS b FROM t ORDER BY b + 1',
    `! 1:31: Trino has no ORDER BY with b resolved in FROM before the result, as in Redshift: ${aliasHint}`,
  ],
  ['SELECT a FROM t NATURAL JOIN u', '! 1:17: Trino has no NATURAL JOIN'],
  [
    'SELECT n.k FROM m JOIN n USING (k)',
    '! 1:8: Trino has no n.k after USING (k): name it k, or join with ON',
  ],
  [
    'SELECT n.* FROM m JOIN n USING (k)',
    '! 1:8: Trino has no n.* with the columns that USING merges: name the columns',
  ],
  ['SELECT k, n.a FROM m JOIN n USING (k)', 'SELECT k, n.a FROM m JOIN n USING (k)'],
  [
    'WITH RECURSIVE r AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM r WHERE n < 9) SELECT n FROM r',
    'WITH RECURSIVE r (n) AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM r WHERE n < 9) SELECT n FROM r',
  ],
  [
    'WITH RECURSIVE r AS (SELECT 1 UNION ALL SELECT a + 1 FROM r) SELECT a FROM r',
    '! 1:16: Trino has no recursive query whose columns have no names: name them: r (…) AS (…)',
  ],
  ['SELECT a FROM t, u WHERE t.a = u.a (+)', '! 1:32: Trino has no (+) of an outer join'],
];

it.each(queriesToTrino)('translate to Trino says %s', (redshift, trino) => {
  const said = attempt(parseQuery(redshift, 'redshift'), 'redshift', 'trino');
  expect(said.replace(/\s+/g, ' ').replaceAll('( ', '(').replaceAll(' )', ')')).toBe(trino);
});

describe('translate', () => {
  it('gives the tree itself where nothing is to be done', () => {
    const node = parseExpression('f(a) IS DISTINCT FROM b', 'trino');
    expect(translate(node, 'trino', 'trino')).toBe(node);
  });

  it('takes no tree that the dialect cannot have given its meaning', () => {
    const node = parseExpression('a IS TRUE', 'redshift');
    expect(() => translate(node, 'trino', 'redshift')).toThrow(
      'internal error (please report it): IsTruth is not part of the SQL of Trino',
    );
  });
});
