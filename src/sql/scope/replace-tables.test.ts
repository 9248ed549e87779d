import { describe, expect, it } from '@jest/globals';

import type { Dialect } from '../dialect.js';
import type { Table } from '../ast.js';
import { column, qualifiedName, query, select, table } from '../build.js';
import { parseQuery } from '../parse/index.js';
import { print } from '../print/print.js';
import { nodesOf } from '../visit.js';
import { replaceTables, type ReplaceTable } from './replace-tables.js';
import { scopeError, type ScopeError } from './scope-error.js';

const columns: Readonly<Record<string, readonly string[]>> = {
  t: ['a', 'b', 'items'],
  u: ['a', 'd'],
  's.t': ['a', 'b', 'items'],
  's.u': ['a', 'd'],
  's2.t': ['a', 'x'],
  'c.s.t': ['a', 'b', 'items'],
  'open.t': ['a', 'b'],
};

/** Replaces each table but those of the schema "open" by what is in `hid` under its last name. */
const govern =
  (dialect: Dialect): ReplaceTable =>
  ({ name, version }) => {
    const parts = name.parts.map(({ value }) => value);
    if (parts.includes('open')) return undefined;
    const governed = parseQuery(`SELECT * FROM hid.${parts.at(-1)}`, dialect);
    if (version === undefined) return governed;
    if (version.of === 'TIMESTAMP') throw scopeError(version, 'versions are told by number here');
    const raw: Table = { kind: 'Table', name: qualifiedName('hid', parts.at(-1) ?? ''), version };
    return query(select({ items: [{ kind: 'AllColumns', aliases: [] }], from: raw }));
  };

function replaced(sql: string, dialect: Dialect = 'trino'): string {
  const lookup = (name: readonly string[]): readonly string[] | undefined => columns[name.join('.')];
  const result = replaceTables(parseQuery(sql, dialect), lookup, dialect, govern(dialect));
  return print(result, dialect).replaceAll(/\s+/g, ' ').replaceAll('( ', '(').replaceAll(' )', ')');
}

