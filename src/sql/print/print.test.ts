import { describe, expect, it } from '@jest/globals';

import type * as ast from '../ast.js';
import {
  aliased,
  allColumns,
  and,
  arrayType,
  as,
  binary,
  boolean,
  call,
  cast,
  column,
  compare,
  createSchema,
  createTableAs,
  createView,
  dateTimeType,
  equals,
  explain,
  identifier,
  inList,
  integer,
  isNotNull,
  join,
  mapType,
  not,
  nullLiteral,
  objectStatement,
  or,
  qualifiedName,
  query,
  rowType,
  scalarSubquery,
  searchedCase,
  select,
  slot,
  sort,
  string,
  subquery,
  table,
  type,
  typed,
} from '../build.js';
import { print } from './print.js';

const a = column('a');
const b = column('b');
const c = column('c');
const aCall = (
  extra: Partial<ast.FunctionCall>,
  name = 'sum',
  ...args: ast.Expression[]
): ast.FunctionCall => ({
  ...call(name, ...(args.length === 0 ? [a] : args)),
  ...extra,
});
const over: ast.WindowSpecification = {
  kind: 'WindowSpecification',
  partitionBy: [b],
  orderBy: [sort(c, 'descending')],
};
const union = (
  left: ast.QueryBody,
  operator: ast.SetOperation['operator'],
  right: ast.QueryBody,
  all = false,
) => ({ kind: 'SetOperation', operator, all, left, right }) as const;
const one = select({ items: [integer(1)] });
const literal = (value: string): ast.DecimalLiteral => ({ kind: 'DecimalLiteral', value });

/** What a tree is, how Trino says it, and how Redshift does: the same where it is left out. */
type Case = readonly [what: string, node: ast.Node, trino: string, redshift?: string];

