import { describe, expect, it } from '@jest/globals';

import { describeText, type Case } from './describe.js';

describe('aliases', () => {
  it.each<Case>([
    [
      'hide the name of the table',
      'trino',
      'SELECT t.a FROM t AS q',
      [
        'tables: t',
        'columns: t.a=-',
        'output: a',
        "1:8 column 't.a' does not exist: no relation is called 't'; did you mean 'q'?",
      ],
    ],
    [
      'hide the schema of the table',
      'trino',
      'SELECT s.t.a FROM s.t AS t',
      [
        'tables: s.t',
        'columns: s.t.a=-',
        'output: a',
        "1:8 column 's.t.a' does not exist: no relation is called 's.t'; did you mean 't'?",
      ],
    ],
    [
      'rename columns',
      'trino',
      'SELECT q.x, y FROM t AS q (x, y, z)',
      ['tables: t', 'columns: q.x=q.x, y=q.y', 'output: x<t.a, y<t.b'],
    ],
    [
      'hide the names of columns',
      'trino',
      'SELECT q.a FROM t AS q (x, y, z)',
      ['tables: t', 'columns: q.a=-', 'output: a', "1:8 column 'q.a' does not exist; did you mean 'x'?"],
    ],
    [
      'too few',
      'trino',
      'SELECT x FROM t AS q (x)',
      ['tables: t', 'columns: x=q.x', 'output: x<t.a', "1:23 'q': 1 column named, but there are 3 columns"],
    ],
    [
      'Redshift: the rest keep theirs',
      'redshift',
      'SELECT x, b FROM t AS q (x)',
      ['tables: t', 'columns: x=q.x, b=q.b', 'output: x<t.a, b<t.b'],
    ],
    [
      'too many',
      'trino',
      'SELECT x FROM u AS q (x, y, z)',
      ['tables: u', 'columns: x=q.x', 'output: x<u.a', "1:29 'q': 3 columns named, but there are 2 columns"],
    ],
    [
      'one twice',
      'trino',
      'SELECT y FROM u AS q (y, Y)',
      [
        'tables: u',
        'columns: y=-',
        'output: y',
        "1:26 'q': column 'Y' is named more than once",
        "1:8 column 'y' is ambiguous",
      ],
    ],
    [
      'of a join hide what is in it',
      'trino',
      'SELECT j.b, t.b FROM (t CROSS JOIN v) AS j',
      [
        'tables: t, v',
        'columns: j.b=j.b, t.b=-',
        'output: b<t.b, b',
        "1:13 column 't.b' does not exist: no relation is called 't'; did you mean 'j'?",
      ],
    ],
    [
      'of a subquery',
      'trino',
      'SELECT i.x FROM (SELECT a AS x FROM t) AS i',
      ['tables: t', 'columns: a=t.a, i.x=i.x', 'output: x<t.a'],
    ],
    [
      'a subquery without one',
      'trino',
      'SELECT x FROM (SELECT a AS x FROM t)',
      ['tables: t', 'columns: a=t.a, x=<SubqueryRelation>.x', 'output: x<t.a'],
    ],
    [
      'two alike',
      'trino',
      'SELECT 1 FROM t AS x, u AS X',
      ['tables: t, u', 'output: _', "1:23 two relations are called 'x': give one of them another alias"],
    ],
    [
      'one like a table',
      'trino',
      'SELECT 1 FROM s.t JOIN u AS t ON true',
      ['tables: s.t, u', 'output: _', "1:24 two relations are called 't': give one of them another alias"],
    ],
    [
      'a table twice',
      'trino',
      'SELECT 1 FROM t, t',
      ['tables: t, t', 'output: _', "1:18 two relations are called 't': give one of them another alias"],
    ],
    [
      'tables of two schemas are no two alike',
      'trino',
      'SELECT s.t.a, s2.t.a, t.x FROM s.t, s2.t',
      ['tables: s.t, s2.t', 'columns: s.t.a=t.a, s2.t.a=t.a, t.x=t.x', 'output: a<s.t.a, a<s2.t.a, x<s2.t.x'],
    ],
    [
      'but their last name is ambiguous',
      'trino',
      'SELECT t.a FROM s.t, s2.t',
      ['tables: s.t, s2.t', 'columns: t.a=-', 'output: a', "1:8 column 't.a' is ambiguous"],
    ],
    [
      'the same name in a subquery is another relation',
      'trino',
      'SELECT (SELECT max(t.d) FROM u AS t WHERE t.a = b) FROM t',
      ['tables: t, u', 'columns: t.a=t.a, b=t.b, t.d=t.d', 'output: _'],
    ],
  ])('%s', (_what, dialect, sql, expected) => {
    expect(describeText(sql, dialect)).toEqual(expected);
  });
});

