import fc from 'fast-check';
import type { z } from 'zod';

import type { worldFile } from '../../src/model/world.js';
import type { Composite } from './attacks.js';

type World = z.input<typeof worldFile>;

/** Whose queries the attacks are. */
export const attacker = 'mallory';

/** A data source from which row 3 is hidden, in one of the forms that views have. */
export interface Form {
  /** The name of the data source, in the schema `forms`. */
  readonly name: string;
  /** What hides row 3. */
  readonly hides: string;
  readonly dataSource: {
    readonly table?: string;
    readonly query?: string;
    readonly reads?: readonly object[];
    readonly columns: readonly { readonly name: string; readonly type: string }[];
  };
  readonly rules: readonly object[];
  readonly composite?: Composite;
}

/** Raw tables of one connector of Trino. */
export interface Source {
  readonly connector: 'memory' | 'iceberg' | 'postgresql' | 'tpch';
  /** The schema with the raw tables `people` and `seats`; undefined where they cannot be made. */
  readonly schema: string | undefined;
}

export const sources: readonly Source[] = [
  { connector: 'memory', schema: 'vault.forms' },
  { connector: 'iceberg', schema: 'lake.forms' },
  { connector: 'postgresql', schema: 'pg.forms' },
  { connector: 'tpch', schema: undefined },
];

const plain = [
  { name: 'id', type: 'bigint' },
  { name: 'name', type: 'varchar' },
  { name: 'region', type: 'varchar' },
  { name: 'salary', type: 'bigint' },
  { name: 'code', type: 'varchar' },
] as const;
const names = plain.map(({ name }) => name).join(', ');
const extra: Readonly<
  Record<Source['connector'], readonly { readonly name: string; readonly type: string }[]>
> = {
  memory: [
    { name: 'at', type: 'timestamp(6)' },
    { name: 'coarse', type: 'timestamp(0)' },
    { name: 'small', type: 'smallint' },
    { name: 'day', type: 'date' },
    { name: 'fixed', type: 'char(9)' },
    { name: 'short', type: 'varchar(9)' },
    { name: 'nested', type: 'row(x bigint)' },
    { name: 'list', type: 'array(bigint)' },
    { name: 'pairs', type: 'map(varchar, bigint)' },
  ],
  iceberg: [
    { name: 'at', type: 'timestamp(6)' },
    { name: 'day', type: 'date' },
    { name: 'nested', type: 'row(x bigint)' },
    { name: 'list', type: 'array(bigint)' },
    { name: 'pairs', type: 'map(varchar, bigint)' },
  ],
  postgresql: [
    { name: 'at', type: 'timestamp(6)' },
    { name: 'small', type: 'smallint' },
    { name: 'day', type: 'date' },
    { name: 'fixed', type: 'char(9)' },
    { name: 'short', type: 'varchar(9)' },
  ],
  tpch: [],
};
const columnsOf = ({ connector }: Source) => [...plain, ...extra[connector]];

const row = (
  id: number,
  name: string,
  region: string,
  code: string,
  { old, small, inside }: { readonly old: boolean; readonly small: number; readonly inside: string },
): string => {
  const at = `CAST(current_timestamp AT TIME ZONE 'UTC' AS timestamp(6)) - INTERVAL '${old ? 9 : 0}' DAY`;
  return `(BIGINT '${id}', '${name}', CAST('${region}' AS varchar), BIGINT '${id * 100}', '${code}', ${at}, ${small}, CAST(ROW(${inside}) AS ROW(x bigint)), ARRAY[CAST(${inside} AS bigint)])`;
};
const rows = [
  row(1, 'Ada', 'EU', '10', { old: false, small: 1, inside: '1' }),
  row(2, 'Ben', 'EU.WEST', '20', { old: false, small: 1, inside: '2' }),
  row(3, 'Cem', 'ASIA', 'x-hidden', { old: true, small: 2, inside: 'NULL' }),
  row(4, 'Dee', 'ASIA.EAST', '40', { old: true, small: 2, inside: '4' }),
].join(', ');

const made: Readonly<Record<string, string>> = {
  coarse: 'CAST(at AS timestamp(0))',
  small: 'CAST(small AS smallint)',
  day: 'CAST(at AS date)',
  fixed: 'CAST(region AS char(9))',
  short: 'CAST(region AS varchar(9))',
  pairs: "MAP(ARRAY['a'], ARRAY[nested.x])",
};