const expressions: readonly Case[] = [
  ['a plain name', column('t', 'a'), 't.a'],
  ['a name that needs quotes', column('A b', 'say "hi"'), '"A b"."say ""hi"""'],
  ['a name that either dialect reserves', column('user', 'auto'), '"user"."auto"'],
  ['a string with quotes', string("it's"), "'it''s'"],
  ['a string with a backslash', string('a\\b'), "'a\\b'", "('a' || chr(92) || 'b')"],
  ['a string that is a backslash', string('\\'), "'\\'", 'chr(92)'],
  ['a backslash before a quote', string("\\'; x"), "'\\''; x'", "(chr(92) || '''; x')"],
  ['a negative number', integer(-5), '-5'],
  ['a sign of a sign', { kind: 'Unary', operator: '-', value: integer(-5) }, '-(-5)'],
  ['the value nothing', nullLiteral, 'NULL'],
  ['a decimal', literal('1.50'), '1.50'],
  ['a date', typed(type('date'), '2020-01-01'), "date '2020-01-01'"],
  ['a timestamp', typed(dateTimeType('timestamp'), '2020-01-01 00:00'), "TIMESTAMP '2020-01-01 00:00'"],
  ['bytes', { kind: 'BinaryLiteral', hex: '0AFF' }, "X'0AFF'", "! Redshift has no literal X'…'"],
  ['an interval', { kind: 'IntervalLiteral', negative: false, value: '3', from: 'DAY' }, "INTERVAL '3' DAY"],
  [
    'a negative interval',
    { kind: 'IntervalLiteral', negative: true, value: '3', from: 'DAY' },
    "INTERVAL -'3' DAY",
    '! Redshift has no sign between INTERVAL and its text',
  ],
  [
    'an interval with its units inside',
    { kind: 'IntervalLiteral', negative: false, value: '1 day 2 hours' },
    '! Trino has no INTERVAL literal without its unit',
    "INTERVAL '1 day 2 hours'",
  ],
  ['a product of a sum', binary(binary(a, '+', b), '*', c), '(a + b) * c'],
  ['a sum of a product', binary(a, '+', binary(b, '*', c)), 'a + b * c'],
  ['differences from the left', binary(binary(a, '-', b), '-', c), 'a - b - c'],
  ['differences from the right', binary(a, '-', binary(b, '-', c)), 'a - (b - c)'],
  ['a power', binary(a, '^', binary(b, '+', c)), '! Trino has no operator ^', 'a ^ (b + c)'],
  ['or within and', and(a, or(b, c)), 'a AND (b OR c)'],
  ['and within or', or(and(a, b), c), 'a AND b OR c'],
  ['not of and', not(and(a, b)), 'NOT (a AND b)'],
  ['not of a comparison', not(equals(a, b)), 'NOT a = b'],
  ['a comparison of comparisons', equals(equals(a, b), c), '(a = b) = c'],
  ['another operator', compare(a, '<>', b), 'a <> b'],
  ['a list', inList(a, [string('x'), string('y')]), "a IN ('x', 'y')"],
  ['an empty list', inList(a, []), 'FALSE'],
  ['not null', isNotNull(a), 'a IS NOT NULL'],
  [
    'distinct from',
    { kind: 'IsDistinctFrom', left: a, right: b, negated: true },
    'a IS NOT DISTINCT FROM b',
    '! Redshift has no IS DISTINCT FROM',
  ],
  [
    'true',
    { kind: 'IsTruth', value: a, truth: 'TRUE', negated: true },
    '! Trino has no IS TRUE, IS FALSE or IS UNKNOWN',
    'a IS NOT TRUE',
  ],
  [
    'between',
    { kind: 'Between', value: a, low: integer(1), high: integer(2), negated: true },
    'a NOT BETWEEN 1 AND 2',
  ],
  [
    'like',
    { kind: 'Like', operator: 'LIKE', value: a, pattern: string('x!%'), escape: string('!'), negated: false },
    "a LIKE 'x!%' ESCAPE '!'",
  ],
  [
    'ilike',
    { kind: 'Like', operator: 'ILIKE', value: a, pattern: string('x'), negated: false },
    '! Trino has no ILIKE',
    "a ILIKE 'x'",
  ],
  [
    'a regular expression',
    { kind: 'PosixMatch', value: a, pattern: string('x'), negated: true },
    '! Trino has no operator ~',
    "a !~ 'x'",
  ],
  ['a call', call('lower', call('to_hex', a)), 'lower(to_hex(a))'],
  ['a call without arguments', call('random'), 'random()'],
  ['a function that Redshift reserves as a name', call('left', a, integer(3)), '"left"(a, 3)', 'left(a, 3)'],
  ['a distinct count', aCall({ distinct: true }, 'count'), 'count(DISTINCT a)'],
  ['a count of rows', { ...call('count'), arguments: [{ kind: 'Star' }] }, 'count(*)'],
  ['a filter', aCall({ filter: b }), 'sum(a) FILTER (WHERE b)', '! Redshift has no FILTER (WHERE …)'],
  ['a window', aCall({ over }), 'sum(a) OVER (PARTITION BY b ORDER BY c DESC)'],
  [
    'a window by its name',
    aCall({ over: { kind: 'WindowReference', name: identifier('w') } }),
    'sum(a) OVER w',
    '! Redshift has no window by its name',
  ],
  [
    'a frame',
    aCall({
      over: {
        ...over,
        frame: {
          kind: 'WindowFrame',
          unit: 'ROWS',
          start: { kind: 'FrameBound', type: 'PRECEDING', value: integer(1) },
          end: { kind: 'FrameBound', type: 'CURRENT ROW' },
        },
      },
    }),
    'sum(a) OVER (PARTITION BY b ORDER BY c DESC ROWS BETWEEN 1 PRECEDING AND CURRENT ROW)',
  ],
  [
    'a list of values',
    aCall({ withinGroup: [sort(a)] }, 'listagg', a, string(',')),
    "listagg(a, ',') WITHIN GROUP (ORDER BY a)",
  ],
  [
    'a percentile',
    aCall({ withinGroup: [sort(a)] }, 'percentile_cont', literal('0.5')),
    '! Trino has no WITHIN GROUP of this function',
    'percentile_cont(0.5) WITHIN GROUP (ORDER BY a)',
  ],
  [
    'a lambda',
    call('any_match', a, { kind: 'Lambda', parameters: [identifier('x')], body: equals(column('x'), b) }),
    'any_match(a, (x) -> x = b)',
    '! Redshift has no lambda',
  ],
  ['a cast', cast(a, type('varchar', 10)), 'CAST(a AS varchar(10))'],
  ['a cast to double', cast(a, type('double')), 'CAST(a AS double)', 'CAST(a AS double precision)'],
  ['a cast to super', cast(a, type('super')), '! Trino has no type super', 'CAST(a AS super)'],
  [
    'a cast to timestamp(3)',
    cast(a, dateTimeType('timestamp', 3, true)),
    'CAST(a AS timestamp(3) with time zone)',
    '! Redshift has no precision of a time or timestamp type',
  ],
  [
    'a cast to nested types',
    cast(a, mapType(type('varchar'), arrayType(rowType(['x', type('bigint')])))),
    'CAST(a AS map(varchar, array(row(x bigint))))',
    '! Redshift has no map type',
  ],
  ['a case', searchedCase([[a, b]], c), 'CASE WHEN a THEN b ELSE c END'],
  [
    'a simple case',
    { kind: 'Case', operand: a, whens: [{ kind: 'When', condition: integer(1), result: b }] },
    'CASE a WHEN 1 THEN b END',
  ],
  ['extract', { kind: 'Extract', field: 'YEAR', source: a }, 'extract(year FROM a)'],
  ['trim', { kind: 'Trim', side: 'BOTH', source: a }, 'trim(a)'],
  [
    'trim of a name that could be a side',
    { kind: 'Trim', side: 'BOTH', characters: column('leading'), source: a },
    'trim(("leading") FROM a)',
  ],
  [
    'trim at one side',
    { kind: 'Trim', side: 'TRAILING', characters: string(' '), source: a },
    "trim(TRAILING ' ' FROM a)",
  ],
  ['current user', { kind: 'CurrentValue', name: 'CURRENT_USER' }, 'current_user'],
  [
    'current timestamp',
    { kind: 'CurrentValue', name: 'CURRENT_TIMESTAMP', precision: 3 },
    'current_timestamp(3)',
    '! Redshift has no CURRENT_TIMESTAMP',
  ],
  [
    'a time zone',
    { kind: 'AtTimeZone', value: binary(a, '+', b), zone: string('UTC') },
    "(a + b) AT TIME ZONE 'UTC'",
  ],
  ['a row', { kind: 'Row', values: [a, b] }, '(a, b)'],
  ['a row of one', { kind: 'Row', values: [a] }, 'ROW(a)', '! Redshift has no ROW of one value'],
  ['an array', { kind: 'ArrayConstructor', elements: [a, b] }, 'ARRAY[a, b]', 'array(a, b)'],
  ['an element', { kind: 'Subscript', base: column('t', 'a'), index: integer(1) }, 't.a[1]'],
  [
    'a field of a call',
    { kind: 'Dereference', base: call('f', a), field: identifier('x') },
    'f(a).x',
    '(f(a)).x',
  ],
  ['a subquery', equals(a, scalarSubquery(one)), 'a = (SELECT 1)'],
  ['exists', { kind: 'Exists', query: query(one) }, 'EXISTS (SELECT 1)'],
  [
    'a quantified comparison',
    { kind: 'QuantifiedComparison', operator: '>=', quantifier: 'ALL', value: a, query: query(one) },
    'a >= ALL (SELECT 1)',
  ],
  [
    'JSON_VALUE',
    {
      kind: 'JsonValue',
      path: { kind: 'JsonPath', input: a, path: 'lax $.x', passing: [] },
      returning: type('bigint'),
      onEmpty: { kind: 'JsonValueFallback', behavior: 'DEFAULT', value: integer(0) },
      onError: { kind: 'JsonValueFallback', behavior: 'ERROR' },
    },
    "json_value(a, 'lax $.x' RETURNING bigint DEFAULT 0 ON EMPTY ERROR ON ERROR)",
    '! Redshift has no json_value',
  ],
  [
    'JSON_OBJECT',
    {
      kind: 'JsonObject',
      members: [{ kind: 'JsonMember', key: string('k'), value: a, format: 'JSON' }],
      onNull: 'ABSENT',
      uniqueKeys: true,
    },
    "json_object(KEY 'k' VALUE a FORMAT JSON ABSENT ON NULL WITH UNIQUE KEYS)",
    '! Redshift has no json_object',
  ],
];