describe('joins', () => {
  it.each<Case>([
    [
      'an ambiguous column',
      'trino',
      'SELECT a FROM t, u',
      ['tables: t, u', 'columns: a=-', 'output: a', "1:8 column 'a' is ambiguous"],
    ],
    [
      'ON sees its two sides',
      'trino',
      'SELECT 1 FROM t JOIN u ON t.a = u.a JOIN v ON u.d = v.d AND b = e',
      ['tables: t, u, v', 'columns: t.a=t.a, u.a=u.a, u.d=u.d, v.d=v.d, b=t.b, e=v.e', 'output: _'],
    ],
    [
      'ON does not see what comes before a comma',
      'trino',
      'SELECT 1 FROM t, u JOIN v ON u.d = v.d AND b = e',
      [
        'tables: t, u, v',
        'columns: u.d=u.d, v.d=v.d, b=-, e=v.e',
        'output: _',
        "1:44 column 'b' does not exist; did you mean 'a'?",
      ],
    ],
    [
      'USING makes one column of two',
      'trino',
      'SELECT a, * FROM t JOIN u USING (a)',
      ['tables: t, u', 'columns: a=(t.a=u.a)', 'output: a<t.a, a<t.a, b<t.b, c<t.c, d<u.d'],
    ],
    [
      'Trino: neither can be qualified then',
      'trino',
      'SELECT t.a, u.a FROM t JOIN u USING (a)',
      [
        'tables: t, u',
        'columns: t.a=-, u.a=-',
        'output: a, a',
        "1:8 column 't.a' does not exist; did you mean 'b'?",
        "1:13 column 'u.a' does not exist; did you mean 'd'?",
      ],
    ],
    [
      'Trino: nor is it in t.*',
      'trino',
      'SELECT t.*, u.* FROM t JOIN u USING (a)',
      ['tables: t, u', 'columns: t=-, u=-', 'output: b<t.b, c<t.c, d<u.d'],
    ],
    [
      'Redshift: both can be qualified',
      'redshift',
      'SELECT a, t.a, u.a FROM t JOIN u USING (a)',
      ['tables: t, u', 'columns: a=(t.a=u.a), t.a=t.a, u.a=u.a', 'output: a<t.a, a<t.a, a<u.a'],
    ],
    [
      'Redshift: and are in t.*',
      'redshift',
      'SELECT t.*, u.* FROM t JOIN u USING (a)',
      ['tables: t, u', 'columns: t=-, u=-', 'output: a<t.a, b<t.b, c<t.c, a<u.a, d<u.d'],
    ],
    [
      'Redshift: but not in *',
      'redshift',
      'SELECT * FROM t JOIN u USING (a)',
      ['tables: t, u', 'output: a<t.a, b<t.b, c<t.c, d<u.d'],
    ],
    [
      'USING after USING',
      'trino',
      'SELECT * FROM t JOIN u USING (a) JOIN v USING (d)',
      ['tables: t, u, v', 'output: d<u.d, a<t.a, b<t.b, c<t.c, e<v.e'],
    ],
    [
      'USING of a merged column',
      'trino',
      'SELECT a FROM t JOIN u USING (a) JOIN s2.t AS z USING (a)',
      ['tables: t, u, s2.t', 'columns: a=((t.a=u.a)=z.a)', 'output: a<t.a'],
    ],
    [
      "a right join's merged column is no table's alone",
      'trino',
      'SELECT a FROM t RIGHT JOIN u USING (a)',
      ['tables: t, u', 'columns: a=(t.a=u.a)', 'output: a'],
    ],
    [
      'USING of a column that a side lacks',
      'trino',
      'SELECT 1 FROM t JOIN u USING (b)',
      [
        'tables: t, u',
        'output: _',
        "1:31 USING: the right side of the join has no column 'b'; did you mean 'a'?",
      ],
    ],
    [
      'USING of a column that a side has twice',
      'trino',
      'SELECT 1 FROM (t CROSS JOIN u) JOIN s2.t AS z USING (a)',
      ['tables: t, u, s2.t', 'output: _', "1:54 USING: column 'a' is ambiguous on the left side of the join"],
    ],
    [
      'USING of a column twice',
      'trino',
      'SELECT 1 FROM t JOIN u USING (a, A)',
      ['tables: t, u', 'output: _', "1:34 USING: column 'A' is named more than once"],
    ],
    [
      'USING of what is not known',
      'trino',
      'SELECT 1 FROM w CROSS JOIN UNNEST(items) AS i JOIN t USING (a)',
      [
        'tables: w, t',
        'columns: items=w.items',
        'output: _',
        "1:61 USING: whether the left side of the join has a column 'a' is not known here; name its columns, as in AS t (a, b)",
      ],
    ],
    [
      'NATURAL',
      'redshift',
      'SELECT *, t.a, a FROM t NATURAL JOIN u',
      ['tables: t, u', 'columns: t.a=t.a, a=(t.a=u.a)', 'output: a<t.a, b<t.b, c<t.c, d<u.d, a<t.a, a<t.a'],
    ],
    [
      'NATURAL after NATURAL',
      'redshift',
      'SELECT * FROM t NATURAL JOIN u NATURAL JOIN v',
      ['tables: t, u, v', 'output: d<u.d, a<t.a, b<t.b, c<t.c, e<v.e'],
    ],
    [
      'NATURAL of a column that a side has twice',
      'redshift',
      'SELECT 1 FROM (t CROSS JOIN u) NATURAL JOIN s2.t AS z',
      ['tables: t, u, s2.t', 'output: _', "1:32 NATURAL JOIN: column 'a' is ambiguous"],
    ],
    [
      'NATURAL without common columns',
      'redshift',
      'SELECT * FROM t NATURAL JOIN v',
      ['tables: t, v', 'output: a<t.a, b<t.b, c<t.c, d<v.d, e<v.e'],
    ],
    [
      'Trino has no NATURAL',
      'trino',
      'SELECT * FROM t NATURAL JOIN u',
      [
        'tables: t, u',
        'output: a<t.a, b<t.b, c<t.c, d<u.d',
        '1:17 Trino has no NATURAL JOIN; name the columns with USING',
      ],
    ],
  ])('%s', (_what, dialect, sql, expected) => {
    expect(describeText(sql, dialect)).toEqual(expected);
  });
});