/** Statements that make the raw tables: one after another, and then `copies` of the first in any order. */
export interface RawTables {
  readonly first: readonly string[];
  readonly copies: readonly string[];
}

/** The raw tables of a source: each form over a table has one of its own, since policies hold for a raw table by whatever name. */
export function rawTables(source: Source): RawTables {
  if (source.schema === undefined) return { first: [], copies: [] };
  const items = columnsOf(source).map(({ name }) =>
    made[name] === undefined ? name : `${made[name]} AS ${name}`,
  );
  const people = `${source.schema}.people`;
  const first = [
    `CREATE SCHEMA ${source.schema}`,
    `CREATE TABLE ${people} AS SELECT ${items.join(', ')}
      FROM (VALUES ${rows}) AS t (id, name, region, salary, code, at, small, nested, list)`,
    `CREATE TABLE ${source.schema}.seats AS SELECT * FROM (VALUES (BIGINT '1', '${attacker}'), (2, '${attacker}'), (3, 'eve'))
      AS t (seat, person)`,
  ];
  const copies = formsOf(source).flatMap(({ dataSource: { table } }) =>
    table === undefined ? [] : [`CREATE TABLE ${table} AS TABLE ${people}`],
  );
  return { first, copies };
}

/** The key of hash masks. */
export const hashKeyTable = 'vault.forms.hash_key';

const seats = ({ schema }: Source): string => `${schema ?? 'vault.forms'}.seats`;

/** Texts by which the regions of the rows that are seen are told from the others. */
const textsOf = ({ connector }: Source) =>
  connector === 'tpch'
    ? { one: 'ALGERIA', beginning: 'A', below: 'a%' }
    : { one: 'EU', beginning: 'EU', below: 'eu%' };

const filler = (count: number) => Array.from({ length: count }, (_, index) => `elsewhere ${10_000 + index}`);
const nationsWithA = ['ALGERIA', 'ARGENTINA'];

const rowRule = (filter: object): object => ({ rows: filter });
const where = (predicate: string): object => rowRule({ where: predicate });
const among = (column: string, attribute: string, match = 'equal'): object =>
  rowRule({ column: { name: column }, in: { attribute }, match });

/** Row rules over a table. */
function rulesOf(source: Source): Readonly<Record<string, readonly object[]>> {
  const { one, below } = textsOf(source);
  const { connector } = source;
  const table = seats(source);
  const mine = `SELECT seat FROM ${table} WHERE person = @username()`;
  const has = new Set(columnsOf(source).map(({ name }) => name));
  const only = (column: string, rules: Readonly<Record<string, readonly object[]>>) =>
    has.has(column) ? rules : {};
  return {
    equal: [among('region', `one_${connector}`)],
    several: [among('region', 'several')],
    many_values: [among('region', 'many')],
    prefix: [among('region', `one_${connector}`, 'prefix')],
    hierarchy: [among('region', `one_${connector}`, 'hierarchy')],
    many_prefixes: [among('region', 'hundred', 'prefix')],
    too_many_prefixes: [among('region', 'many', 'prefix')],
    too_many_hierarchies: [among('region', 'many', 'hierarchy')],
    sample: [rowRule({ column: { name: 'id' }, percent: 50 })],
    custom_like: [where(`lower(region) LIKE '${below}'`)],
    custom_case: [where(`CASE WHEN lower(region) LIKE '${below}' THEN 1 ELSE 0 END = 1`)],
    custom_cast: [where(`CAST(length(region) AS varchar) <> '4' AND CAST(id AS varchar) <> '3'`)],
    custom_or: [where(`region = '${one}' OR name = 'nobody'`)],
    custom_guard: [where(`NOT coalesce(lower(region) NOT LIKE '${below}', true) OR name = 'nobody'`)],
    custom_domain: [where(`region = '${one}' OR region BETWEEN '${one}.' AND '${one}/' OR region IS NULL`)],
    custom_not: [where("region NOT IN ('ASIA', 'CANADA') AND id <> 3")],
    username: [where(`name = @username() OR region = '${one}'`)],
    two_rules: [among('region', 'several'), where('id <> 3 OR name = upper(name)')],
    lookup_in: [where(`id IN (${mine})`)],
    lookup_any: [where(`id = ANY (${mine})`)],
    lookup_not_in: [where(`id NOT IN (SELECT seat FROM ${table} WHERE person = 'eve')`)],
    lookup_in_or: [where(`id IN (${mine}) OR name = 'nobody'`)],
    lookup_coalesce: [where(`coalesce(id IN (${mine}), false)`)],
    lookup_exists: [where(`EXISTS (SELECT 1 FROM ${table} s WHERE s.seat = id AND s.person = @username())`)],
    lookup_not_exists: [
      where(`NOT EXISTS (SELECT 1 FROM ${table} s WHERE s.seat = id AND s.person = 'eve')`),
    ],
    lookup_exists_inequality: [
      where(`EXISTS (SELECT 1 FROM ${table} s WHERE s.seat >= id AND s.person = @username())`),
    ],
    lookup_twice: [
      where(`id IN (${mine})`),
      where(`id NOT IN (SELECT seat FROM ${table} WHERE person = 'eve')`),
    ],
    lookup_and_equal: [where(`id IN (${mine})`), among('region', 'several')],
    nothing: [where('FALSE')],
    ...only('at', {
      time: [rowRule({ column: { name: 'at' }, newerThan: 'P1D' })],
      day: [rowRule({ column: { name: 'day' }, newerThan: 'P2D' })],
    }),
    ...only('coarse', { coarse_time: [rowRule({ column: { name: 'coarse' }, newerThan: 'P1D' })] }),
    ...only('small', { smallint: [among('small', 'whole')] }),
    ...only('fixed', {
      char: [among('fixed', 'several')],
      char_prefix: [among('fixed', `one_${connector}`, 'prefix')],
    }),
    ...only('short', {
      short: [among('short', 'several')],
      short_hierarchy: [among('short', `one_${connector}`, 'hierarchy')],
    }),
  };
}