const t = table(['t']);
const u = table(['u']);
const all = (from: ast.Relation): ast.Select => select({ items: [allColumns()], from });

const queries: readonly Case[] = [
  [
    'a select with everything common',
    query(
      select({
        distinct: true,
        items: [a, as(b, 'x'), allColumns('t')],
        from: table(['c', 's', 't'], 't'),
        where: equals(a, integer(1)),
        groupBy: [a],
        having: b,
      }),
      {
        orderBy: [{ ...sort(a), nulls: 'FIRST' }],
        limit: { kind: 'Limit', count: { kind: 'IntegerLiteral', value: '5' } },
      },
    ),
    'SELECT DISTINCT a, b AS x, t.*\nFROM c.s.t AS t\nWHERE a = 1\nGROUP BY a\nHAVING b\nORDER BY a NULLS FIRST\nLIMIT 5',
  ],
  [
    'offset and limit, in the order of the dialect',
    query(one, {
      offset: { kind: 'IntegerLiteral', value: '1' },
      limit: { kind: 'LimitAll' },
    }),
    'SELECT 1 OFFSET 1 LIMIT ALL',
    'SELECT 1 LIMIT ALL OFFSET 1',
  ],
  [
    'fetch first',
    query(one, { limit: { kind: 'FetchFirst', withTies: true } }),
    'SELECT 1 FETCH FIRST ROWS WITH TIES',
    '! Redshift has no FETCH FIRST',
  ],
  [
    'a common table expression',
    query(all(t), {
      with: {
        kind: 'With',
        recursive: true,
        queries: [
          { kind: 'NamedQuery', name: identifier('t'), columns: [identifier('a')], query: query(one) },
        ],
      },
    }),
    'WITH RECURSIVE t (a) AS (SELECT 1) SELECT * FROM t',
  ],
  [
    'set operations by precedence',
    union(union(one, 'UNION', one, true), 'UNION', union(one, 'INTERSECT', one)),
    'SELECT 1 UNION ALL SELECT 1 UNION SELECT 1 INTERSECT SELECT 1',
  ],
  [
    'set operations against it',
    union(one, 'EXCEPT', union(one, 'UNION', one)),
    'SELECT 1 EXCEPT (SELECT 1 UNION SELECT 1)',
  ],
  [
    'a part with its own order',
    union(query(one, { orderBy: [sort(integer(1))] }), 'UNION', one),
    '(SELECT 1 ORDER BY 1) UNION SELECT 1',
  ],
  [
    'EXCEPT ALL',
    union(one, 'EXCEPT', one, true),
    'SELECT 1 EXCEPT ALL SELECT 1',
    '! Redshift has no EXCEPT ALL',
  ],
  [
    'VALUES',
    { kind: 'Values', rows: [{ kind: 'Row', values: [integer(1), string('x')] }, integer(2)] },
    "VALUES (1, 'x'), 2",
    '! Redshift has no VALUES as a query',
  ],
  [
    'joins from the left',
    all(join(join(t, 'LEFT', u, boolean(true)), 'INNER', table(['v']), a)),
    'SELECT * FROM t LEFT JOIN u ON TRUE JOIN v ON a',
  ],
  [
    'joins from the right, under a name',
    all(join(t, 'FULL', aliased(join(t, 'INNER', u, a), 'x', ['y']), b)),
    'SELECT * FROM t FULL JOIN (t JOIN u ON a) AS x (y) ON b',
  ],
  ['a subquery', all(subquery(one, 's')), 'SELECT * FROM (SELECT 1) AS s'],
  [
    'time travel',
    all({
      kind: 'Table',
      name: qualifiedName('t'),
      version: { kind: 'TableVersion', of: 'VERSION', value: integer(3) },
    }),
    'SELECT * FROM t FOR VERSION AS OF 3',
    '! Redshift has no FOR VERSION or FOR TIMESTAMP',
  ],
  [
    'unnest',
    all(aliased({ kind: 'Unnest', expressions: [a], withOrdinality: true }, 'x', ['y', 'z'])),
    'SELECT * FROM UNNEST(a) WITH ORDINALITY AS x (y, z)',
    'SELECT * FROM UNNEST(a) WITH OFFSET AS x (y, z)',
  ],
  [
    'grouping by what is not aggregated',
    { ...all(t), groupBy: { kind: 'GroupBy', distinct: false, elements: [{ kind: 'AutoGrouping' }] } },
    'SELECT * FROM t GROUP BY AUTO',
    'SELECT * FROM t GROUP BY ALL',
  ],
  [
    'grouping sets',
    {
      ...all(t),
      groupBy: {
        kind: 'GroupBy',
        distinct: false,
        elements: [
          {
            kind: 'GroupingSets',
            sets: [
              { kind: 'GroupingSet', expressions: [a, b] },
              { kind: 'GroupingSet', expressions: [c] },
              { kind: 'GroupingSet', expressions: [] },
            ],
          },
        ],
      },
    },
    'SELECT * FROM t GROUP BY GROUPING SETS ((a, b), c, ())',
  ],
  [
    'QUALIFY and EXCLUDE',
    { ...all(t), exclude: [identifier('x')], qualify: a },
    '! Trino has no EXCLUDE',
    'SELECT * EXCLUDE (x) FROM t QUALIFY a',
  ],
  [
    'PIVOT',
    all({
      kind: 'Pivot',
      relation: t,
      aggregates: [as(call('sum', a), 's')],
      column: column('b'),
      values: [{ kind: 'SelectExpression', expression: integer(1) }],
    }),
    '! Trino has no PIVOT',
    'SELECT * FROM t PIVOT (sum(a) AS s FOR b IN (1))',
  ],
  [
    'MATCH_RECOGNIZE',
    all({
      kind: 'MatchRecognize',
      relation: t,
      partitionBy: [a],
      orderBy: [sort(b)],
      measures: [
        { kind: 'Measure', expression: aCall({ processingMode: 'FINAL' }, 'last'), name: identifier('m') },
      ],
      rowsPerMatch: 'ONE ROW PER MATCH',
      afterMatch: { kind: 'AfterMatchSkip', to: 'NEXT ROW' },
      pattern: {
        kind: 'PatternConcatenation',
        patterns: [
          {
            kind: 'PatternQuantified',
            least: 1,
            greedy: false,
            pattern: {
              kind: 'PatternAlternation',
              patterns: [
                { kind: 'PatternVariable', name: identifier('x') },
                { kind: 'PatternVariable', name: identifier('y') },
              ],
            },
          },
          { kind: 'PatternAnchor', at: 'END' },
        ],
      },
      subsets: [],
      definitions: [{ kind: 'PatternDefinition', name: identifier('x'), condition: b }],
    }),
    'SELECT *\nFROM\n  t MATCH_RECOGNIZE (\n    PARTITION BY a\n    ORDER BY b\n    MEASURES FINAL last(a) AS m\n    ONE ROW PER MATCH\n    AFTER MATCH SKIP TO NEXT ROW\n    PATTERN ((x | y)+? $)\n    DEFINE x AS b\n  )',
    '! Redshift has no MATCH_RECOGNIZE',
  ],
];