describe('replaceTables', () => {
  it.each([
    ['a table', 'SELECT a FROM t', 'SELECT a FROM (SELECT * FROM hid.t) AS t'],
    ['under its last name', 'SELECT t.a FROM c.s.t', 'SELECT t.a FROM (SELECT * FROM hid.t) AS t'],
    ['under its alias', 'SELECT x.a FROM s.t AS x', 'SELECT x.a FROM (SELECT * FROM hid.t) AS x'],
    [
      'with column aliases',
      'SELECT p FROM s.u AS x (p, q)',
      'SELECT p FROM (SELECT * FROM hid.u) AS x (p, q)',
    ],
    [
      'in samples',
      'SELECT b FROM s.t AS x TABLESAMPLE BERNOULLI (10), s.u TABLESAMPLE BERNOULLI (5)',
      'SELECT b FROM (SELECT * FROM hid.t) AS x TABLESAMPLE BERNOULLI (10), (SELECT * FROM hid.u) AS u TABLESAMPLE BERNOULLI (5)',
    ],
    ['left alone where nothing replaces it', 'SELECT open.t.a FROM open.t', 'SELECT open.t.a FROM open.t'],
    [
      'beside one that is left alone',
      'SELECT open.t.b, u.d FROM open.t CROSS JOIN s.u',
      'SELECT open.t.b, u.d FROM open.t CROSS JOIN (SELECT * FROM hid.u) AS u',
    ],
    ['TABLE', 'TABLE s.t', 'SELECT * FROM (SELECT * FROM hid.t) AS t'],
    [
      'TABLE in a UNION',
      'TABLE s.u UNION TABLE s.u ORDER BY a',
      'SELECT * FROM (SELECT * FROM hid.u) AS u UNION SELECT * FROM (SELECT * FROM hid.u) AS u ORDER BY a',
    ],
    [
      'TABLE that is ordered by a qualified column',
      'TABLE s.t ORDER BY s.t.a',
      'SELECT * FROM (SELECT * FROM hid.t) AS t ORDER BY t.a',
    ],
    [
      'TABLE in IN',
      'SELECT 1 WHERE 1 IN (TABLE s.u)',
      'SELECT 1 WHERE 1 IN (SELECT * FROM (SELECT * FROM hid.u) AS u)',
    ],
    [
      'in a table argument',
      'SELECT k.x FROM TABLE(f(TABLE(s.t) PARTITION BY s.t.a)) AS k',
      'SELECT k.x FROM TABLE(f(TABLE(SELECT * FROM hid.t) AS t PARTITION BY (t.a))) AS k',
    ],
    [
      'in a table argument with an alias',
      'SELECT k.x FROM TABLE(f(TABLE(s.t) AS y)) AS k',
      'SELECT k.x FROM TABLE(f(TABLE(SELECT * FROM hid.t) AS y)) AS k',
    ],
    [
      'in table arguments that go together',
      'SELECT k.x FROM TABLE(f(TABLE(s.t) PARTITION BY a, TABLE(s.u) AS y PARTITION BY a COPARTITION (s.t, y))) AS k',
      'SELECT k.x FROM TABLE(f(TABLE(SELECT * FROM hid.t) AS t PARTITION BY (a), TABLE(SELECT * FROM hid.u) AS y PARTITION BY (a) COPARTITION (t, y))) AS k',
    ],
    [
      'in MATCH_RECOGNIZE',
      'SELECT m FROM s.t MATCH_RECOGNIZE (PARTITION BY s.t.a MEASURES X.b AS m PATTERN (X) DEFINE X AS true)',
      'SELECT m FROM (SELECT * FROM hid.t) AS t MATCH_RECOGNIZE (PARTITION BY t.a MEASURES X.b AS m PATTERN (X) DEFINE X AS TRUE)',
    ],
    [
      'in EXISTS, IN and a scalar subquery',
      'SELECT (SELECT max(d) FROM s.u) FROM s.t WHERE EXISTS (SELECT 1 FROM s.u) AND a IN (SELECT a FROM s.u)',
      'SELECT (SELECT max(d) FROM (SELECT * FROM hid.u) AS u) FROM (SELECT * FROM hid.t) AS t WHERE EXISTS (SELECT 1 FROM (SELECT * FROM hid.u) AS u) AND a IN (SELECT a FROM (SELECT * FROM hid.u) AS u)',
    ],
    [
      'in a lambda',
      'SELECT filter(items, x -> x IN (SELECT u.d FROM s.u WHERE s.u.a = x)) FROM s.t',
      'SELECT filter(items, (x) -> x IN (SELECT u.d FROM (SELECT * FROM hid.u) AS u WHERE u.a = x)) FROM (SELECT * FROM hid.t) AS t',
    ],
    [
      'in ORDER BY, HAVING and a window',
      'SELECT 1 FROM s.t GROUP BY a HAVING max(a) > (SELECT max(d) FROM s.u) ORDER BY (SELECT max(d) FROM s.u)',
      'SELECT 1 FROM (SELECT * FROM hid.t) AS t GROUP BY a HAVING max(a) > (SELECT max(d) FROM (SELECT * FROM hid.u) AS u) ORDER BY (SELECT max(d) FROM (SELECT * FROM hid.u) AS u)',
    ],
    [
      'qualified columns and stars',
      'SELECT c.s.t.a, s.t.b, t.*, s.t.*, s.t.a.f FROM c.s.t',
      'SELECT t.a, t.b, t.*, t.*, t.a.f FROM (SELECT * FROM hid.t) AS t',
    ],
    [
      'qualified columns of a query around',
      'SELECT (SELECT max(s.t.a) FROM s.u WHERE s.u.d = s.t.b) FROM s.t',
      'SELECT (SELECT max(t.a) FROM (SELECT * FROM hid.u) AS u WHERE u.d = t.b) FROM (SELECT * FROM hid.t) AS t',
    ],
    [
      'tables of one last name',
      'SELECT s.t.a, s2.t.a, t.x, b FROM s.t JOIN s2.t ON s.t.a = s2.t.a',
      'SELECT t_1.a, t_2.a, t_2.x, b FROM (SELECT * FROM hid.t) AS t_1 JOIN (SELECT * FROM hid.t) AS t_2 ON t_1.a = t_2.a',
    ],
    [
      'tables of one last name, where another has the alias',
      'SELECT s2.t.x FROM s.t, s2.t, s.u AS t_1',
      'SELECT t_3.x FROM (SELECT * FROM hid.t) AS t_2, (SELECT * FROM hid.t) AS t_3, (SELECT * FROM hid.u) AS t_1',
    ],
    [
      'a table of one last name with one that is left alone',
      'SELECT s.t.a, open.t.a FROM s.t, open.t',
      'SELECT t_1.a, open.t.a FROM (SELECT * FROM hid.t) AS t_1, open.t',
    ],
    [
      'a table that a label is called like',
      'SELECT m, y FROM s.t MATCH_RECOGNIZE (MEASURES s.t.b AS m, transform(s.t.items, x -> x) AS y PATTERN (T) DEFINE T AS true)',
      'SELECT m, y FROM (SELECT * FROM hid.t) AS t_1 MATCH_RECOGNIZE (MEASURES t_1.b AS m, transform(t_1.items, (x) -> x) AS y PATTERN (T) DEFINE T AS TRUE)',
    ],
    [
      'a table that a parameter is called like',
      'SELECT transform(items, t -> s.t.a) FROM s.t',
      'SELECT transform(items, (t) -> t_1.a) FROM (SELECT * FROM hid.t) AS t_1',
    ],
    [
      'columns that a table function passes on',
      'SELECT s.t.a FROM TABLE(f(TABLE(s.t)))',
      'SELECT t.a FROM TABLE(f(TABLE(SELECT * FROM hid.t) AS t))',
    ],
    [
      'all columns of one of them',
      'SELECT s.t.* FROM s.t, s2.t',
      'SELECT t_1.* FROM (SELECT * FROM hid.t) AS t_1, (SELECT * FROM hid.t) AS t_2',
    ],
    [
      'a table around one of its last name',
      'SELECT (SELECT max(s.t.a) FROM s2.t) FROM s.t',
      'SELECT (SELECT max(t_1.a) FROM (SELECT * FROM hid.t) AS t) FROM (SELECT * FROM hid.t) AS t_1',
    ],
    [
      'table arguments of one last name',
      'SELECT k.x FROM TABLE(f(TABLE(s.t) PARTITION BY s.t.a, TABLE(s2.t) PARTITION BY a COPARTITION (s.t, s2.t))) AS k',
      'SELECT k.x FROM TABLE(f(TABLE(SELECT * FROM hid.t) AS t_1 PARTITION BY (t_1.a), TABLE(SELECT * FROM hid.t) AS t_2 PARTITION BY (a) COPARTITION (t_1, t_2))) AS k',
    ],
    [
      'under an alias of what is around it',
      'SELECT x.a, y.a FROM (s.t TABLESAMPLE BERNOULLI (5)) AS x, (s.u AS z) AS y',
      'SELECT x.a, y.a FROM ((SELECT * FROM hid.t) AS t TABLESAMPLE BERNOULLI (5)) AS x, ((SELECT * FROM hid.u) AS z) AS y',
    ],
    [
      'beside a WITH query of its last name',
      'WITH u AS (SELECT 1 AS z) SELECT u.z, x.d FROM u, s.u AS x',
      'WITH u AS (SELECT 1 AS z) SELECT u.z, x.d FROM u, (SELECT * FROM hid.u) AS x',
    ],
    [
      'not a WITH query',
      'WITH t AS (SELECT * FROM t) SELECT * FROM t',
      'WITH t AS (SELECT * FROM (SELECT * FROM hid.t) AS t) SELECT * FROM t',
    ],
    [
      'where a WITH query has its last name',
      'WITH t AS (SELECT 1 AS z) SELECT t.b FROM s.t',
      'WITH t AS (SELECT 1 AS z) SELECT t.b FROM (SELECT * FROM hid.t) AS t',
    ],
    [
      'outside the subquery whose WITH query has its name',
      'SELECT t.b FROM (WITH t AS (SELECT 1 AS z) SELECT z FROM t) AS i, t',
      'SELECT t.b FROM (WITH t AS (SELECT 1 AS z) SELECT z FROM t) AS i, (SELECT * FROM hid.t) AS t',
    ],
    [
      'before the WITH query of its name',
      'WITH x AS (SELECT b FROM t), t AS (SELECT 1 AS z) SELECT b, z FROM x CROSS JOIN t',
      'WITH x AS (SELECT b FROM (SELECT * FROM hid.t) AS t), t AS (SELECT 1 AS z) SELECT b, z FROM x CROSS JOIN t',
    ],
    [
      'not the step of a recursion',
      'WITH RECURSIVE t (n) AS (SELECT a FROM s.t UNION ALL SELECT n FROM t) SELECT n FROM t',
      'WITH RECURSIVE t (n) AS (SELECT a FROM (SELECT * FROM hid.t) AS t UNION ALL SELECT n FROM t) SELECT n FROM t',
    ],
    [
      'with its version inside',
      'SELECT a FROM s.t FOR VERSION AS OF 3 AS x',
      'SELECT a FROM (SELECT * FROM hid.t FOR VERSION AS OF 3) AS x',
    ],
    ['a name in quotes', 'SELECT "T"."a" FROM "S"."T"', 'SELECT "T"."a" FROM (SELECT * FROM hid.T) AS "T"'],
  ])('%s', (_what, sql, expected) => {
    expect(replaced(sql)).toBe(expected);
  });

  it.each([
    [
      'an unnested value of a table',
      'SELECT o.x FROM s.t AS c, UNNEST(c.items) AS o',
      'SELECT o.x FROM (SELECT * FROM hid.t) AS c, UNNEST(c.items) AS o',
    ],
    [
      'PIVOT',
      'SELECT * FROM s.u PIVOT (count(s.u.d) FOR a IN (1, 2))',
      'SELECT * FROM (SELECT * FROM hid.u) AS u PIVOT (count(u.d) FOR a IN (1, 2))',
    ],
    [
      'USING with a qualified column',
      'SELECT s.t.a, u.a, a FROM s.t JOIN s.u USING (a)',
      'SELECT t.a, u.a, a FROM (SELECT * FROM hid.t) AS t JOIN (SELECT * FROM hid.u) AS u USING (a)',
    ],
    [
      'NATURAL',
      'SELECT a FROM s.t NATURAL JOIN s.u',
      'SELECT a FROM (SELECT * FROM hid.t) AS t NATURAL JOIN (SELECT * FROM hid.u) AS u',
    ],
    ['a name in capital letters', 'SELECT S.T.A FROM S.T', 'SELECT T.A FROM (SELECT * FROM hid.T) AS T'],
  ])('Redshift: %s', (_what, sql, expected) => {
    expect(replaced(sql, 'redshift')).toBe(expected);
  });

  it.each([
    ['trino', 'SELECT b FROM q', "1:15 table 'q' does not exist"],
    [
      'trino',
      "SELECT a FROM s.t FOR TIMESTAMP AS OF DATE '2020-01-01'",
      '1:19 versions are told by number here',
    ],

    ['trino', 'SELECT t.* FROM s.t, s2.t', "1:8 several tables are called 't': give each an alias"],

    [
      'redshift',
      'SELECT i FROM s.t AS x, x.items AS i',
      "1:25 'x.items' could be a table: write UNNEST(x.items)",
    ],
  ] as const)('%s refuses %s', (dialect, sql, message) => {
    const refused = expect.objectContaining({ name: 'ScopeError' });
    let error: ScopeError | undefined;
    try {
      replaced(sql, dialect);
    } catch (caught) {
      error = caught as ScopeError;
    }
    expect(error).toEqual(refused);
    expect(`${error?.line}:${error?.column} ${error?.message}`).toBe(message);
  });

  const lookup = (): readonly string[] => ['a', 'b'];
  const replaceBy = (sql: string, governed: string): string =>
    print(
      replaceTables(parseQuery(sql, 'trino'), lookup, 'trino', () => parseQuery(governed, 'trino')),
      'trino',
    );

  it('takes no replacement that a WITH query around it could change', () => {
    expect(() => replaceBy('WITH k AS (SELECT 1 AS a) SELECT a FROM s.t', 'SELECT a FROM k')).toThrow(
      "internal error (please report it): the replacement of 's.t' reads 'k', a name without a schema, which an outer WITH query could capture",
    );
    expect(() => replaceBy('SELECT a FROM s.t', 'SELECT (WITH k AS (SELECT 1) SELECT 1) FROM k')).toThrow(
      "the replacement of 's.t' reads 'k'",
    );
    expect(() => replaceBy('SELECT a FROM s.t', 'WITH RECURSIVE k AS (SELECT 1 FROM k) TABLE k')).toThrow(
      "the replacement of 's.t' reads 'k'",
    );
    expect(replaceBy('SELECT a FROM s.t', 'WITH k AS (SELECT 1 AS a) SELECT a FROM k')).toContain('WITH');
  });

  it('takes no replacement that drops the version', () => {
    expect(() => replaceBy('SELECT a FROM s.t FOR VERSION AS OF 3', 'SELECT a FROM r.t')).toThrow(
      "internal error (please report it): the replacement of 's.t' drops its version",
    );
    expect(() =>
      replaceBy('SELECT a FROM s.t FOR VERSION AS OF 3', 'SELECT a FROM r.t FOR VERSION AS OF 4'),
    ).toThrow("internal error (please report it): the replacement of 's.t' drops its version");
  });

  it('tells a table that stands in two places of a built tree by its place', () => {
    const inner = query(select({ items: [column('a')], from: table(['t']) }));
    const tree = query(
      select({
        items: [column('a')],
        from: [
          {
            kind: 'Aliased',
            alias: { kind: 'Identifier', value: 'i', quoted: false },
            columns: [],
            relation: {
              kind: 'SubqueryRelation',
              query: {
                ...inner,
                with: {
                  kind: 'With',
                  recursive: false,
                  queries: [
                    {
                      kind: 'NamedQuery',
                      name: { kind: 'Identifier', value: 't', quoted: false },
                      columns: [],
                      query: inner,
                    },
                  ],
                },
              },
            },
          },
        ],
      }),
    );
    const result = replaceTables(tree, lookup, 'trino', () => parseQuery('SELECT a FROM r.t', 'trino'));
    expect(
      nodesOf(result, 'Table').map(({ name }) => name.parts.map(({ value }) => value).join('.')),
    ).toEqual(['r.t', 't']);
  });
});