describe('what sees the relations before it', () => {
  it.each<Case>([
    [
      'LATERAL',
      'trino',
      'SELECT * FROM t, LATERAL (SELECT d FROM u WHERE u.a = t.a) AS l',
      ['tables: t, u', 'columns: u.a=u.a, t.a=t.a, d=u.d', 'output: a<t.a, b<t.b, c<t.c, d<u.d'],
    ],
    [
      'LATERAL after a join',
      'trino',
      'SELECT l.q FROM t CROSS JOIN v CROSS JOIN LATERAL (SELECT b + d AS q) AS l',
      ['tables: t, v', 'columns: b=t.b, d=v.d, l.q=l.q', 'output: q'],
    ],
    [
      'LATERAL does not see what follows',
      'trino',
      'SELECT 1 FROM LATERAL (SELECT t.a AS q) AS l, t',
      [
        'tables: t',
        'columns: t.a=-',
        'output: _',
        "1:31 column 't.a' does not exist: no relation is called 't'",
      ],
    ],
    [
      'a subquery does not',
      'trino',
      'SELECT * FROM t, (SELECT d FROM u WHERE u.a = t.a) AS l',
      [
        'tables: t, u',
        'columns: u.a=u.a, t.a=-, d=u.d',
        'output: a<t.a, b<t.b, c<t.c, d<u.d',
        "1:47 column 't.a' does not exist: no relation is called 't'; did you mean 'u'?",
      ],
    ],
    [
      'but sees the query around that of FROM',
      'trino',
      'SELECT (SELECT max(q) FROM (SELECT u.d AS q FROM u WHERE u.a = t.b) AS i) FROM t',
      ['tables: t, u', 'columns: u.a=u.a, t.b=t.b, u.d=u.d, q=i.q', 'output: _'],
    ],
    [
      'UNNEST',
      'trino',
      'SELECT x, n FROM w CROSS JOIN UNNEST(items) WITH ORDINALITY AS i (x, n)',
      ['tables: w', 'columns: items=w.items, x=i.x, n=i.n', 'output: x, n'],
    ],
    [
      'UNNEST first sees nothing',
      'trino',
      'SELECT 1 FROM UNNEST(items) AS i (x), w',
      ['tables: w', 'columns: items=-', 'output: _', "1:22 column 'items' does not exist"],
    ],
    [
      'UNNEST in a join of its own does not',
      'trino',
      'SELECT 1 FROM w, UNNEST(w.items) AS i (x) CROSS JOIN t',
      [
        'tables: w, t',
        'columns: w.items=-',
        'output: _',
        "1:25 column 'w.items' does not exist: no relation is called 'w'",
      ],
    ],
    [
      'UNNEST sees the query around',
      'trino',
      'SELECT (SELECT max(x) FROM UNNEST(items) AS i (x)) FROM w',
      ['tables: w', 'columns: items=w.items, x=i.x', 'output: _'],
    ],
    [
      'JSON_TABLE',
      'trino',
      "SELECT j.*, o FROM w, JSON_TABLE(w.r, 'lax $' PASSING id AS i COLUMNS (o FOR ORDINALITY, p varchar PATH 'lax $.p', NESTED PATH 'lax $.n' COLUMNS (n bigint))) AS j",
      ['tables: w', 'columns: w.r=w.r, id=w.id, j=-, o=j.O', 'output: O, P, N, o'],
    ],
    [
      'a value of a relation',
      'redshift',
      'SELECT c.id, i.x, i, k FROM w AS c, c.items AS i AT k',
      ['tables: w, value c.items', 'columns: c.id=c.id, i.x=i.i/x, i=i.i, k=i.k', 'output: id<w.id, x, i, k'],
    ],
    [
      'a value of a value',
      'redshift',
      'SELECT j FROM w AS c, c.items AS i, i.parts AS j',
      ['tables: w, value c.items, value i.parts', 'columns: j=j.j', 'output: j'],
    ],
    [
      'a table comes before a value',
      'redshift',
      'SELECT s.id, x.a FROM w AS s, s.t AS x',
      ['tables: w, s.t', 'columns: s.id=s.id, x.a=x.a', 'output: id<w.id, a<s.t.a'],
    ],
    [
      'an element of a value',
      'redshift',
      'SELECT i FROM w AS c, c.items[0].x AS i',
      ['tables: w', 'columns: c.items=c.items, i=i.i', 'output: i'],
    ],
    [
      'attributes of a value',
      'redshift',
      'SELECT v, n FROM w AS c, UNPIVOT c.r AS v AT n',
      ['tables: w', 'columns: c.r=c.r, v=v.v, n=v.n', 'output: v, n'],
    ],
    [
      'UNNEST of a value',
      'redshift',
      'SELECT o.x FROM w AS c, UNNEST(c.items) AS o',
      ['tables: w', 'columns: c.items=c.items, o.x=o.o/x', 'output: x'],
    ],
  ])('%s', (_what, dialect, sql, expected) => {
    expect(describeText(sql, dialect)).toEqual(expected);
  });
});