/** Of one domain, so that views that show the same rows share a copy. */
const masks = [
  { mask: { type: 'hash', domain: 'forms' }, columns: { names: ['name'] } },
  { mask: { type: 'round', step: 150 }, columns: { names: ['salary'] } },
];
const lookedUpMask = (source: Source): object => ({
  mask: {
    type: 'conditional',
    where: `id IN (SELECT seat FROM ${seats(source)} WHERE person = @username())`,
    mask: { type: 'constant', value: 'x' },
  },
  columns: { names: ['name'] },
});

/** Queries over the data sources of tables above; `$` stands for the connector. */
const queries = (source: Source): Readonly<Record<string, string>> => {
  const { below } = textsOf(source);
  const base = 'forms.$_table';
  const aggregated = `SELECT id, max(name) AS name, max(region) AS region, max(salary) AS salary, max(code) AS code FROM ${base} GROUP BY id`;
  return {
    columns: `SELECT ${names} FROM ${base}`,
    where_domain: `SELECT ${names} FROM ${base} WHERE id < 3`,
    where_function: `SELECT ${names} FROM ${base} WHERE lower(region) LIKE '${below}'`,
    over_equal: `SELECT ${names} FROM forms.$_equal WHERE id > 0`,
    over_prefix: `SELECT p.* FROM forms.$_prefix p WHERE length(p.name) > 0`,
    over_custom: `SELECT ${names} FROM forms.$_custom_like`,
    over_sample: `SELECT ${names} FROM forms.$_sample WHERE id + 1 > 0`,
    over_lookup: `SELECT ${names} FROM forms.$_lookup_in WHERE id > 0`,
    over_masks: `SELECT ${names} FROM forms.$_masks_and_custom WHERE region <> ''`,
    computed: `SELECT id, name, upper(region) AS region, salary, code FROM ${base}`,
    join: `SELECT a.* FROM ${base} a JOIN ${base} b ON a.id = b.id`,
    join_of_filtered: `SELECT a.* FROM forms.$_equal a JOIN forms.$_custom_like b ON a.id = b.id`,
    join_of_seats: `SELECT a.* FROM ${base} a JOIN ${seats(source)} s ON a.id = s.seat WHERE s.person = '${attacker}'`,
    left_join: `SELECT a.* FROM ${base} a LEFT JOIN forms.$_equal b ON a.id = b.id WHERE b.id IS NOT NULL`,
    cross_join: `SELECT a.* FROM ${base} a, (SELECT max(id) AS most FROM forms.$_equal) b WHERE a.id <= b.most`,
    semi_join: `SELECT ${names} FROM ${base} WHERE id IN (SELECT id FROM forms.$_equal)`,
    scalar_subquery: `SELECT ${names} FROM ${base} WHERE id <= (SELECT max(id) FROM forms.$_equal)`,
    exists: `SELECT ${names} FROM ${base} a WHERE EXISTS (SELECT 1 FROM forms.$_equal b WHERE b.id = a.id)`,
    group_by: aggregated,
    having: `${aggregated} HAVING max(lower(region)) LIKE '${below}'`,
    except: `SELECT ${names} FROM ${base} EXCEPT SELECT ${names} FROM ${base} WHERE lower(region) NOT LIKE '${below}'`,
    intersect: `SELECT ${names} FROM ${base} INTERSECT SELECT ${names} FROM ${base} WHERE lower(region) LIKE '${below}'`,
    union: `SELECT ${names} FROM forms.$_equal UNION ALL SELECT ${names} FROM forms.$_custom_like`,
    window: `SELECT ${names} FROM (SELECT ${names}, max(lower(region)) OVER (PARTITION BY id) AS most FROM ${base}) AS w WHERE most LIKE '${below}'`,
    row_number: `SELECT ${names} FROM (SELECT ${names}, row_number() OVER (ORDER BY id) AS n FROM ${base}) AS w WHERE n < 3`,
    unnest: `SELECT ${names} FROM ${base} CROSS JOIN UNNEST(IF(lower(region) LIKE '${below}', ARRAY[1], CAST(ARRAY[] AS ARRAY(integer)))) AS u (n)`,
    distinct: `SELECT DISTINCT ${names} FROM ${base}`,
    with: `WITH w AS (SELECT ${names} FROM ${base}) SELECT ${names} FROM w WHERE lower(region) LIKE '${below}'`,
    limit: `SELECT ${names} FROM ${base} ORDER BY id LIMIT 2`,
    sampled: `SELECT ${names} FROM ${base} TABLESAMPLE BERNOULLI (100)`,
  };
};

