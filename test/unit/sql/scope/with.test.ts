import { describe, expect, it } from '@jest/globals';

import { describeText, type Case } from './describe.js';

describe('a name in FROM', () => {
  it.each<Case>([
    ['a table', 'trino', 'SELECT a FROM t', ['tables: t', 'columns: a=t.a', 'output: a<t.a']],
    [
      'a WITH query hides a table',
      'trino',
      'WITH t AS (SELECT 1 AS z) SELECT z FROM t',
      ['tables: with t', 'columns: z=t.z', 'output: z'],
    ],
    [
      'a WITH query that reads the table it is named after',
      'trino',
      'WITH t AS (SELECT * FROM t) SELECT a FROM t',
      ['tables: t, with t', 'columns: a=t.a', 'output: a<t.a'],
    ],
    [
      'and so it is in the other dialect',
      'redshift',
      'WITH t AS (SELECT * FROM t) SELECT a FROM t',
      ['tables: t, with t', 'columns: a=t.a', 'output: a<t.a'],
    ],
    [
      'a name with a schema is never a WITH query',
      'trino',
      'WITH t AS (SELECT 1 AS z) SELECT * FROM s.t',
      ['tables: s.t', 'output: a<s.t.a, b<s.t.b, c<s.t.c'],
    ],
    [
      'nor in TABLE',
      'trino',
      'WITH t AS (SELECT 1 AS z) TABLE s.t',
      ['tables: s.t', 'output: a<s.t.a, b<s.t.b, c<s.t.c'],
    ],
    [
      'TABLE reads a WITH query',
      'trino',
      'WITH t AS (SELECT 1 AS z) TABLE t',
      ['tables: with t', 'output: z'],
    ],
    [
      'a table argument reads a WITH query',
      'trino',
      'WITH t AS (SELECT 1 AS z) SELECT f.z FROM TABLE(my.f(TABLE(t))) AS f',
      ['tables: with t', 'columns: f.z=f?', 'output: z'],
    ],
    [
      'letter case and quotes do not matter',
      'trino',
      'WITH "T" AS (SELECT 1 AS z) SELECT * FROM t',
      ['tables: with t', 'output: z'],
    ],
    [
      'a WITH query that comes later is a table',
      'trino',
      'WITH x AS (SELECT a FROM t), t AS (SELECT 1 AS z) SELECT a, z FROM x, t',
      ['tables: t, with x, with t', 'columns: a=t.a, a=x.a, z=t.z', 'output: a<t.a, z'],
    ],
    [
      'a later one reads an earlier one',
      'trino',
      'WITH x AS (SELECT a FROM t), t AS (SELECT a AS z FROM x) SELECT z FROM t',
      ['tables: t, with x, with t', 'columns: a=t.a, a=x.a, z=t.z', 'output: z<t.a'],
    ],
    [
      'a name that is nothing',
      'trino',
      'WITH orders AS (SELECT 1 AS z) SELECT z FROM order_s',
      [
        'tables: order_s',
        'columns: z=order_s?',
        'output: z',
        "1:46 table 'order_s' does not exist; did you mean 'orders'?",
      ],
    ],
    [
      'a table that does not exist is reported once',
      'trino',
      'SELECT y.q, y.* FROM y JOIN t USING (a)',
      ['tables: y, t', 'columns: y.q=y?, y=-', 'output: unknown', "1:22 table 'y' does not exist"],
    ],
    [
      'four parts',
      'trino',
      'SELECT 1 FROM a.b.c.d',
      ['tables: a.b.c.d', 'output: _', "1:15 table 'a.b.c.d' does not exist"],
    ],
  ])('%s', (_what, dialect, sql, expected) => {
    expect(describeText(sql, dialect)).toEqual(expected);
  });
});

