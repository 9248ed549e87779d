/**
 * A query by which somebody tries to learn what is hidden from them: of row 3 that it is there, or what a masked value was. It
 * fails when it answers what it would on a copy of what they see.
 */
export interface Attack {
  readonly name: string;
  /** What it tries, in words. */
  readonly tries: string;
  /** @param t the view. `memory.default.probe` has the ids 1 to 5, `others` those without 3, `names` guesses of raw values */
  readonly sql: (t: string) => string;
  /** It asks a JDBC source for arithmetic, so that it succeeds where such a source evaluates it before the row filter. */
  readonly arithmetic?: true;
}

/** Attacks on hidden rows and masked values; the threat model is checked against this list. */
export const attacks: readonly Attack[] = [
  {
    name: 'division by zero',
    tries: 'an error that only row 3 raises',
    sql: (t) => `SELECT id FROM ${t} WHERE 1 / (id - 3) > -10`,
    arithmetic: true,
  },
  {
    name: 'remainder by zero',
    tries: 'the same with another operator',
    sql: (t) => `SELECT id FROM ${t} WHERE 7 % (id - 3) > -10`,
    arithmetic: true,
  },
  {
    name: 'overflow',
    tries: 'a number that grows too great in row 3',
    sql: (t) => `SELECT id FROM ${t} WHERE (id - 2) * IF(id = 3, 9223372036854775807, 0) * 2 > -10`,
  },
  {
    name: 'cast',
    tries: 'a cast that fails at, and so tells, the value in row 3',
    sql: (t) => `SELECT id FROM ${t} WHERE CAST(code AS bigint) >= 0`,
  },
  {
    name: 'fail()',
    tries: 'to fail at row 3',
    sql: (t) => `SELECT id FROM ${t} WHERE IF(id = 3, CAST(fail('hidden') AS boolean), true)`,
  },
  {
    name: 'TRY',
    tries: 'to count errors',
    sql: (t) => `SELECT count(*) FROM ${t} WHERE TRY(1 / (id - 3)) IS NULL`,
  },
  {
    name: 'CASE',
    tries: 'an error in a branch that only row 3 takes',
    sql: (t) => `SELECT id FROM ${t} WHERE CASE WHEN id = 3 THEN 1 / 0 ELSE 1 END = 1`,
  },
  { name: 'select list', tries: 'an error in a result', sql: (t) => `SELECT 1 / (id - 3) FROM ${t}` },
  {
    name: 'aggregate',
    tries: 'an error in what is summed',
    sql: (t) => `SELECT sum(1 / (id - 3)) FROM ${t}`,
  },
  {
    name: 'aggregate filter',
    tries: 'an error in FILTER',
    sql: (t) => `SELECT count(*) FILTER (WHERE 1 / (id - 3) > -10) FROM ${t}`,
    arithmetic: true,
  },
  {
    name: 'GROUP BY',
    tries: 'an error in a group',
    sql: (t) => `SELECT 1 / (id - 3), count(*) FROM ${t} GROUP BY 1`,
  },
  {
    name: 'HAVING',
    tries: 'an error in a condition on groups',
    sql: (t) => `SELECT id, count(*) FROM ${t} GROUP BY id HAVING 1 / (id - 3) > -10`,
    arithmetic: true,
  },
  {
    name: 'ORDER BY',
    tries: 'an error in an order',
    sql: (t) => `SELECT id FROM ${t} ORDER BY 1 / (id - 3), id`,
  },
  {
    name: 'OR',
    tries: 'to get around a conjunct',
    sql: (t) => `SELECT id FROM ${t} WHERE id = 1 OR 1 / (id - 3) > -10`,
    arithmetic: true,
  },
  {
    name: 'OR true',
    tries: 'the same without an error',
    sql: (t) => `SELECT id FROM ${t} WHERE true OR region <> ''`,
  },
  {
    name: 'join with an own table',
    tries: 'dynamic filters from an own table, and an error',
    sql: (t) =>
      `SELECT v.id FROM ${t} v JOIN memory.default.probe p ON v.id = p.id WHERE 1 / (v.id - 3) > -10`,
  },
  {
    name: 'join condition',
    tries: 'an error in ON',
    sql: (t) => `SELECT v.id FROM ${t} v JOIN memory.default.probe p ON 1 / (v.id - 3) = p.id - p.id`,
  },
  {
    name: 'outer join',
    tries: 'a condition that is evaluated before the join',
    sql: (t) =>
      `SELECT p.id, v.id FROM memory.default.probe p LEFT JOIN ${t} v ON v.id = p.id AND 1 / (v.id - 3) > -10`,
    arithmetic: true,
  },
  {
    name: 'cross join',
    tries: 'an error for each own value',
    sql: (t) => `SELECT v.id FROM ${t} v, memory.default.probe p WHERE p.id = 3 AND 1 / (v.id - p.id) > -10`,
    arithmetic: true,
  },
  {
    name: 'IN',
    tries: 'an error in a subquery',
    sql: (t) =>
      `SELECT id FROM memory.default.others WHERE id IN (SELECT id FROM ${t} WHERE 1 / (id - 3) > -10)`,
  },
  {
    name: 'EXISTS',
    tries: 'whether a row with an own value is there',
    sql: (t) => `SELECT id FROM memory.default.probe p WHERE EXISTS (SELECT 1 FROM ${t} v WHERE v.id = p.id)`,
  },
  {
    name: 'NOT IN',
    tries: 'the opposite',
    sql: (t) => `SELECT id FROM memory.default.probe WHERE id NOT IN (SELECT id FROM ${t})`,
  },
  {
    name: 'correlated subquery',
    tries: 'an error in a subquery for each own value',
    sql: (t) =>
      `SELECT p.id, (SELECT max(1 / (v.id - 3)) FROM ${t} v WHERE v.id = p.id) FROM memory.default.probe p`,
  },
  {
    name: 'LATERAL',
    tries: 'an error in a lateral join',
    sql: (t) => `SELECT v.id, x.y FROM ${t} v CROSS JOIN LATERAL (SELECT 1 / (v.id - 3) AS y) x`,
  },
  {
    name: 'lambda',
    tries: 'an error in a lambda expression',
    sql: (t) => `SELECT id FROM ${t} WHERE any_match(ARRAY[id], x -> 1 / (x - 3) > -10)`,
  },
  {
    name: 'UNNEST',
    tries: 'an error in what is unnested',
    sql: (t) =>
      `SELECT id, n FROM ${t} CROSS JOIN UNNEST(repeat(1, CAST(3 / (id - 3) + 4 AS integer))) AS u (n)`,
  },
  {
    name: 'WITH',
    tries: 'an error in a named query',
    sql: (t) => `WITH x AS (SELECT *, 1 / (id - 3) AS y FROM ${t}) SELECT id FROM x WHERE y > -10`,
    arithmetic: true,
  },
  {
    name: 'LIMIT',
    tries: 'an error above a limit',
    sql: (t) => `SELECT id FROM (SELECT * FROM ${t} LIMIT 100) WHERE 1 / (id - 3) > -10`,
  },
  {
    name: 'prepared statement',
    tries: 'an error by a parameter',
    sql: (t) => `EXECUTE IMMEDIATE 'SELECT id FROM ${t} WHERE 1 / (id - ?) > -10' USING 3`,
    arithmetic: true,
  },
  {
    name: 'JSON',
    tries: 'an error of a parser',
    sql: (t) => `SELECT id FROM ${t} WHERE json_parse(code) IS NOT NULL`,
  },
  {
    name: 'window function',
    tries: 'a gap, a rank or a count of what is hidden',
    sql: (t) =>
      `SELECT id, lag(id) OVER (ORDER BY id), count(*) OVER (), rank() OVER (ORDER BY id DESC) FROM ${t}`,
  },
  {
    name: 'MATCH_RECOGNIZE',
    tries: 'an error in a pattern',
    sql: (t) =>
      `SELECT * FROM ${t} MATCH_RECOGNIZE (ORDER BY id MEASURES A.id AS m, count(*) AS c PATTERN (A+) DEFINE A AS 1 / (A.id - 3) > -10)`,
  },
  {
    name: 'TABLESAMPLE',
    tries: 'a sample of the raw table',
    sql: (t) => `SELECT count(*) FROM ${t} TABLESAMPLE BERNOULLI (100)`,
  },
  {
    name: 'aggregates of hidden rows',
    tries: 'counts and bounds that reach hidden rows',
    sql: (t) => `SELECT count(*), min(id), max(id), min(code), max(code), approx_distinct(region) FROM ${t}`,
  },
  { name: 'DISTINCT', tries: 'values of hidden rows', sql: (t) => `SELECT DISTINCT region FROM ${t}` },
  {
    name: 'top rows',
    tries: 'the last row',
    sql: (t) => `SELECT id, region FROM ${t} ORDER BY id DESC LIMIT 1`,
  },
  {
    name: 'GROUPING SETS',
    tries: 'totals over hidden rows',
    sql: (t) => `SELECT region, id, count(*) FROM ${t} GROUP BY GROUPING SETS ((region), (id), ())`,
  },
  {
    name: 'masked value: equals',
    tries: 'a guess of a raw value',
    sql: (t) => `SELECT id FROM ${t} WHERE name = 'Ada'`,
  },
  {
    name: 'masked value: LIKE',
    tries: 'its first letter',
    sql: (t) => `SELECT id FROM ${t} WHERE name LIKE 'A%'`,
  },
  {
    name: 'masked value: order',
    tries: 'the order of raw values',
    sql: (t) => `SELECT id FROM ${t} ORDER BY name, id`,
  },
  {
    name: 'masked value: top rows',
    tries: 'the order of raw numbers',
    sql: (t) => `SELECT id FROM ${t} ORDER BY salary DESC, id LIMIT 1`,
  },
  {
    name: 'masked value: range',
    tries: 'to close in on a raw number',
    sql: (t) => `SELECT id FROM ${t} WHERE salary BETWEEN 190 AND 210`,
  },
  {
    name: 'masked value: division',
    tries: 'an error at a raw number',
    sql: (t) => `SELECT id FROM ${t} WHERE 1 / (salary - 200) > -10`,
  },
  {
    name: 'masked value: cast',
    tries: 'an error that tells the raw text',
    sql: (t) => `SELECT id FROM ${t} WHERE CAST(name AS bigint) = 1`,
  },
  {
    name: 'masked value: aggregates',
    tries: 'bounds, middle and sum of raw values',
    sql: (t) =>
      `SELECT min(name), max(name), min(salary), max(salary), approx_percentile(salary, 0.5), sum(salary) FROM ${t}`,
  },
  {
    name: 'masked value: groups',
    tries: 'groups of raw values',
    sql: (t) => `SELECT salary, count(DISTINCT name) FROM ${t} GROUP BY salary`,
  },
  {
    name: 'masked value: join',
    tries: 'a table of guesses',
    sql: (t) =>
      `SELECT v.id FROM ${t} v JOIN memory.default.names n ON v.name = n.name OR v.salary = n.salary`,
  },
];