/** Which row rules each query has besides; those that leave all rows have one. */
const rulesOver: Readonly<Record<string, readonly string[]>> = {
  columns: ['equal', 'hierarchy', 'custom_like', 'sample', 'lookup_in'],
  where_domain: ['none', 'custom_like'],
  over_masks: ['none', 'equal'],
  computed: ['equal', 'prefix', 'hierarchy', 'custom_like'],
  join: ['equal', 'hierarchy', 'custom_like'],
  group_by: ['equal', 'custom_like'],
  distinct: ['equal', 'custom_like'],
  sampled: ['equal', 'custom_like'],
};

/**
 * A raw table: by itself it hides nothing, and is what queries read. Nothing but `id` is computed from the key alone: over a join on it, Trino
 * would compute that from the attacker's own row.
 */
function tableOf(source: Source, name = 'people'): Form['dataSource'] {
  if (source.schema !== undefined) return { table: `${source.schema}.${name}`, columns: columnsOf(source) };
  return {
    query: `SELECT nationkey AS id, name AS region, name, nationkey * 100 AS salary,
      IF(name = 'CANADA', 'x-hidden', CAST(nationkey AS varchar)) AS code FROM tpch.tiny.nation`,
    reads: [
      {
        table: 'tpch.tiny.nation',
        columns: [
          { name: 'nationkey', type: 'bigint' },
          { name: 'name', type: 'varchar(25)' },
        ],
      },
    ],
    columns: plain,
  };
}

