import { describe, expect, it } from '@jest/globals';

import { describeText, type Case } from './describe.js';

describe('names of columns', () => {
  it.each<Case>([
    [
      'qualified in part or in full',
      'trino',
      'SELECT a, t.a, s.t.a, cat.s.t.a FROM cat.s.t',
      [
        'tables: cat.s.t',
        'columns: a=t.a, t.a=t.a, s.t.a=t.a, cat.s.t.a=t.a',
        'output: a<cat.s.t.a, a<cat.s.t.a, a<cat.s.t.a, a<cat.s.t.a',
      ],
    ],
    [
      'more qualified than the table is',
      'trino',
      'SELECT cat.s.t.a FROM s.t',
      [
        'tables: s.t',
        'columns: cat.s.t.a=-',
        'output: a',
        "1:8 column 'cat.s.t.a' does not exist: no relation is called 'cat.s.t'; did you mean 't'?",
      ],
    ],
    [
      'letter case and quotes do not matter',
      'trino',
      'SELECT A, "T"."A" FROM t',
      ['tables: t', 'columns: A=t.a, T.A=t.a', 'output: A<t.a, A<t.a'],
    ],
    [
      "the table's spelling is found whatever is written",
      'trino',
      'SELECT id, NAME, "nAme" FROM m',
      [
        'tables: m',
        'columns: id=m.Id, NAME=m.Name, nAme=m.Name',
        'output: id<m.Id, NAME<m.Name, nAme<m.Name',
      ],
    ],
    [
      'unknown',
      'trino',
      'SELECT orderkee FROM (SELECT 1 AS orderkey)',
      [
        'columns: orderkee=-',
        'output: orderkee',
        "1:8 column 'orderkee' does not exist; did you mean 'orderkey'?",
      ],
    ],
    [
      'unknown of a known relation',
      'trino',
      'SELECT t.custkee FROM (SELECT 1 AS custkey) AS t, u',
      [
        'tables: u',
        'columns: t.custkee=-',
        'output: custkee',
        "1:8 column 't.custkee' does not exist; did you mean 'custkey'?",
      ],
    ],
    [
      'of an unknown relation',
      'trino',
      'SELECT custmer.a FROM t AS customer',
      [
        'tables: t',
        'columns: custmer.a=-',
        'output: a',
        "1:8 column 'custmer.a' does not exist: no relation is called 'custmer'; did you mean 'customer'?",
      ],
    ],
    [
      'a field of a row',
      'trino',
      'SELECT r.f, w.r.f.g, cat.s.w.r.f FROM cat.s.w',
      ['tables: cat.s.w', 'columns: r.f=w.r/f, w.r.f.g=w.r/f/g, cat.s.w.r.f=w.r/f', 'output: f, g, f'],
    ],
    [
      'the longest beginning is the column',
      'trino',
      'SELECT t.b.c FROM t, (SELECT 1 AS t) AS b',
      ['tables: t', 'columns: t.b.c=t.b/c', 'output: c'],
    ],
    [
      "a relation's column comes before a row's field",
      'trino',
      'SELECT a.b FROM (SELECT 1 AS b) AS a, (SELECT 2 AS a) AS c',
      ['columns: a.b=a.b', 'output: b'],
    ],
    [
      'a row nearby comes before a relation outside',
      'trino',
      'SELECT (SELECT t.a FROM (SELECT 1 AS t) AS i) FROM t',
      ['tables: t', 'columns: t.a=i.t/a', 'output: _'],
    ],
    [
      'a relation without the column does not hide the one outside',
      'trino',
      'SELECT (SELECT t.b FROM s2.t) FROM t',
      ['tables: t, s2.t', 'columns: t.b=t.b', 'output: _'],
    ],
  ])('%s', (_what, dialect, sql, expected) => {
    expect(describeText(sql, dialect)).toEqual(expected);
  });
});

