import type { Query, Relation } from '../../sql/ast.js';
import { as, column, integer, qualifiedName, query, select } from '../../sql/build.js';
import { parseQuery } from '../../sql/parse/index.js';
import { transform } from '../../sql/transform.js';

/** A query by which the reader of a view tries to learn about a row that the view leaves out. */
export interface Attack {
  readonly name: string;
  /** What the attack does, in words. */
  readonly tries: string;
  /**
   * The SQL over the view `t`. Its column `id` is 3 in one hidden row only; `code` is text. The attacker's own tables
   * `probe` and `others` have a column `id`: `probe` with 3, `others` without.
   */
  readonly sql: string;
  /** Set if an error proves that the hidden row was read: the attack raises no error over the rows that the view shows. */
  readonly raises?: true;
  /** Set if a JDBC source could compute its arithmetic. The attack succeeds if the source does so before the row filter. */
  readonly arithmetic?: true;
  /** What else the attack needs: `nested` and `list` are columns of the view with the types ROW(x bigint) and ARRAY(bigint). */
  readonly needs?: 'own tables' | 'nested' | 'list';
}

const raising = (name: string, tries: string, sql: string, more: Partial<Attack> = {}): Attack => ({
  name,
  tries,
  sql,
  raises: true,
  ...more,
});
const arithmetic = { arithmetic: true } as const;
const ownTables = { needs: 'own tables' } as const;

/**
 * Attacks that raise an error in the hidden row, or read it without an error. If an own table is joined by its `id`, the raising expression
 * also uses `code`. Otherwise Trino would compute it from the row of the own table.
 */