const statements: readonly Case[] = [
  ['a view', createView(['s', 'v'], one), 'CREATE OR REPLACE VIEW s.v AS SELECT 1'],
  [
    'a view as Trino has it',
    { ...createView(['v'], one), comment: "it's", security: 'DEFINER' },
    "CREATE OR REPLACE VIEW v COMMENT 'it''s' SECURITY DEFINER AS SELECT 1",
    '! Redshift has no COMMENT in CREATE VIEW',
  ],
  [
    'a view as Redshift has it',
    { ...createView(['v'], one), replace: false, columns: [identifier('a')], withNoSchemaBinding: true },
    '! Trino has no column names in CREATE VIEW',
    'CREATE VIEW v (a) AS SELECT 1 WITH NO SCHEMA BINDING',
  ],
  ['a view dropped', { kind: 'DropView', name: qualifiedName('v'), ifExists: true }, 'DROP VIEW IF EXISTS v'],
  ['a schema', createSchema(['a B'], { ifNotExists: false }), 'CREATE SCHEMA "a B"'],
  ['a schema for those who may have it', createSchema(['s']), 'CREATE SCHEMA IF NOT EXISTS s'],
  [
    'a table of a query',
    createTableAs(['s', 't'], one, { ifNotExists: false }),
    'CREATE TABLE s.t AS SELECT 1',
  ],
  [
    'a table that may be there',
    createTableAs(['t'], one),
    'CREATE TABLE IF NOT EXISTS t AS SELECT 1',
    '! Redshift has no IF NOT EXISTS in CREATE TABLE AS',
  ],
  [
    'a table with properties',
    createTableAs(['t'], one, { ifNotExists: false, properties: { partitioning: string('day') } }),
    "CREATE TABLE t WITH (partitioning = 'day') AS SELECT 1",
    '! Redshift has no properties of a table',
  ],
];