describe('subqueries', () => {
  it.each<Case>([
    [
      'see the columns around them',
      'trino',
      'SELECT (SELECT max(u.d) FROM u WHERE u.a = t.a AND b = d) FROM t',
      ['tables: t, u', 'columns: u.a=u.a, t.a=t.a, b=t.b, d=u.d, u.d=u.d', 'output: _'],
    ],
    [
      'prefer their own',
      'trino',
      'SELECT (SELECT a FROM u) FROM t',
      ['tables: t, u', 'columns: a=u.a', 'output: _'],
    ],
    [
      'are ambiguous by their own only',
      'trino',
      'SELECT (SELECT a FROM v, (SELECT 1 AS a) AS i) FROM t, u',
      ['tables: t, u, v', 'columns: a=i.a', 'output: _'],
    ],
    [
      'are ambiguous around',
      'trino',
      'SELECT (SELECT a FROM v) FROM t, u',
      ['tables: t, u, v', 'columns: a=-', 'output: _', "1:16 column 'a' is ambiguous"],
    ],
    [
      'see two levels out',
      'trino',
      'SELECT (SELECT (SELECT b + u.d FROM v WHERE v.e = 1) FROM u) FROM t',
      ['tables: t, u, v', 'columns: v.e=v.e, b=t.b, u.d=u.d', 'output: _'],
    ],
    [
      'are seen through in IN and EXISTS',
      'trino',
      'SELECT 1 FROM t WHERE EXISTS (SELECT 1 FROM u WHERE a = c) AND a IN (SELECT d FROM v WHERE e = b)',
      ['tables: t, u, v', 'columns: a=u.a, c=t.c, a=t.a, e=v.e, b=t.b, d=v.d', 'output: _'],
    ],
    [
      'WITH queries see the columns around',
      'trino',
      'SELECT (WITH q AS (SELECT t.a AS z) SELECT z FROM q) FROM t',
      ['tables: t, with q', 'columns: t.a=t.a, z=q.z', 'output: _'],
    ],
    [
      'take a misspelt column from around, as every database does',
      'trino',
      'SELECT 1 FROM t WHERE a IN (SELECT c FROM u)',
      ['tables: t, u', 'columns: a=t.a, c=t.c', 'output: _'],
    ],
  ])('%s', (_what, dialect, sql, expected) => {
    expect(describeText(sql, dialect)).toEqual(expected);
  });
});

describe('lambda parameters', () => {
  it.each<Case>([
    [
      'hide a column',
      'trino',
      'SELECT transform(items, id -> id + 1) FROM w',
      ['tables: w', 'columns: items=w.items, id=->id', 'output: _'],
    ],
    [
      'hide a relation',
      'trino',
      'SELECT transform(items, w -> w.id) FROM w',
      ['tables: w', 'columns: items=w.items, w.id=->w/id', 'output: _'],
    ],
    [
      'see columns beside them',
      'trino',
      'SELECT transform(items, x -> x + id) FROM w',
      ['tables: w', 'columns: items=w.items, x=->x, id=w.id', 'output: _'],
    ],
    [
      'hide each other',
      'trino',
      'SELECT transform(items, x -> transform(r, x -> x.f)) FROM w',
      ['tables: w', 'columns: items=w.items, r=w.r, x.f=->x/f', 'output: _'],
    ],
    [
      'are seen in an inner lambda',
      'trino',
      'SELECT reduce(items, 0, (s, x) -> s + x, s -> s + id) FROM w',
      ['tables: w', 'columns: items=w.items, s=->s, x=->x, s=->s, id=w.id', 'output: _'],
    ],
    [
      'are gone outside',
      'trino',
      'SELECT transform(items, x -> x), x FROM w',
      [
        'tables: w',
        'columns: items=w.items, x=->x, x=-',
        'output: _, x',
        "1:34 column 'x' does not exist; did you mean 'r'?",
      ],
    ],
    [
      'are seen in a subquery',
      'trino',
      'SELECT filter(items, x -> x IN (SELECT a FROM t WHERE b = x)) FROM w',
      ['tables: w, t', 'columns: items=w.items, x=->x, b=t.b, x=->x, a=t.a', 'output: _'],
    ],
    [
      'in any letter case',
      'trino',
      'SELECT transform(items, X -> "x") FROM w',
      ['tables: w', 'columns: items=w.items, x=->X', 'output: _'],
    ],
    [
      'one twice',
      'trino',
      'SELECT reduce(items, 0, (x, X) -> 1, x -> x) FROM w',
      ['tables: w', 'columns: items=w.items, x=->x', 'output: _', "1:29 parameter 'X' is duplicated"],
    ],
  ])('%s', (_what, dialect, sql, expected) => {
    expect(describeText(sql, dialect)).toEqual(expected);
  });
});