export const attacks: readonly Attack[] = [
  raising(
    'division by zero',
    'an error that only row 3 raises',
    'SELECT id FROM t WHERE 1 / (id - 3) > -10',
    arithmetic,
  ),
  raising(
    'remainder by zero',
    'an error of the remainder operator that only row 3 raises',
    'SELECT id FROM t WHERE 7 % (id - 3) > -10',
    arithmetic,
  ),
  raising(
    'overflow',
    'a number that overflows in row 3 only',
    'SELECT id FROM t WHERE IF(id = 3, 9223372036854775807, 0) * 2 > -10',
  ),
  raising(
    'cast of a hidden value',
    'a cast that fails in row 3; its error message shows the value',
    "SELECT id FROM t WHERE IF(id = 3, CAST('x' || code AS bigint), 1) = 1",
  ),
  raising(
    'fail()',
    'a call of fail() in row 3',
    "SELECT id FROM t WHERE IF(id = 3, CAST(fail('seen ' || code) AS boolean), true)",
  ),
  raising(
    'random fail()',
    'a call of fail() in a condition that Trino considers random',
    "SELECT id FROM t WHERE IF(id = 3 AND random() < 2, CAST(fail('seen ' || code) AS boolean), true)",
  ),
  raising(
    'random fail() next to a comparison',
    'a random fail() next to a condition that is pushed down to the source',
    "SELECT id FROM t WHERE id >= 0 AND IF(id = 3 AND random() < 2, CAST(fail('seen ' || code) AS boolean), true)",
  ),
  raising(
    'random fail() next to a semi-join',
    "a random fail() next to a semi-join with the attacker's own table",
    "SELECT id FROM t WHERE id IN (SELECT id FROM probe) AND IF(id = 3 AND random() < 2, CAST(fail('seen ' || code) AS boolean), true)",
    ownTables,
  ),
  raising(
    'random division',
    'a random condition with arithmetic',
    'SELECT id FROM t WHERE 1 / (id - 3) + CAST(random() AS bigint) > -10',
  ),
  raising(
    'comparison of rows',
    'a comparison that fails at a NULL inside a ROW value; Trino assumes that it cannot fail',
    "SELECT id FROM t WHERE ROW(nullif(id, 3), 1) < ROW(BIGINT '9223372036854775807', 1)",
  ),
  raising(
    'comparison of arrays',
    'a comparison that fails at a NULL inside an array',
    "SELECT id FROM t WHERE ARRAY[nullif(id, 3)] < ARRAY[BIGINT '9223372036854775807']",
  ),
  raising(
    'range of rows',
    'BETWEEN with a NULL inside a ROW value',
    'SELECT id FROM t WHERE ROW(nullif(id, 3), 1) BETWEEN ROW(nullif(id, 3), 0) AND ROW(id, 2)',
  ),
  raising(
    'greatest of arrays',
    'a function that compares arrays with a NULL inside',
    "SELECT id FROM t WHERE greatest(ARRAY[nullif(id, 3)], ARRAY[BIGINT '0']) IS NOT NULL",
  ),
  raising(
    'column of rows',
    'a comparison with a ROW column, which Trino treats as a range of the column',
    "SELECT id FROM t WHERE nested < ROW(BIGINT '9223372036854775807')",
    { needs: 'nested' },
  ),
  raising(
    'column of arrays',
    'a comparison with an ARRAY column, which Trino treats as a range of the column',
    "SELECT id FROM t WHERE list < ARRAY[BIGINT '9223372036854775807']",
    { needs: 'list' },
  ),
  raising(
    'filter by a column of rows',
    'a comparison with a ROW column, in FILTER',
    "SELECT count(*) FILTER (WHERE nested < ROW(BIGINT '9223372036854775807')) FROM t",
    { needs: 'nested' },
  ),
  raising(
    'bare boolean',
    'a boolean column of a subquery as a condition, which Trino replaces by its expression',
    'SELECT count(*) FROM (SELECT 1 / (id - 3) > -10 AS b FROM t) AS s WHERE b',
    arithmetic,
  ),
  raising(
    'bare boolean of fail()',
    'a boolean column of a subquery that calls fail(), as a condition',
    "SELECT count(*) FROM (SELECT id, IF(id = 3, CAST(fail('seen ' || code) AS boolean), true) AS b FROM t) AS s WHERE b",
  ),
  {
    name: 'TRY',
    tries: 'a count of the rows that raise an error',
    sql: 'SELECT count(*) FROM t WHERE TRY(1 / (id - 3)) IS NULL',
  },
  raising(
    'CASE',
    'an error in a branch that only row 3 takes',
    'SELECT id FROM t WHERE CASE WHEN id = 3 THEN 1 / (id - 3) ELSE 1 END = 1',
  ),
  raising('select list', 'an error in the select list', 'SELECT 1 / (id - 3) AS x FROM t'),
  raising('aggregate', 'an error in the argument of sum', 'SELECT sum(1 / (id - 3)) AS x FROM t'),
  raising(
    'aggregate filter',
    'an error in FILTER',
    'SELECT count(*) FILTER (WHERE 1 / (id - 3) > -10) AS x FROM t',
    arithmetic,
  ),
  raising(
    'GROUP BY',
    'an error in a grouping expression',
    'SELECT 1 / (id - 3) AS x, count(*) AS n FROM t GROUP BY 1',
  ),
  raising(
    'HAVING',
    'an error in HAVING',
    'SELECT id, count(*) AS n FROM t GROUP BY id HAVING 1 / (id - 3) > -10',
    arithmetic,
  ),
  raising('ORDER BY', 'an error in ORDER BY', 'SELECT id FROM t ORDER BY 1 / (id - 3), id'),
  raising(
    'OR',
    'an error in a condition joined by OR',
    'SELECT id FROM t WHERE id = 1 OR 1 / (id - 3) > -10',
    arithmetic,
  ),
  {
    name: 'OR true',
    tries: 'a condition joined by OR, without an error',
    sql: "SELECT id FROM t WHERE true OR code <> ''",
  },
  raising(
    'join with an own table',
    "dynamic filters from the attacker's own table, and an error",
    'SELECT v.id FROM t v JOIN probe p ON v.id = p.id WHERE 1 / (v.id - 3 + 0 * length(v.code)) > -10',
    ownTables,
  ),
  raising(
    'random fail() over a join',
    "a random condition above a join with the attacker's own table",
    "SELECT v.id FROM t v JOIN probe p ON v.id = p.id WHERE IF(v.id = 3 AND random() < 2, CAST(fail('seen ' || v.code) AS boolean), true)",
    ownTables,
  ),
  raising(
    'comparison of rows over a join',
    "a comparison of ROW values above a join with the attacker's own table",
    "SELECT v.id FROM t v JOIN probe p ON v.id = p.id WHERE ROW(nullif(v.id, 3), v.code) < ROW(BIGINT '9223372036854775807', 'x')",
    ownTables,
  ),
  raising(
    'join condition',
    'an error in ON',
    'SELECT v.id FROM t v JOIN probe p ON 1 / (v.id - 3) = p.id - p.id',
    ownTables,
  ),
  raising(
    'join by inequality',
    'an error in a join condition that is not an equality',
    'SELECT v.id FROM t v JOIN probe p ON v.id < p.id AND 1 / (v.id - 3) > p.id - 100',
    ownTables,
  ),
  raising(
    'outer join',
    'a condition of an outer join, which is evaluated before the join',
    'SELECT p.id, v.id FROM probe p LEFT JOIN t v ON v.id = p.id AND 1 / (v.id - 3) > -10',
    { ...ownTables, ...arithmetic },
  ),
  raising(
    'cross join',
    'an error for each value of the own table',
    'SELECT v.id FROM t v, probe p WHERE p.id = 3 AND 1 / (v.id - p.id) > -10',
    { ...ownTables, ...arithmetic },
  ),
  raising(
    'IN',
    'an error in a subquery',
    'SELECT id FROM others WHERE id IN (SELECT id FROM t WHERE 1 / (id - 3) > -10)',
    ownTables,
  ),
  {
    name: 'EXISTS',
    tries: 'whether a row with a value of the own table exists',
    sql: 'SELECT id FROM probe p WHERE EXISTS (SELECT 1 FROM t v WHERE v.id = p.id)',
    ...ownTables,
  },
  {
    name: 'NOT IN',
    tries: 'whether a row with a value of the own table does not exist',
    sql: 'SELECT id FROM probe WHERE id NOT IN (SELECT id FROM t)',
    ...ownTables,
  },
  raising(
    'correlated subquery',
    'an error in a subquery for each value of the own table',
    'SELECT p.id, (SELECT max(1 / (v.id - 3 + 0 * length(v.code))) FROM t v WHERE v.id = p.id) AS x FROM probe p',
    ownTables,
  ),
  raising(
    'LATERAL',
    'an error in a lateral join',
    'SELECT v.id, x.y FROM t v CROSS JOIN LATERAL (SELECT 1 / (v.id - 3) AS y) x',
  ),
  raising(
    'lambda',
    'an error in a lambda expression',
    'SELECT id FROM t WHERE any_match(ARRAY[id], x -> 1 / (x - 3) > -10)',
  ),
  raising(
    'UNNEST',
    'an error in the argument of UNNEST',
    'SELECT id, n FROM t CROSS JOIN UNNEST(repeat(1, CAST(6 / (id - 3) + 7 AS integer))) AS u (n)',
  ),
  raising(
    'WITH',
    'an error in a named query',
    'WITH x AS (SELECT t.*, 1 / (id - 3) AS y FROM t AS t) SELECT id FROM x WHERE y > -10',
    arithmetic,
  ),
  raising(
    'UNION',
    'an error above a union of the view with itself',
    'SELECT id FROM (SELECT id FROM t UNION ALL SELECT id FROM t) AS u WHERE 1 / (id - 3) > -10',
    arithmetic,
  ),
  raising(
    'EXCEPT',
    'an error above EXCEPT',
    'SELECT id FROM (SELECT id FROM t EXCEPT SELECT id FROM others WHERE id < 0) AS u WHERE 1 / (id - 3) > -10',
    { ...ownTables, ...arithmetic },
  ),
  raising(
    'LIMIT',
    'an error above LIMIT',
    'SELECT id FROM (SELECT id FROM t LIMIT 100) AS l WHERE 1 / (id - 3) > -10',
  ),
  raising(
    'JSON',
    'an error of json_parse',
    "SELECT id FROM t WHERE IF(id = 3, json_parse('{' || code), JSON '1') IS NOT NULL",
  ),
  raising(
    'subscript',
    'an index that is out of bounds in row 3',
    'SELECT id FROM t WHERE ARRAY[1, 2][IF(id = 3, 9, 1)] = 1',
  ),
  {
    name: 'window function',
    tries: 'gaps, ranks or counts that include hidden rows',
    sql: 'SELECT id, lag(id) OVER (ORDER BY id) AS a, count(*) OVER () AS b, rank() OVER (ORDER BY id DESC) AS c FROM t',
  },
  raising(
    'window filter',
    'an error above a window function',
    'SELECT id FROM (SELECT id, row_number() OVER (PARTITION BY id ORDER BY code) AS n FROM t) AS w WHERE n = 1 AND 1 / (id - 3) > -10',
    arithmetic,
  ),
  raising(
    'MATCH_RECOGNIZE',
    'an error in DEFINE',
    'SELECT * FROM t MATCH_RECOGNIZE (ORDER BY id MEASURES A.id AS m, count(*) AS c PATTERN (A+) DEFINE A AS 1 / (A.id - 3) > -10)',
  ),
  {
    name: 'TABLESAMPLE',
    tries: 'a sample of the raw table',
    sql: 'SELECT count(*) AS n FROM t TABLESAMPLE BERNOULLI (100)',
  },
  raising(
    'error in a sample',
    'an error above a sample',
    "SELECT id FROM t TABLESAMPLE BERNOULLI (100) WHERE IF(id = 3 AND random() < 2, CAST(fail('seen ' || code) AS boolean), true)",
  ),
  {
    name: 'aggregates of hidden rows',
    tries: 'counts, minima and maxima that include hidden rows',
    sql: 'SELECT count(*) AS n, min(id) AS a, max(id) AS b, min(code) AS c, max(code) AS d, approx_distinct(code) AS e FROM t',
  },
  {
    name: 'DISTINCT',
    tries: 'values of hidden rows',
    sql: 'SELECT DISTINCT code FROM t',
  },
  {
    name: 'top rows',
    tries: 'the row with the highest id',
    sql: 'SELECT id, code FROM t ORDER BY id DESC LIMIT 1',
  },
  {
    name: 'GROUPING SETS',
    tries: 'totals that include hidden rows',
    sql: 'SELECT code, id, count(*) AS n FROM t GROUP BY GROUPING SETS ((code), (id), ())',
  },
];