describe('UNNEST', () => {
  it.each<Case>([
    [
      'elements that are plain have one column without a name',
      'trino',
      'SELECT * FROM UNNEST(ARRAY[1, 2])',
      ['output: _'],
    ],
    [
      'rows have their fields',
      'trino',
      'SELECT * FROM UNNEST(CAST(NULL AS array(row(p bigint, q varchar)))) AS k',
      ['output: p, q'],
    ],
    [
      'a map has two',
      'trino',
      'SELECT * FROM UNNEST(CAST(NULL AS map(bigint, varchar))) AS k (key, value)',
      ['output: key, value'],
    ],
    [
      'several beside each other',
      'trino',
      'SELECT * FROM UNNEST(ARRAY[1, 2], ARRAY[ROW(1, 2)]) WITH ORDINALITY',
      ['output: _, _, _, _'],
    ],
    [
      'a column has what cannot be known',
      'trino',
      'SELECT * FROM w CROSS JOIN UNNEST(items) AS i',
      [
        'tables: w',
        'columns: items=w.items',
        'output: unknown',
        "1:8 the columns of 'i' behind * are not known here; name them, as in AS t (a, b)",
      ],
    ],
    [
      'which is asked for by its alias',
      'trino',
      'SELECT i.x, y, id FROM w CROSS JOIN UNNEST(items) AS i',
      ['tables: w', 'columns: items=w.items, i.x=i?, y=i?, id=w.id', 'output: x, y, id<w.id'],
    ],
    [
      'wrong number of names',
      'trino',
      'SELECT 1 FROM UNNEST(ARRAY[1]) AS i (x, y)',
      ['output: _', "1:41 'i': 2 columns named, but there is 1 column"],
    ],
  ])('%s', (_what, dialect, sql, expected) => {
    expect(describeText(sql, dialect)).toEqual(expected);
  });
});