describe('what the select list names', () => {
  it.each<Case>([
    [
      'is not seen in WHERE, GROUP BY and HAVING',
      'trino',
      'SELECT a AS x FROM t WHERE x = 1 GROUP BY x HAVING x = 1',
      [
        'tables: t',
        'columns: x=-, a=t.a, x=-, x=-',
        'output: x<t.a',
        "1:28 column 'x' does not exist; did you mean 'a'?",
        "1:43 column 'x' does not exist; did you mean 'a'?",
        "1:52 column 'x' does not exist; did you mean 'a'?",
      ],
    ],
    [
      'is not seen in the list',
      'trino',
      'SELECT a AS x, x + 1 FROM t',
      [
        'tables: t',
        'columns: a=t.a, x=-',
        'output: x<t.a, _',
        "1:16 column 'x' does not exist; did you mean 'a'?",
      ],
    ],
    [
      'comes first in ORDER BY',
      'trino',
      'SELECT a AS b, b AS a FROM t ORDER BY a, b + 1',
      ['tables: t', 'columns: a=t.a, b=t.b, a=out.1, b=out.0', 'output: b<t.a, a<t.b'],
    ],
    [
      'not where qualified',
      'trino',
      'SELECT a AS b FROM t ORDER BY t.b',
      ['tables: t', 'columns: a=t.a, t.b=t.b', 'output: b<t.a'],
    ],
    [
      'what it does not name is seen in ORDER BY',
      'trino',
      'SELECT a AS x FROM t ORDER BY c, x',
      ['tables: t', 'columns: a=t.a, c=t.c, x=out.0', 'output: x<t.a'],
    ],
    [
      'is ambiguous in ORDER BY',
      'trino',
      'SELECT a AS x, b AS x FROM t ORDER BY x',
      ['tables: t', 'columns: a=t.a, b=t.b, x=-', 'output: x<t.a, x<t.b', "1:39 column 'x' is ambiguous"],
    ],
    [
      'is a row in ORDER BY',
      'trino',
      'SELECT r AS x FROM w ORDER BY x.f',
      ['tables: w', 'columns: r=w.r, x.f=out.0/f', 'output: x<w.r'],
    ],
    [
      'is seen in a subquery of ORDER BY',
      'trino',
      'SELECT a AS x FROM t ORDER BY (SELECT max(d) FROM u WHERE u.a = x)',
      ['tables: t, u', 'columns: a=t.a, u.a=u.a, x=out.0, d=u.d', 'output: x<t.a'],
    ],
    [
      'is all that ORDER BY of a UNION sees',
      'trino',
      'SELECT a AS q FROM t UNION SELECT d AS r FROM u ORDER BY q, r, a',
      [
        'tables: t, u',
        'columns: a=t.a, d=u.d, q=out.0, r=-, a=-',
        'output: q',
        "1:61 column 'r' does not exist; did you mean 'q'?",
        "1:64 column 'a' does not exist; did you mean 'q'?",
      ],
    ],
    [
      'by number',
      'trino',
      'SELECT a AS x FROM t GROUP BY 1, 2 ORDER BY 1, 0, 2',
      [
        'tables: t',
        'columns: a=t.a',
        'output: x<t.a',
        '1:34 GROUP BY 2: the result has 1 column',
        '1:48 ORDER BY 0: the result has 1 column',
        '1:51 ORDER BY 2: the result has 1 column',
      ],
    ],
    [
      'Redshift: to the left in the list',
      'redshift',
      'SELECT a AS x, x + 1 AS y, z, 1 AS z FROM t',
      [
        'tables: t',
        'columns: a=t.a, x=out.0, z=-',
        'output: x<t.a, y, z, z',
        "1:28 column 'z' does not exist; did you mean 'a'?",
      ],
    ],
    [
      'Redshift: after a column of FROM',
      'redshift',
      'SELECT a AS b, b AS c, c FROM t',
      ['tables: t', 'columns: a=t.a, b=t.b, c=t.c', 'output: b<t.a, c<t.b, c<t.c'],
    ],
    [
      'Redshift: in GROUP BY, not in WHERE',
      'redshift',
      'SELECT a AS x FROM t WHERE x = 1 GROUP BY x',
      [
        'tables: t',
        'columns: x=-, a=t.a, x=out.0',
        'output: x<t.a',
        "1:28 column 'x' does not exist; did you mean 'a'?",
      ],
    ],
    [
      'Redshift: in QUALIFY',
      'redshift',
      'SELECT a AS b, c AS z FROM t QUALIFY row_number() OVER (PARTITION BY z ORDER BY b) = 1',
      ['tables: t', 'columns: a=t.a, c=t.c, z=out.1, b=t.b', 'output: b<t.a, z<t.c'],
    ],
    [
      'Redshift: first in ORDER BY where alone',
      'redshift',
      'SELECT a AS b, b AS z FROM t ORDER BY b, b + z',
      ['tables: t', 'columns: a=t.a, b=t.b, b=out.0, b=t.b, z=out.1', 'output: b<t.a, z<t.b'],
    ],
    [
      'Redshift: before the columns around',
      'redshift',
      'SELECT (SELECT max(b) FROM (SELECT d AS b, b AS y FROM v) AS i) FROM t',
      ['tables: t, v', 'columns: d=v.d, b=out.0, b=i.b', 'output: _'],
    ],
    [
      'Redshift: along a hierarchy',
      'redshift',
      'SELECT a, level FROM t START WITH a = 1 CONNECT BY PRIOR a = b',
      ['tables: t', 'columns: a=t.a, a=t.a, b=t.b, a=t.a, level=?', 'output: a<t.a, level'],
    ],
  ])('%s', (_what, dialect, sql, expected) => {
    expect(describeText(sql, dialect)).toEqual(expected);
  });
});

