import { describe, expect, it } from '@jest/globals';
import type { z } from 'zod';

import { factsOf } from '../../../../test/unit/policy/facts-of.js';
import type { worldFile } from '../../../model/world.js';
import { decide } from '../../../policy/decide.js';
import { bindView, createViewCompiler } from '../view-compiler.js';

type World = z.input<typeof worldFile>;
type Rule = NonNullable<NonNullable<World['policies']>[number]['rules']>[number];

const columns = [
  { name: 'id', type: 'bigint' },
  { name: 'region', type: 'varchar' },
  { name: 'short', type: 'varchar(2)' },
  { name: 'fixed', type: 'char(4)' },
  { name: 'small', type: 'smallint' },
  { name: 'whole', type: 'integer' },
  { name: 'price', type: 'decimal(6, 2)' },
  { name: 'ratio', type: 'double' },
  { name: 'day', type: 'date' },
  { name: 'at', type: 'timestamp(6)' },
  { name: 'coarse', type: 'timestamp(0)' },
  { name: 'open', type: 'boolean' },
  { name: 'pair', type: 'row(x bigint, y varchar)' },
];
const raw = { table: 'crm.public.person', columns };
const lookupTables = [
  {
    table: 'hr.data.seat',
    columns: [
      { name: 'seat', type: 'bigint' },
      { name: 'person', type: 'varchar' },
    ],
  },
];

/** The view of ann, on one line; the condition that binds it to her is left out. */
function view(
  shown: readonly string[],
  rules: readonly Rule[],
  source: object = { table: raw.table, columns },
  more: Partial<World> = {},
): string {
  const facts = factsOf('ann', {
    users: [
      {
        name: 'ann',
        attributes: {
          region: ['EU', 'US'],
          many: Array.from({ length: 500 }, (_, index) => `R${1000 + index}`),
        },
      },
    ],
    lookupTables,
    subscriptions: [{ dataSource: 'sales.customer', subscriber: { user: 'ann' } }],
    dataSources: [{ schema: 'sales', name: 'customer', ...source } as never, ...(more.dataSources ?? [])],
    policies: [
      ...(rules.length === 0 ? [] : [{ name: 'p', dataSource: 'sales.customer', rules: [...rules] }]),
      ...(more.policies ?? []),
    ],
  });
  const decision = decide(facts);
  if (decision.kind !== 'open' || facts.dataSource === undefined) {
    throw new Error(decision.kind === 'closed' ? decision.problems.join('\n') : decision.kind);
  }
  const compiled = createViewCompiler({ inlineHashKey: () => 'K' }).compile(
    facts.dataSource,
    {
      ...decision,
      shown: {
        ...decision.shown,
        columns: decision.shown.columns.filter(({ column }) => shown.includes(column.name)),
      },
    },
    facts.settings,
  );
  return bindView(compiled, 'ann')
    .sql.replaceAll(/\s+/g, ' ')
    .replaceAll('( ', '(')
    .replaceAll(' )', ')')
    .replace(/ WHERE if\(current_user = 'ann', TRUE, CAST\(fail\(.*?\) AS boolean\)\)( AND)?/, ' WHERE')
    .replace(/ WHERE(?=$|\))/, '');
}
const rows = (filter: object): Rule => ({ rows: filter as never });
const where = (predicate: string): Rule => rows({ where: predicate });
const asQuery = (query: string, names: readonly string[]) => ({
  query,
  reads: [raw],
  columns: names.map(
    (name) =>
      columns.find((one) => one.name === name) ?? {
        name,
        type: name === 'n' || name === 'key' ? 'bigint' : 'varchar',
      },
  ),
});