describe('WITH in a subquery', () => {
  it.each<Case>([
    [
      'is not seen beside it',
      'trino',
      'SELECT * FROM (WITH t AS (SELECT 1 AS z) SELECT * FROM t) AS i, t',
      ['tables: with t, t', 'output: z, a<t.a, b<t.b, c<t.c'],
    ],
    [
      'is not seen after it',
      'trino',
      'SELECT (WITH t AS (SELECT 1 AS z) SELECT z FROM t), a FROM t',
      ['tables: t, with t', 'columns: z=t.z, a=t.a', 'output: _, a<t.a'],
    ],
    [
      'hides the outer one of its name, which it can read',
      'trino',
      'WITH c AS (SELECT 1 AS z) SELECT * FROM (WITH c AS (SELECT z AS y FROM c) SELECT * FROM c) AS i, c',
      ['tables: with c, with c, with c', 'columns: z=c.z', 'output: y, z'],
    ],
    [
      'an outer one is seen in FROM',
      'trino',
      'WITH t AS (SELECT 1 AS z) SELECT * FROM (SELECT z FROM t) AS i',
      ['tables: with t', 'columns: z=t.z', 'output: z'],
    ],
    [
      'an outer one is seen in a scalar subquery',
      'trino',
      'WITH t AS (SELECT 1 AS z) SELECT (SELECT max(z) FROM t) FROM u',
      ['tables: u, with t', 'columns: z=t.z', 'output: _'],
    ],
    [
      'an outer one is seen in EXISTS',
      'trino',
      'WITH t AS (SELECT 1 AS z) SELECT 1 FROM u WHERE EXISTS (SELECT 1 FROM t)',
      ['tables: u, with t', 'output: _'],
    ],
    [
      'an outer one is seen in IN',
      'trino',
      'WITH t AS (SELECT 1 AS z) SELECT 1 FROM u WHERE a IN (TABLE t)',
      ['tables: u, with t', 'columns: a=u.a', 'output: _'],
    ],
    [
      'an outer one is seen in a quantified comparison',
      'trino',
      'WITH t AS (SELECT 1 AS z) SELECT 1 FROM u WHERE a > ALL (TABLE t)',
      ['tables: u, with t', 'columns: a=u.a', 'output: _'],
    ],
    [
      'an outer one is seen in LATERAL',
      'trino',
      'WITH t AS (SELECT 1 AS z) SELECT l.z FROM u, LATERAL (SELECT z FROM t) AS l',
      ['tables: u, with t', 'columns: z=t.z, l.z=l.z', 'output: z'],
    ],
    [
      'an outer one is seen in a lambda',
      'trino',
      'WITH t AS (SELECT 1 AS z) SELECT any_match(items, x -> x IN (SELECT z FROM t)) FROM w',
      ['tables: w, with t', 'columns: items=w.items, x=->x, z=t.z', 'output: _'],
    ],
    [
      'an outer one is seen in both sides of UNION',
      'trino',
      'WITH t AS (SELECT 1 AS z) SELECT z FROM t UNION SELECT z FROM t',
      ['tables: with t, with t', 'columns: z=t.z, z=t.z', 'output: z'],
    ],
    [
      'an outer one is seen in ORDER BY',
      'trino',
      'WITH t AS (SELECT 1 AS z) SELECT d FROM v ORDER BY (SELECT max(z) FROM t)',
      ['tables: v, with t', 'columns: d=v.d, z=t.z', 'output: d<v.d'],
    ],
    [
      'an outer one is seen in ON',
      'trino',
      'WITH t AS (SELECT 1 AS z) SELECT 1 FROM u JOIN v ON u.d = v.d AND v.e = (SELECT z FROM t)',
      ['tables: u, v, with t', 'columns: u.d=u.d, v.d=v.d, v.e=v.e, z=t.z', 'output: _'],
    ],
    [
      'an outer one is seen in the query of an inner one',
      'trino',
      'WITH t AS (SELECT 1 AS z) SELECT q FROM (WITH i AS (SELECT z AS q FROM t) SELECT q FROM i)',
      ['tables: with t, with i', 'columns: z=t.z, q=i.q, q=<SubqueryRelation>.q', 'output: q'],
    ],
  ])('%s', (_what, dialect, sql, expected) => {
    expect(describeText(sql, dialect)).toEqual(expected);
  });
});