describe('other relations', () => {
  it.each<Case>([
    [
      'a sample',
      'trino',
      'SELECT x.a, b FROM t AS x TABLESAMPLE BERNOULLI (10)',
      ['tables: t', 'columns: x.a=x.a, b=x.b', 'output: a<t.a, b<t.b'],
    ],
    [
      'one row for a match',
      'trino',
      'SELECT m.* FROM t MATCH_RECOGNIZE (PARTITION BY a ORDER BY b MEASURES LAST(X.b) AS lb, CLASSIFIER(x) AS k ONE ROW PER MATCH PATTERN (X Y+) DEFINE Y AS y.b > PREV(b)) AS m',
      ['tables: t', 'columns: a=t.a, b=t.b, X.b=t.b, y.b=t.b, b=t.b, m=-', 'output: a<t.a, lb, k'],
    ],
    [
      'all rows of a match',
      'trino',
      'SELECT * FROM t MATCH_RECOGNIZE (PARTITION BY b ORDER BY c MEASURES X.a AS m ALL ROWS PER MATCH PATTERN (X) DEFINE X AS c > 1)',
      ['tables: t', 'columns: b=t.b, c=t.c, X.a=t.a, c=t.c', 'output: b<t.b, c<t.c, m, a<t.a'],
    ],
    [
      'a union of labels',
      'trino',
      'SELECT m FROM t MATCH_RECOGNIZE (MEASURES U.a AS m PATTERN (X Y) SUBSET U = (X, Y) DEFINE X AS true)',
      ['tables: t', 'columns: U.a=t.a, m=<MatchRecognize>.m', 'output: m'],
    ],
    [
      'what was matched is gone',
      'trino',
      'SELECT t.b, c FROM t MATCH_RECOGNIZE (PARTITION BY a MEASURES X.b AS m PATTERN (X) DEFINE X AS true) AS r',
      [
        'tables: t',
        'columns: a=t.a, X.b=t.b, t.b=-, c=-',
        'output: b, c',
        "1:8 column 't.b' does not exist: no relation is called 't'; did you mean 'r'?",
        "1:13 column 'c' does not exist; did you mean 'a'?",
      ],
    ],
    [
      'a label without such a column',
      'trino',
      'SELECT 1 FROM t MATCH_RECOGNIZE (MEASURES X.q AS m PATTERN (X) DEFINE X AS true)',
      ['tables: t', 'columns: X.q=-', 'output: _', "1:43 column 'X.q' does not exist; did you mean 'a'?"],
    ],
    [
      'a quoted label keeps its letter case',
      'trino',
      'SELECT m FROM t MATCH_RECOGNIZE (MEASURES "x".b AS m PATTERN (X) DEFINE X AS true)',
      [
        'tables: t',
        'columns: x.b=-, m=<MatchRecognize>.m',
        'output: m',
        "1:43 column 'x.b' does not exist: no relation is called 'x'; did you mean 't'?",
      ],
    ],
    [
      'a label is not one in a subquery',
      'trino',
      'SELECT m FROM t MATCH_RECOGNIZE (MEASURES X.b AS m PATTERN (X) DEFINE X AS EXISTS (SELECT 1 FROM u WHERE x.a = 1))',
      [
        'tables: t, u',
        'columns: X.b=t.b, x.a=-, m=<MatchRecognize>.m',
        'output: m',
        "1:106 column 'x.a' does not exist: no relation is called 'x'; did you mean 'u'?",
      ],
    ],
    [
      'a built-in table function',
      'trino',
      'SELECT * FROM TABLE(sequence(1, 10))',
      ['output: sequential_number'],
    ],
    [
      'another table function',
      'trino',
      'SELECT x, i.a FROM TABLE(my.f(input => TABLE(s.t) AS i PARTITION BY a ORDER BY i.b, other => TABLE(SELECT * FROM u)))',
      ['tables: s.t, u', 'columns: a=i.a, i.b=i.b, x=?, i.a=i?', 'output: x, a'],
    ],
    [
      'all columns of a table function',
      'trino',
      'SELECT * FROM TABLE(my.f(TABLE(s.t))) AS k',
      [
        'tables: s.t',
        'output: unknown',
        "1:8 the columns of 'k' behind * are not known here; name them, as in AS t (a, b)",
      ],
    ],
    [
      'table arguments that go together',
      'trino',
      'SELECT x FROM TABLE(my.f(TABLE(s.t) PARTITION BY a, TABLE(SELECT * FROM u) AS o PARTITION BY a COPARTITION (s.t, o)))',
      ['tables: s.t, u', 'columns: a=t.a, a=o.a, x=?', 'output: x'],
    ],
    [
      'table arguments that are not there',
      'trino',
      'SELECT x FROM TABLE(my.f(TABLE(s.t), TABLE(s2.t) PARTITION BY a COPARTITION (t, q)))',
      [
        'tables: s.t, s2.t',
        'columns: a=t.a, x=?',
        'output: x',
        "1:78 COPARTITION: several table arguments are called 't'",
        "1:81 COPARTITION: no table argument is called 'q'",
      ],
    ],
    [
      'PIVOT',
      'redshift',
      'SELECT * FROM t PIVOT (count(b) AS n, sum(b) FOR a IN (1 AS one, 2, NULL))',
      ['tables: t', 'columns: b=t.b, b=t.b, a=t.a', 'output: c<t.c, one_n, one, 2_n, 2, null_n, null'],
    ],
    [
      'UNPIVOT',
      'redshift',
      'SELECT * FROM t UNPIVOT (val FOR col IN (a, b))',
      ['tables: t', 'columns: a=t.a, b=t.b', 'output: c<t.c, col, val'],
    ],
    [
      'a version that depends on a row',
      'trino',
      'SELECT 1 FROM t FOR VERSION AS OF (SELECT max(a) FROM u)',
      ['tables: u, t', 'columns: a=u.a', 'output: _', '1:36 a version or point in time must be a constant'],
    ],
  ])('%s', (_what, dialect, sql, expected) => {
    expect(describeText(sql, dialect)).toEqual(expected);
  });
});