/** The target of attacks. */
export interface AttackTarget {
  /** The view, by the parts of its name. */
  readonly view: readonly string[];
  /** An integer column. */
  readonly id: string;
  /** A value of that column that only hidden rows have. */
  readonly hidden: number | bigint;
  /** A text column. */
  readonly code: string;
  readonly nested?: string;
  readonly list?: string;
  /** The attacker's own tables, by the parts of their names. */
  readonly own?: { readonly probe: readonly string[]; readonly others: readonly string[] };
}

/** The query of an attack on a view; undefined if the attack needs something that the target does not have. */
export function aim(attack: Attack, target: AttackTarget): Query | undefined {
  const { needs } = attack;
  if (
    needs === 'own tables' ? target.own === undefined : needs !== undefined && target[needs] === undefined
  ) {
    return undefined;
  }
  const own = new Map(Object.entries(target.own ?? {}));
  const aimed = transform(parseQuery(attack.sql, 'trino'), {
    IntegerLiteral: (node) => (node.value === '3' ? integer(target.hidden) : node),
    Table: (node) => {
      const name = node.name.parts.map(({ value }) => value).join('.');
      const table = own.get(name);
      if (table !== undefined) return { ...node, name: qualifiedName(...table) };
      return name === 't' ? viewOf(target) : node;
    },
  });
  return aimed.kind === 'Query' ? aimed : query(aimed);
}

/** The view, with its columns renamed to the names that attacks use. */
function viewOf({ view, id, code, nested, list }: AttackTarget): Relation {
  const table: Relation = { kind: 'Table', name: qualifiedName(...view) };
  const called = Object.entries({ id, code, nested, list }).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  );
  return called.every(([name, of]) => name === of)
    ? table
    : {
        kind: 'SubqueryRelation',
        query: query(select({ items: called.map(([name, of]) => as(column(of), name)), from: table })),
      };
}