describe('recursion', () => {
  it.each<Case>([
    [
      'a query and its step',
      'trino',
      'WITH RECURSIVE r (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r WHERE n < 5) SELECT n FROM r',
      ['tables: with r, with r', 'columns: n=r.n, n=r.n, n=r.n', 'output: n'],
    ],
    [
      'a step that hides a table',
      'redshift',
      'WITH RECURSIVE t (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t WHERE n < 5) SELECT n FROM t',
      ['tables: with t, with t', 'columns: n=t.n, n=t.n, n=t.n', 'output: n'],
    ],
    [
      'a step in a subquery',
      'trino',
      'WITH RECURSIVE t (n) AS (SELECT 1 UNION ALL SELECT n FROM (SELECT n FROM t) AS i) SELECT n FROM t',
      ['tables: with t, with t', 'columns: n=t.n, n=i.n, n=t.n', 'output: n'],
    ],
    [
      'a step loses the column of the table',
      'trino',
      'WITH RECURSIVE r (n) AS (SELECT a FROM t UNION ALL SELECT n FROM r) SELECT n FROM r',
      ['tables: t, with r, with r', 'columns: a=t.a, n=r.n, n=r.n', 'output: n'],
    ],
    [
      'without UNION',
      'trino',
      'WITH RECURSIVE t (n) AS (SELECT a FROM t) SELECT n FROM t',
      [
        'tables: t, with t',
        'columns: a=?, n=t.n',
        'output: n',
        "1:40 't' is a WITH query, which can be read only after its definition, and in its own after UNION",
      ],
    ],
    [
      'INTERSECT',
      'trino',
      'WITH RECURSIVE t (n) AS (SELECT 1 INTERSECT SELECT n FROM t) SELECT n FROM t',
      [
        'tables: t, with t',
        'columns: n=?, n=t.n',
        'output: n',
        "1:59 't' is a WITH query, which can be read only after its definition, and in its own after UNION",
      ],
    ],
    [
      'before UNION',
      'trino',
      'WITH RECURSIVE t (n) AS (SELECT a FROM t UNION ALL SELECT n FROM t) SELECT n FROM t',
      [
        'tables: t, with t, with t',
        'columns: a=?, n=t.n, n=t.n',
        'output: n',
        "1:40 't' is a WITH query, which can be read only after its definition, and in its own after UNION",
      ],
    ],
    [
      'a nested UNION',
      'trino',
      'WITH RECURSIVE t (n) AS ((SELECT 1 UNION ALL SELECT n FROM t) UNION ALL SELECT 2) SELECT n FROM t',
      [
        'tables: t, with t',
        'columns: n=?, n=t.n',
        'output: n',
        "1:60 't' is a WITH query, which can be read only after its definition, and in its own after UNION",
      ],
    ],
    [
      'a UNION below a LIMIT',
      'trino',
      'WITH RECURSIVE t (n) AS ((SELECT 1 UNION ALL SELECT n FROM t LIMIT 3) LIMIT 5) SELECT n FROM t',
      [
        'tables: t, with t',
        'columns: n=?, n=t.n',
        'output: n',
        "1:60 't' is a WITH query, which can be read only after its definition, and in its own after UNION",
      ],
    ],
    [
      'in a subquery that names its own so: Trino reads the table',
      'trino',
      'WITH RECURSIVE t (n) AS (SELECT 1 UNION ALL SELECT n FROM (WITH x AS (SELECT * FROM t), t AS (SELECT 1 AS n) SELECT n FROM x)) SELECT n FROM t',
      [
        'tables: t, with x, with t',
        'columns: n=x?, n=<SubqueryRelation>.n, n=t.n',
        'output: n',
        "1:85 't' is a recursive WITH query, which cannot be read next to another WITH query of that name",
      ],
    ],
    [
      'in a query that names itself so: Trino reads the table',
      'trino',
      'WITH RECURSIVE t (n) AS (SELECT 1 UNION ALL SELECT n FROM (WITH t AS (SELECT n FROM t) SELECT n FROM t)) SELECT n FROM t',
      [
        'tables: t, with t, with t',
        'columns: n=?, n=t.n, n=<SubqueryRelation>.n, n=t.n',
        'output: n',
        "1:85 't' is a recursive WITH query, which cannot be read next to another WITH query of that name",
      ],
    ],
    [
      "a subquery's own of that name is not the recursive one",
      'trino',
      'WITH RECURSIVE t (n) AS (SELECT 1 UNION ALL SELECT n FROM (WITH t (n) AS (SELECT 2) SELECT n FROM t)) SELECT n FROM t',
      ['tables: with t, with t', 'columns: n=t.n, n=<SubqueryRelation>.n, n=t.n', 'output: n'],
    ],
    [
      'a WITH before it',
      'trino',
      'WITH RECURSIVE t (n) AS (WITH q AS (SELECT 1) SELECT 1 UNION ALL SELECT n FROM t) SELECT n FROM t',
      [
        'tables: t, with t',
        'columns: n=?, n=t.n',
        'output: n',
        "1:80 't' is a WITH query, which can be read only after its definition, and in its own after UNION",
      ],
    ],
    [
      'a name that comes later: Redshift may see it',
      'redshift',
      'WITH RECURSIVE x (n) AS (SELECT a FROM t), t (n) AS (SELECT 1) SELECT n FROM x',
      [
        'tables: t, with x',
        'columns: a=?, n=x.n',
        'output: n',
        "1:40 't' is a WITH query, which can be read only after its definition, and in its own after UNION",
      ],
    ],
    [
      'a name that comes later: Trino reads the table',
      'trino',
      'WITH RECURSIVE x (n) AS (SELECT a FROM t), t (n) AS (SELECT 1) SELECT n FROM x',
      [
        'tables: t, with x',
        'columns: a=?, n=x.n',
        'output: n',
        "1:40 't' is a WITH query, which can be read only after its definition, and in its own after UNION",
      ],
    ],
    [
      'an outer WITH query of that name is not meant either',
      'trino',
      'WITH t AS (SELECT 1 AS a) SELECT * FROM (WITH RECURSIVE t (n) AS (SELECT a FROM t) SELECT n FROM t)',
      [
        'tables: t, with t',
        'columns: a=?, n=t.n',
        'output: n',
        "1:81 't' is a WITH query, which can be read only after its definition, and in its own after UNION",
      ],
    ],
    [
      'one that is not recursive, without the names of its columns',
      'trino',
      'WITH RECURSIVE x AS (SELECT a FROM t) SELECT a FROM x',
      [
        'tables: t, with x',
        'columns: a=t.a, a=x.a',
        'output: a<t.a',
        "1:16 WITH RECURSIVE: 'x' needs the names of its columns, as in x (a, b)",
      ],
    ],
    [
      'one that is not recursive, among others',
      'redshift',
      'WITH RECURSIVE x AS (SELECT a FROM t) SELECT a FROM x',
      ['tables: t, with x', 'columns: a=t.a, a=x.a', 'output: a<t.a'],
    ],
  ])('%s', (_what, dialect, sql, expected) => {
    expect(describeText(sql, dialect)).toEqual(expected);
  });
});