describe('the fence of a view over one table', () => {
  const table = (condition: string): string => `SELECT id FROM crm.public.person${condition}`;
  const named = (condition: string): string =>
    `SELECT id FROM crm.public.person AS scrim_row WHERE ${condition}`;

  it('is none where no row is left out', () => {
    expect(view(['id', 'pair'], [])).toBe('SELECT id, pair FROM crm.public.person');
  });

  it.each<[string, Rule, string]>([
    [
      'an equality',
      rows({ column: { name: 'region' }, in: { attribute: 'region' } }),
      " WHERE region IN ('EU', 'US')",
    ],
    [
      'a time',
      rows({ column: { name: 'at' }, newerThan: 'P1D' }),
      " WHERE at >= CAST(current_timestamp AT TIME ZONE 'UTC' AS timestamp) - INTERVAL '1' DAY",
    ],
    [
      'a beginning',
      rows({ column: { name: 'region' }, in: { attribute: 'region' }, match: 'prefix' }),
      " WHERE (region >= 'EU' AND region < 'EV' OR region >= 'US' AND region < 'UT')",
    ],
  ])('is none beside %s, which is a domain of a column', (_, rule, condition) => {
    expect(view(['id'], [rule])).toBe(table(condition));
  });

  it.each([
    "scrim_row.region = 'EU'",
    "(scrim_row.region = 'EU' OR scrim_row.region >= 'US' AND scrim_row.region < 'UT' OR scrim_row.region IS NULL)",
    "scrim_row.region IN ('EU', 'US') AND scrim_row.whole BETWEEN -1 AND 7",
    'scrim_row.id < 12345678901 AND scrim_row.whole = -5',
    "scrim_row.short = 'EU' AND scrim_row.fixed = 'EU'",
    "scrim_row.day >= date '2020-01-01' AND scrim_row.price < decimal '10.50'",
    "scrim_row.at = TIMESTAMP '2020-01-01 00:00:00.123456'",
    "scrim_row.ratio = double '0.5' AND scrim_row.small = smallint '5'",
  ])('is none beside the domains %s', (predicate) => {
    expect(view(['id'], [where(predicate.replaceAll('scrim_row.', ''))])).toBe(named(predicate));
  });

  it("is none beside the reader's name, where the column can hold any", () => {
    expect(view(['id'], [where('region = @username()')])).toBe(named("scrim_row.region = 'ann'"));
    expect(view(['id'], [where('short = @username()')])).toBe(
      named("if(random() < 2e0, scrim_row.short = 'ann')"),
    );
  });

  it.each([
    ["lower(region) = 'eu'", "lower(scrim_row.region) = 'eu'"],
    ["region LIKE 'E%'", "scrim_row.region LIKE 'E%'"],
    ["region = 'EU' OR id = 1", "scrim_row.region = 'EU' OR scrim_row.id = 1"],
    ["NOT region = 'EU'", "NOT scrim_row.region = 'EU'"],
    ['open', 'scrim_row."open"'],
    ["short = 'EUR'", "scrim_row.short = 'EUR'"],
    ["fixed < 'EU'", "scrim_row.fixed < 'EU'"],
    ['small = 5', 'scrim_row.small = 5'],
    ['whole = 12345678901', 'scrim_row.whole = 12345678901'],
    ['price = 10', 'scrim_row.price = 10'],
    ["price = decimal '1.005'", "scrim_row.price = decimal '1.005'"],
    ['ratio < 1', 'scrim_row.ratio < 1'],
    ["coarse = TIMESTAMP '2020-01-01 00:00:00.5'", "scrim_row.coarse = TIMESTAMP '2020-01-01 00:00:00.5'"],
    ['id = whole', 'scrim_row.id = scrim_row.whole'],
    ["pair = ROW(bigint '1', 'a')", "scrim_row.pair = (bigint '1', 'a')"],
    ['pair.x = 1', 'scrim_row.pair.x = 1'],
    [
      "any_match(split(region, '.'), part -> part = 'EU')",
      "try(any_match(split(scrim_row.region, '.'), (part) -> part = 'EU'))",
    ],
  ])('is a condition that is not deterministic around %s', (predicate, printed) => {
    expect(view(['id'], [where(predicate)])).toBe(named(`if(random() < 2e0, ${printed})`));
  });

  it('stands once around all that are no domains, in front of those that are', () => {
    const rules = [
      rows({ column: { name: 'region' }, in: { attribute: 'region' } }),
      where("lower(region) = 'eu' AND id > 5"),
      rows({ column: { name: 'id' }, percent: 10 }),
    ];
    expect(view(['id'], rules)).toMatch(
      /WHERE if\(random\(\) < 2e0, lower\(scrim_row\.region\) = 'eu' AND mod\(.*\) < 1000\) AND region IN \('EU', 'US'\) AND scrim_row\.id > 5$/,
    );
  });

  it.each<[string, Rule]>([
    [
      'more beginnings than Trino compiles ranges of',
      rows({ column: { name: 'region' }, in: { attribute: 'many' }, match: 'prefix' }),
    ],
    [
      'beginnings of a char',
      rows({ column: { name: 'fixed' }, in: { attribute: 'region' }, match: 'hierarchy' }),
    ],
    ['a time of a coarser type', rows({ column: { name: 'coarse' }, newerThan: 'P1D' })],
  ])('stands around %s', (_, rule) => {
    expect(view(['id'], [rule])).toMatch(/ WHERE if\(random\(\) < 2e0, .*\)$/);
  });

  it('stands around columns of rows and arrays, which a comparison may fail at', () => {
    const rule = rows({ column: { name: 'region' }, in: { attribute: 'region' } });
    expect(view(['id', 'pair'], [rule])).toBe(
      "SELECT id, if(random() < 2e0, pair) AS pair FROM crm.public.person WHERE region IN ('EU', 'US')",
    );
  });

  it.each([
    'id IN (SELECT seat FROM hr.data.seat WHERE person = @username())',
    'NOT id IN (SELECT seat FROM hr.data.seat)',
    'EXISTS (SELECT 1 FROM hr.data.seat s WHERE s.seat = id)',
    "id = 1 OR id IN (SELECT seat FROM hr.data.seat WHERE person = 'x')",
    "id = (SELECT seat FROM hr.data.seat WHERE person = 'x')",
  ])('is a random number in each column where rows are looked up: %s', (predicate) => {
    expect(view(['id', 'pair'], [where(predicate)])).toMatch(
      /^SELECT if\(scrim_fence < 2e0, if\(scrim_fence >= 0e0, id\)\) AS id, if\(scrim_fence < 2e0, if\(scrim_fence >= 0e0, pair\)\) AS pair FROM \(SELECT id, pair, random\(\) AS scrim_fence FROM crm\.public\.person AS scrim_row WHERE .*\)$/,
    );
  });

  it('has a number that is called as no column is', () => {
    const source = {
      table: 'crm.public.person',
      columns: [...columns, { name: 'scrim_fence', type: 'bigint' }],
    };
    expect(view(['scrim_fence'], [where('id IN (SELECT seat FROM hr.data.seat)')], source)).toMatch(
      /^SELECT if\(scrim_fence_2 < 2e0, if\(scrim_fence_2 >= 0e0, scrim_fence\)\) AS scrim_fence FROM \(SELECT scrim_fence, random\(\) AS scrim_fence_2 /,
    );
  });

  it('is none for masks that look things up', () => {
    const mask = {
      mask: { type: 'conditional', where: 'id IN (SELECT seat FROM hr.data.seat)', mask: { type: 'null' } },
      columns: { names: ['region'] },
    };
    expect(view(['region'], [mask as never])).not.toMatch(/random/);
    expect(view(['region'], [mask as never, where("region = 'EU'")])).toMatch(
      /AS scrim_row WHERE scrim_row\.region = 'EU'$/,
    );
  });
});

describe('the fence of a view over a query', () => {
  const byRegion = rows({ column: { name: 'region' }, in: { attribute: 'region' } });

  it.each<[string, string, readonly string[], readonly Rule[], string]>([
    [
      'none where no row is left out',
      'SELECT id, upper(region) AS region FROM crm.public.person',
      ['id', 'region'],
      [],
      'none',
    ],
    [
      'none beside domains',
      'SELECT id, region FROM crm.public.person WHERE id > 5',
      ['id', 'region'],
      [byRegion],
      'none',
    ],
    [
      'in the query',
      "SELECT id, region FROM crm.public.person WHERE lower(region) = 'x'",
      ['id', 'region'],
      [byRegion],
      'condition',
    ],
    [
      'behind the query',
      'SELECT p.id AS key, p.* FROM crm.public.person p',
      ['key', 'region'],
      [where("lower(region) = 'x'")],
      'condition',
    ],
    [
      'over a computed column',
      'SELECT id, upper(region) AS region FROM crm.public.person',
      ['id', 'region'],
      [byRegion],
      'columns',
    ],
    [
      'beside a computed column',
      'SELECT id, region, upper(region) AS more FROM crm.public.person',
      ['id', 'region', 'more'],
      [byRegion],
      'none',
    ],
    ['an aggregate', 'SELECT max(id) AS id FROM crm.public.person', ['id'], [], 'columns'],
    [
      'an unknown function',
      'SELECT id, some.other.fn(region) AS region FROM crm.public.person',
      ['id', 'region'],
      [],
      'columns',
    ],
    [
      'a join',
      'SELECT a.id, a.region FROM crm.public.person a JOIN crm.public.person b ON a.id = b.id',
      ['id', 'region'],
      [],
      'columns',
    ],
    ['two tables', 'SELECT a.id FROM crm.public.person a, crm.public.person b', ['id'], [], 'columns'],
    ['DISTINCT', 'SELECT DISTINCT region FROM crm.public.person', ['region'], [byRegion], 'columns'],
    ['GROUP BY', 'SELECT region FROM crm.public.person GROUP BY region', ['region'], [byRegion], 'columns'],
    [
      'a set operation',
      'SELECT id FROM crm.public.person EXCEPT SELECT id FROM crm.public.person',
      ['id'],
      [],
      'columns',
    ],
    [
      'a window',
      'SELECT id, rank() OVER (ORDER BY id) AS n FROM crm.public.person',
      ['id', 'n'],
      [],
      'columns',
    ],
    ['WITH', 'WITH w AS (SELECT id FROM crm.public.person) SELECT id FROM w', ['id'], [], 'columns'],
    ['LIMIT', 'SELECT id FROM crm.public.person LIMIT 5', ['id'], [], 'columns'],
    [
      'UNNEST',
      'SELECT p.id FROM crm.public.person p CROSS JOIN UNNEST(ARRAY[1]) AS u (n)',
      ['id'],
      [],
      'columns',
    ],
    [
      'a subquery',
      'SELECT id FROM crm.public.person WHERE id IN (SELECT whole FROM crm.public.person)',
      ['id'],
      [],
      'columns',
    ],
    ['a sample', 'SELECT id FROM crm.public.person TABLESAMPLE BERNOULLI (5)', ['id'], [], 'columns'],
    [
      'another time',
      'SELECT id, region FROM crm.public.person FOR VERSION AS OF 7',
      ['id', 'region'],
      [],
      'none',
    ],
    [
      'another time, of which rows are left out',
      'SELECT id, region FROM crm.public.person FOR VERSION AS OF 7',
      ['id', 'region'],
      [byRegion],
      'columns',
    ],
    ['VALUES', 'SELECT id FROM (VALUES 1, 2) AS v (id)', ['id'], [], 'columns'],
  ])('%s', (_, query, names, rules, kind) => {
    const made = view(names, rules, asQuery(query, names));
    const found = /^SELECT if\(scrim_fence/.test(made)
      ? 'columns'
      : made.includes('if(random() < 2e0')
        ? 'condition'
        : 'none';
    expect([found, made]).toEqual([kind, made]);
  });

  it('is chosen by what governs the data sources that are read', () => {
    const person = (rule: Rule) => ({
      dataSources: [{ schema: 'hr', name: 'person', ...raw }],
      policies: [{ name: 'inner', dataSource: 'hr.person', rules: [rule] }],
    });
    const source = asQuery('SELECT id FROM hr.person WHERE id > 1', ['id']);
    expect(view(['id'], [], source, person(byRegion) as never)).not.toMatch(/random/);
    expect(view(['id'], [], source, person(where("lower(region) = 'x'")) as never)).toContain(
      "WHERE if(random() < 2e0, lower(scrim_row.region) = 'x')) AS person WHERE id > 1)",
    );
    expect(view(['id'], [], source, person(where('id IN (SELECT seat FROM hr.data.seat)')) as never)).toMatch(
      /^SELECT if\(scrim_fence/,
    );
  });
});