/** All forms over the tables of a source. */
export function formsOf(source: Source): readonly Form[] {
  const { connector } = source;
  const named = (name: string): string => `${connector}_${name}`;
  const rules = rulesOf(source);
  const has = columnsOf(source).some(({ name }) => name === 'nested');
  const overTable = Object.entries(rules).map(([name, own]): Form => ({
    name: named(name),
    hides: name,
    dataSource: tableOf(source, name),
    rules: own,
    ...(has ? { composite: { nested: 'nested', list: 'list' } } : {}),
  }));
  const masked = Object.entries({
    masks_and_equal: [...masks, ...(rules['equal'] ?? [])],
    masks_and_hierarchy: [...masks, ...(rules['hierarchy'] ?? [])],
    masks_and_custom: [...masks, ...(rules['custom_like'] ?? [])],
    masks_and_lookup: [...masks, ...(rules['lookup_in'] ?? [])],
    looked_up_mask_and_equal: [lookedUpMask(source), ...(rules['several'] ?? [])],
    looked_up_mask_and_custom: [lookedUpMask(source), ...(rules['custom_like'] ?? [])],
  }).map(([name, own]): Form => ({
    ...{ name: named(name), hides: name, rules: own },
    dataSource: { ...tableOf(source, name), columns: plain },
  }));
  const overQueries = Object.entries(queries(source)).flatMap(([query, sql]) =>
    (rulesOver[query] ?? ['none']).map((rule): Form => ({
      name: named(rule === 'none' ? `query_${query}` : `query_${query}_${rule}`),
      hides: `${query}, ${rule}`,
      dataSource: {
        query: sql.replaceAll('$', connector),
        columns: plain,
        ...(query === 'join_of_seats' ? { reads: [seatsTable(source)] } : {}),
      },
      rules: rule === 'none' ? [] : (rules[rule] ?? []),
    })),
  );
  return [...overTable, ...masked, ...overQueries, ...generatedForms(source)];
}

/** How many forms are generated over each source. */
const generatedCount = 12;

/** Up to three row rules at once, over the table or a query, chosen in the same way in every run. */
function generatedForms(source: Source): readonly Form[] {
  const { connector } = source;
  const rules = rulesOf(source);
  const onTable = Object.keys(rules);
  const onQuery = [
    'equal',
    'hierarchy',
    'several',
    'custom_like',
    'custom_or',
    'custom_case',
    'lookup_in',
    'lookup_exists',
  ];
  const texts = queries(source);
  const form = fc.oneof(
    fc.record({
      query: fc.constant(undefined),
      chosen: fc.uniqueArray(fc.constantFrom(...onTable), { minLength: 2, maxLength: 3 }),
    }),
    fc.record({
      query: fc.constantFrom(...Object.keys(texts).filter((name) => name !== 'join_of_seats')),
      chosen: fc.uniqueArray(fc.constantFrom(...onQuery), { minLength: 1, maxLength: 2 }),
    }),
  );
  return fc.sample(form, { numRuns: generatedCount, seed: 476 }).map(({ query, chosen }, index) => ({
    name: `${connector}_generated_${index}`,
    hides: 'generated',
    dataSource:
      query === undefined
        ? tableOf(source, `generated_${index}`)
        : { query: (texts[query] ?? '').replaceAll('$', connector), columns: plain },
    rules: chosen.flatMap((name) => rules[name] ?? []),
  }));
}

const seatsTable = (source: Source) => ({
  table: seats(source),
  columns: [
    { name: 'seat', type: 'bigint' },
    { name: 'person', type: 'varchar' },
  ],
});

/** The world of all forms over some sources. */
export function worldOfForms(over: readonly Source[], forms: readonly Form[]): World {
  const lookups = new Map(over.map((source) => [seats(source), seatsTable(source)]));
  const world = {
    settings: { definer: 'scrim_owner', hashKeyTable },
    lookupTables: [...lookups.values()],
    users: [
      {
        name: attacker,
        attributes: {
          ...Object.fromEntries(over.map((source) => [`one_${source.connector}`, [textsOf(source).one]])),
          several: ['EU', 'EU.WEST', ...nationsWithA, ...filler(5)],
          hundred: ['EU', ...nationsWithA, ...filler(90)],
          many: ['EU', 'EU.WEST', ...nationsWithA, ...filler(300)],
          whole: ['1', '7'],
        },
      },
    ],
    dataSources: [
      ...over.map((source) => ({ schema: 'forms', name: `${source.connector}_table`, ...tableOf(source) })),
      ...forms.map(({ name, dataSource }) => ({ schema: 'forms', name, ...dataSource })),
    ],
    subscriptionPolicies: [
      { name: 'all', target: { schemas: ['forms'] }, grant: { condition: { user: attacker } } },
    ],
    policies: forms
      .filter(({ rules }) => rules.length > 0)
      .map(({ name, rules }) => ({ name, dataSource: `forms.${name}`, rules })),
  };
  // Without parts that are shared, which YAML would write as aliases.
  return JSON.parse(JSON.stringify(world)) as World;
}