const spelled = (node: ast.Node, dialect: 'trino' | 'redshift'): string => {
  try {
    return print(node, dialect);
  } catch (error) {
    return `! ${(error as Error).message}`;
  }
};

describe.each([
  ['an expression', expressions],
  ['a query', queries],
  ['a statement', statements],
])('print of %s', (_, cases) => {
  it.each(cases.map(([what, node, trino, redshift = trino]) => ({ what, node, trino, redshift })))(
    'spells $what',
    ({ node, trino, redshift }) => {
      expect([spelled(node, 'trino'), spelled(node, 'redshift')]).toEqual([trino, redshift]);
    },
  );
});

describe('print', () => {
  it('tells where the text stood that a dialect cannot say', () => {
    const node: ast.Lambda = {
      kind: 'Lambda',
      parameters: [],
      body: a,
      position: { line: 3, column: 7, offset: 40 },
    };
    expect(() => print(call('f', node), 'redshift')).toThrow('3:7: Redshift has no lambda');
  });

  it('breaks what does not fit, clause by clause', () => {
    const long = query(
      select({
        items: [column('first_name'), column('last_name'), column('date_of_birth')],
        from: table(['warehouse', 'public', 'customers'], 'customers'),
        where: and(
          inList(column('country'), [string('Germany'), string('France')]),
          or(isNotNull(column('consent')), equals(column('kind'), string('company'))),
        ),
      }),
      { orderBy: [sort(column('last_name'))] },
    );
    expect(print(long, 'trino')).toBe(`SELECT first_name, last_name, date_of_birth
FROM warehouse.public.customers AS customers
WHERE country IN ('Germany', 'France') AND (consent IS NOT NULL OR kind = 'company')
ORDER BY last_name`);
  });

  it('refuses a slot that is not bound', () => {
    expect(() => print(equals(a, slot('user')), 'trino')).toThrow(
      "internal error (please report it): the slot 'user' was printed unbound",
    );
  });

  it('refuses code of a function that would end before its end', () => {
    const coded = (text: string): ast.InlineFunction => ({
      kind: 'InlineFunction',
      name: identifier('f'),
      parameters: [],
      returns: type('integer'),
      properties: [],
      body: { kind: 'SourceCode', text },
    });
    expect(print(coded('\na $ b'), 'trino')).toMatch(/ AS \$\$\na \$ b\$\$$/);
    for (const text of ['\na $$ b', '\na $', 'a', '']) {
      expect(() => print(coded(text), 'trino')).toThrow(
        'Trino has no source code that does not begin with a new line, or that contains $$',
      );
    }
  });

  it('refuses a name without characters', () => {
    expect(() => print(column(''), 'trino')).toThrow('Trino has no name without characters');
  });
});