describe('windows', () => {
  it.each<Case>([
    [
      'a named one',
      'trino',
      'SELECT sum(a) OVER w FROM t WINDOW w AS (PARTITION BY b ORDER BY c)',
      ['tables: t', 'columns: a=t.a, b=t.b, c=t.c', 'output: _'],
    ],
    [
      'one that refines another',
      'trino',
      'SELECT sum(a) OVER (W ORDER BY c) FROM t WINDOW w AS (PARTITION BY b), x AS (w)',
      ['tables: t', 'columns: a=t.a, c=t.c, b=t.b', 'output: _'],
    ],
    [
      'one that is not there',
      'trino',
      'SELECT sum(a) OVER (z ORDER BY q) FROM t WINDOW w AS (x PARTITION BY b), x AS (ORDER BY a)',
      [
        'tables: t',
        'columns: a=t.a, q=-, b=t.b, a=t.a',
        'output: _',
        "1:21 window 'z' is not defined",
        "1:32 column 'q' does not exist; did you mean 'a'?",
        "1:55 window 'x' is not defined",
      ],
    ],
    [
      'not that of a query around',
      'trino',
      'SELECT (SELECT sum(d) OVER w FROM u) FROM t WINDOW w AS (ORDER BY a)',
      ['tables: t, u', 'columns: d=u.d, a=t.a', 'output: _', "1:28 window 'w' is not defined"],
    ],
    [
      'in ORDER BY',
      'trino',
      'SELECT a FROM t WINDOW w AS (ORDER BY b) ORDER BY rank() OVER w',
      ['tables: t', 'columns: a=t.a, b=t.b', 'output: a<t.a'],
    ],
    [
      'one twice',
      'trino',
      'SELECT 1 FROM t WINDOW w AS (ORDER BY b), W AS (ORDER BY a)',
      ['tables: t', 'columns: b=t.b, a=t.a', 'output: _', "1:43 window 'W' is duplicated"],
    ],
    [
      'a pattern in a frame',
      'trino',
      'SELECT m OVER w FROM t WINDOW w AS (ORDER BY b MEASURES X.a AS m ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING PATTERN (X) DEFINE X AS x.b > c)',
      ['tables: t', 'columns: b=t.b, X.a=t.a, x.b=t.b, c=t.c', 'output: _'],
    ],
  ])('%s', (_what, dialect, sql, expected) => {
    expect(describeText(sql, dialect)).toEqual(expected);
  });
});