describe('names of WITH queries and their columns', () => {
  it.each<Case>([
    [
      'a name twice, in another letter case',
      'trino',
      'WITH a AS (SELECT 1 AS x), A AS (SELECT 2 AS y) SELECT 1',
      ['output: _', "1:28 WITH query 'A' is duplicated"],
    ],
    [
      'columns of other names',
      'trino',
      'WITH q (x, y) AS (SELECT a, d FROM u) SELECT x, q.y FROM q',
      ['tables: u, with q', 'columns: a=u.a, d=u.d, x=q.x, q.y=q.y', 'output: x<u.a, y<u.d'],
    ],
    [
      'old names are gone',
      'trino',
      'WITH q (x, y) AS (SELECT a, d FROM u) SELECT a FROM q',
      [
        'tables: u, with q',
        'columns: a=u.a, d=u.d, a=-',
        'output: a',
        "1:46 column 'a' does not exist; did you mean 'x'?",
      ],
    ],
    [
      'too many names',
      'trino',
      'WITH q (x, y) AS (SELECT a FROM t) SELECT x FROM q',
      [
        'tables: t, with q',
        'columns: a=t.a, x=q.x',
        'output: x<t.a',
        "1:12 WITH query 'q': 2 columns named, but there is 1 column",
      ],
    ],
    [
      'too few names',
      'trino',
      'WITH q (x) AS (SELECT a, b FROM t) SELECT x FROM q',
      [
        'tables: t, with q',
        'columns: a=t.a, b=t.b, x=q.x',
        'output: x<t.a',
        "1:9 WITH query 'q': 1 column named, but there are 2 columns",
      ],
    ],
    [
      'a column name twice',
      'trino',
      'WITH q (x, X) AS (SELECT a, b FROM t) SELECT 1 FROM q',
      [
        'tables: t, with q',
        'columns: a=t.a, b=t.b',
        'output: _',
        "1:12 WITH query 'q': column 'X' is named more than once",
      ],
    ],
    [
      'a version of a WITH query',
      'trino',
      'WITH q AS (SELECT 1 AS x) SELECT x FROM q FOR VERSION AS OF 3',
      ['tables: with q', 'columns: x=q.x', 'output: x', "1:43 'q' is a WITH query, which has no versions"],
    ],
  ])('%s', (_what, dialect, sql, expected) => {
    expect(describeText(sql, dialect)).toEqual(expected);
  });
});