/** Statements that scrim asks a Trino only. */
const onlyTrino: readonly (readonly [ast.Node, string])[] = [
  [
    { kind: 'CreateMaterializedView', name: qualifiedName('m'), query: query(one) },
    'CREATE MATERIALIZED VIEW m AS SELECT 1',
  ],
  [objectStatement('SHOW STATS FOR', ['s', 't$files']), 'SHOW STATS FOR s."t$files"'],
  [explain(query(one)), 'EXPLAIN (TYPE DISTRIBUTED, FORMAT JSON) SELECT 1'],
  [explain(query(one), 'ANALYZE'), 'EXPLAIN ANALYZE SELECT 1'],
  [explain(objectStatement('ANALYZE', ['t']), 'VALIDATE'), 'EXPLAIN (TYPE VALIDATE) ANALYZE t'],
  [{ kind: 'Insert', name: qualifiedName('t'), columns: [], query: query(one) }, 'INSERT INTO t SELECT 1'],
  [
    { kind: 'Insert', name: qualifiedName('t'), columns: [identifier('a B')], query: query(one) },
    'INSERT INTO t ("a B") SELECT 1',
  ],
  [
    {
      kind: 'Update',
      name: qualifiedName('t'),
      columns: [identifier('A')],
      values: [integer(1)],
      where: boolean(false),
    },
    'UPDATE t SET "A" = 1 WHERE FALSE',
  ],
  [
    {
      kind: 'Update',
      name: qualifiedName('t'),
      columns: [identifier('a'), identifier('b')],
      values: [integer(1), string("it's")],
      where: boolean(true),
    },
    "UPDATE t SET a = 1, b = 'it''s' WHERE TRUE",
  ],
  [{ kind: 'Delete', name: qualifiedName('t'), where: boolean(false) }, 'DELETE FROM t WHERE FALSE'],
  [
    { kind: 'Merge', name: qualifiedName('t'), source: table(['u']), condition: boolean(false) },
    'MERGE INTO t USING u ON FALSE WHEN MATCHED THEN DELETE',
  ],
  [
    { kind: 'ExecuteImmediate', query: query(select({ items: [string("it's")] })) },
    "EXECUTE IMMEDIATE 'SELECT ''it''''s'''",
  ],
  [{ kind: 'Prepare', name: identifier('p'), query: query(one) }, 'PREPARE p FROM SELECT 1'],
  [{ kind: 'ExecutePrepared', name: identifier('p') }, 'EXECUTE p'],
];

it.each(onlyTrino.map(([node, text]) => ({ node, text })))(
  'prints $text for Trino only',
  ({ node, text }) => {
    expect(spelled(node, 'trino')).toBe(text);
    expect(spelled(node, 'redshift')).toMatch(/^! Redshift has no /);
  },
);