describe('the result', () => {
  it.each<Case>([
    [
      'names and columns without',
      'trino',
      'SELECT a, b AS x, a + 1, t.c, count(*), (SELECT 1 AS one) FROM t',
      ['tables: t', 'columns: a=t.a, b=t.b, a=t.a, t.c=t.c', 'output: a<t.a, x<t.b, _, c<t.c, _, _'],
    ],
    [
      'a field of a row is named after itself',
      'trino',
      'SELECT r.f FROM w',
      ['tables: w', 'columns: r.f=w.r/f', 'output: f'],
    ],
    ['a field of a call has no name', 'trino', 'SELECT f(1).x', ['output: _']],
    [
      'keeps the letter case in which it is written',
      'trino',
      'SELECT NAME, "Id" FROM m',
      ['tables: m', 'columns: NAME=m.Name, Id=m.Id', 'output: NAME<m.Name, Id<m.Id'],
    ],
    [
      'Redshift: is in lower case',
      'redshift',
      'SELECT NAME, "Id" AS "X" FROM m',
      ['tables: m', 'columns: NAME=m.Name, Id=m.Id', 'output: name<m.Name, x<m.Id'],
    ],
    ['* keeps that of the table', 'trino', 'SELECT * FROM m', ['tables: m', 'output: Id<m.Id, Name<m.Name']],
    ['* without FROM', 'trino', 'SELECT *', ['1:8 * needs a FROM clause']],
    [
      '* without such a relation',
      'trino',
      'SELECT custmer.* FROM t AS customer',
      [
        'tables: t',
        'columns: custmer=-',
        'output: unknown',
        "1:8 no relation is called 'custmer'; did you mean 'customer'?",
      ],
    ],
    [
      '* of a relation outside',
      'trino',
      'SELECT (SELECT count(*) FROM (SELECT t.*) AS i) FROM t',
      ['tables: t', 'columns: t=-', 'output: _'],
    ],
    [
      '* with other names',
      'trino',
      'SELECT t.* AS (x, y, z) FROM t',
      ['tables: t', 'columns: t=-', 'output: x<t.a, y<t.b, z<t.c'],
    ],
    [
      '* with too few names',
      'trino',
      'SELECT t.* AS (x) FROM t',
      [
        'tables: t',
        'columns: t=-',
        'output: x<t.a, b<t.b, c<t.c',
        '1:16 1 column named, but there are 3 columns',
      ],
    ],
    [
      '* of a row of known type',
      'trino',
      'SELECT CAST(ROW(1, 2) AS row(p bigint, q bigint)).*',
      ['output: p, q'],
    ],
    ['* of a row that is written out', 'trino', 'SELECT ROW(1, 2).*', ['output: _, _']],
    [
      '* of a row of unknown type',
      'trino',
      'SELECT w.r.* FROM w',
      [
        'tables: w',
        'columns: w.r=w.r',
        'output: unknown',
        '1:8 the fields behind .* are not known here; name them, as in .* AS (a, b)',
      ],
    ],
    [
      '* of a row with names',
      'trino',
      'SELECT w.r.* AS (p, q) FROM w',
      ['tables: w', 'columns: w.r=w.r', 'output: p, q'],
    ],
    ['* of a table without columns', 'trino', 'SELECT * FROM none', ['tables: none']],
    [
      'Redshift: * without some columns',
      'redshift',
      'SELECT * EXCLUDE (b, z) FROM t',
      ['tables: t', 'output: a<t.a, c<t.c', "1:22 EXCLUDE: the result has no column 'z'; did you mean 'a'?"],
    ],
    ['of VALUES has no names', 'trino', "VALUES (1, 'x'), (2, 'y')", ['output: _, _']],
    [
      'of VALUES with names',
      'trino',
      'SELECT v.q FROM (VALUES 1, 2) AS v (q)',
      ['columns: v.q=v.q', 'output: q'],
    ],
    [
      'of uneven VALUES',
      'trino',
      'VALUES (1, 2), 3',
      ['output: _, _', '1:16 the first row has 2 values, this one 1'],
    ],
    [
      'of UNION is named as the first',
      'trino',
      'SELECT a AS q FROM t UNION ALL SELECT d FROM u',
      ['tables: t, u', 'columns: a=t.a, d=u.d', 'output: q'],
    ],
    [
      'of UNION of uneven queries',
      'trino',
      'SELECT a, b FROM t UNION ALL SELECT d FROM u',
      [
        'tables: t, u',
        'columns: a=t.a, b=t.b, d=u.d',
        'output: a, b',
        '1:1 UNION of queries with 2 and 1 columns',
      ],
    ],
    [
      'of UNION CORRESPONDING',
      'trino',
      'SELECT b, a FROM t UNION ALL CORRESPONDING SELECT * FROM u',
      ['tables: t, u', 'columns: b=t.b, a=t.a', 'output: a'],
    ],
    [
      'of UNION CORRESPONDING BY',
      'trino',
      'SELECT * FROM t UNION ALL CORRESPONDING BY (A, d) SELECT * FROM u',
      [
        'tables: t, u',
        'output: A, d',
        "1:48 CORRESPONDING: the left query has no column 'd'; did you mean 'a'?",
      ],
    ],
    [
      'of UNION CORRESPONDING without common columns',
      'trino',
      'SELECT b FROM t UNION CORRESPONDING SELECT d FROM u',
      ['tables: t, u', 'columns: b=t.b, d=u.d', '1:1 CORRESPONDING: the queries have no column in common'],
    ],
    [
      'of TABLE',
      'trino',
      'TABLE s.t ORDER BY s.t.a, b',
      ['tables: s.t', 'columns: s.t.a=t.a, b=t.b', 'output: a<s.t.a, b<s.t.b, c<s.t.c'],
    ],
    [
      'of a query in parentheses',
      'trino',
      '(SELECT a AS x FROM t ORDER BY b LIMIT 3) ORDER BY x, b',
      [
        'tables: t',
        'columns: a=t.a, b=t.b, x=out.0, b=-',
        'output: x<t.a',
        "1:55 column 'b' does not exist; did you mean 'x'?",
      ],
    ],
    [
      'through subqueries and WITH queries',
      'trino',
      'WITH q (k) AS (SELECT b FROM s.t) SELECT i.z, 1 + z AS n FROM (SELECT k AS z FROM q) AS i',
      ['tables: s.t, with q', 'columns: b=t.b, k=q.k, i.z=i.z, z=i.z', 'output: z<s.t.b, n'],
    ],
  ])('%s', (_what, dialect, sql, expected) => {
    expect(describeText(sql, dialect)).toEqual(expected);
  });
});
