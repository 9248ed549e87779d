import { createHash } from 'node:crypto';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { z } from 'zod';

import type { worldFile } from '../../src/model/world.js';
import { inParallel } from './support/in-parallel.js';
import { describeLive, live } from './support/live.js';
import { runAs } from './support/run-as.js';
import { serveScrim } from './support/serve-scrim.js';
import type { ServedScrim } from './support/serve-scrim.js';

type World = z.input<typeof worldFile>;

/** A column of the raw table, and what a view shows of it. */
interface Case {
  readonly name: string;
  /** Makes the value in Trino. */
  readonly sql: string;
  /** The raw type, as Trino reports it. */
  readonly raw: string;
  /** The type in the view, or null where the column is not shown. */
  readonly view: string | null;
  /** The value as Trino's client protocol writes it. */
  readonly value?: unknown;
  /** In its place, an expression over the raw table: for bytes that only Trino can make. */
  readonly valueSql?: string;
}

const column = (name: string, sql: string, raw: string, view: string | null, value?: unknown): Case => ({
  name,
  sql,
  raw,
  view,
  value,
});

const precisions = Array.from({ length: 13 }, (_, index) => index);
const digits = '123456789012';
const fraction = (precision: number): string => (precision === 0 ? '' : `.${digits.slice(0, precision)}`);
/** Six digits, rounded from the seventh. */
const six = (precision: number): string =>
  precision > 6 ? '.123457' : `.${digits.slice(0, precision).padEnd(6, '0')}`;
const day = '2024-02-29';
const at = '12:34:56';

const scalars: readonly Case[] = [
  column('boolean_', 'true', 'boolean', 'boolean', true),
  column('tinyint_', "TINYINT '-128'", 'tinyint', 'integer', -128),
  column('smallint_', "SMALLINT '-32768'", 'smallint', 'integer', -32768),
  column('integer_', "INTEGER '-2147483648'", 'integer', 'integer', -2147483648),
  column('bigint_', "BIGINT '9007199254740991'", 'bigint', 'bigint', 9007199254740991),
  column('real_', "REAL '0.1'", 'real', 'real', 0.1),
  column('double_', "DOUBLE '-1.5e300'", 'double', 'double', -1.5e300),
  column('decimal_', "CAST(DECIMAL '-12.5' AS decimal(12, 2))", 'decimal(12,2)', 'decimal(12,2)', '-12.50'),
  column('decimal_whole', `DECIMAL '${'9'.repeat(38)}'`, 'decimal(38,0)', 'decimal(38,0)', '9'.repeat(38)),
  column(
    'decimal_fraction',
    `CAST(DECIMAL '0.${'7'.repeat(38)}' AS decimal(38, 38))`,
    'decimal(38,38)',
    'decimal(38,38)',
    `0.${'7'.repeat(38)}`,
  ),
  column('varchar_', "CAST('naïve 🦉 ''quoted''  ' AS varchar)", 'varchar', 'varchar', "naïve 🦉 'quoted'  "),
  column('varchar_n', "CAST('abc  ' AS varchar(25))", 'varchar(25)', 'varchar', 'abc  '),
  column('char_n', "CAST('ab' AS char(5))", 'char(5)', 'varchar', 'ab'),
  column('char_tab', "CAST(U&'a\\0009' AS char(5))", 'char(5)', 'varchar', 'a\t'),
  column('char_blank', "CAST('' AS char(3))", 'char(3)', 'varchar', ''),
  column('varbinary_', "X'00ff10'", 'varbinary', 'varbinary', 'AP8Q'),
  column('json_', 'JSON \'{"a": [1, null]}\'', 'json', 'varchar', '{"a":[1,null]}'),
  column('date_', `DATE '${day}'`, 'date', 'date', day),
  column('date_early', "DATE '-0044-03-15'", 'date', 'date', '-0044-03-15'),
  column('time_end', "TIME '23:59:59.999999999'", 'time(9)', 'time(6)', '00:00:00.000000'),
  column('interval_months', "INTERVAL '1-2' YEAR TO MONTH", 'interval year to month', 'varchar', '1-2'),
  column(
    'interval_days',
    "INTERVAL '2 03:04:05.006' DAY TO SECOND",
    'interval day to second',
    'varchar',
    '2 03:04:05.006',
  ),
  column('ipaddress_', "IPADDRESS '2001:db8::1'", 'ipaddress', 'varchar', '2001:db8::1'),
  column(
    'uuid_',
    "UUID '12151fd2-7586-11e9-8f9e-2a86e4085a59'",
    'uuid',
    'uuid',
    '12151fd2-7586-11e9-8f9e-2a86e4085a59',
  ),
];

const times: readonly Case[] = precisions.flatMap((p) => {
  const time = `${at}${fraction(p)}`;
  return [
    column(`time_${p}`, `TIME '${time}'`, `time(${p})`, 'time(6)', `${at}${six(p)}`),
    column(
      `time_tz_${p}`,
      `TIME '${time}+05:30'`,
      `time(${p}) with time zone`,
      'varchar',
      `${at}${fraction(p)}+05:30`,
    ),
    column(
      `timestamp_${p}`,
      `TIMESTAMP '${day} ${time}'`,
      `timestamp(${p})`,
      'timestamp(6)',
      `${day} ${at}${six(p)}`,
    ),
    column(
      `timestamp_tz_${p}`,
      `TIMESTAMP '${day} ${time} Europe/Paris'`,
      `timestamp(${p}) with time zone`,
      'timestamp(6) with time zone',
      `${day} ${at}${six(p)} Europe/Paris`,
    ),
  ];
});

/** Types that Trino uses inside, and that a table can hold all the same. */
const inner: readonly Case[] = [
  column('color_', "color('red')", 'color', null),
  column('kdb_tree', 'CAST(NULL AS KdbTree)', 'KdbTree', null),
  column('json_path', 'CAST(NULL AS JsonPath)', 'JsonPath', null),
  column('json_2016', 'CAST(NULL AS json2016)', 'json2016', null),
  column('code_points', 'CAST(NULL AS CodePoints)', 'CodePoints', null),
  column('joni_regexp', 'CAST(NULL AS JoniRegExp)', 'JoniRegExp', null),
  column('like_pattern', 'CAST(NULL AS LikePattern)', 'LikePattern', null),
];

const aggregate = (sql: string): string => `(SELECT ${sql} FROM (VALUES 1, 2, 3) t(x))`;
const bytes = (name: string, sql: string, raw: string, through = name): Case => ({
  ...column(name, aggregate(sql), raw, 'varbinary'),
  valueSql: `CAST(${through} AS varbinary)`,
});

const sketches: readonly Case[] = [
  bytes('hll', 'approx_set(x)', 'HyperLogLog'),
  bytes('p4hll', 'CAST(approx_set(x) AS P4HyperLogLog)', 'P4HyperLogLog', 'CAST(p4hll AS HyperLogLog)'),
  bytes('set_digest', 'make_set_digest(x)', 'SetDigest'),
  bytes('qdigest_', 'qdigest_agg(CAST(x AS double))', 'qdigest(double)'),
  bytes('tdigest_', 'tdigest_agg(CAST(x AS double))', 'tdigest'),
];

const places: readonly Case[] = [
  column('geometry_', "ST_GeometryFromText('POINT (1 2)')", 'Geometry', 'varchar', 'POINT (1 2)'),
  column(
    'geography',
    "to_spherical_geography(ST_GeometryFromText('POINT (1 2)'))",
    'SphericalGeography',
    'varchar',
    'POINT (1 2)',
  ),
  column('bing', "bing_tile('0123')", 'BingTile', 'varchar', '0123'),
];

const nested: readonly Case[] = [
  column('array_small', "ARRAY[SMALLINT '1', NULL]", 'array(smallint)', 'array(integer)', [1, null]),
  column('array_char', "ARRAY[CAST('a' AS char(3))]", 'array(char(3))', 'array(varchar)', ['a  ']),
  column(
    'array_time',
    `ARRAY[TIMESTAMP '${day} ${at}.1234567']`,
    'array(timestamp(7))',
    'array(timestamp(6))',
    [`${day} ${at}.123457`],
  ),
  column('array_interval', "ARRAY[INTERVAL '1' YEAR]", 'array(interval year to month)', 'array(varchar)', [
    '1-0',
  ]),
  column('array_json', 'ARRAY[JSON \'{"a": 1}\']', 'array(json)', 'varchar', '[{"a":1}]'),
  column('array_geometry', 'ARRAY[ST_Point(1, 2)]', 'array(Geometry)', null),
  column(
    'map_',
    "MAP(ARRAY[CAST('k' AS varchar(2))], ARRAY[TINYINT '7'])",
    'map(varchar(2), tinyint)',
    'map(varchar, integer)',
    { k: 7 },
  ),
  column(
    'map_json',
    "MAP(ARRAY[BIGINT '1'], ARRAY[JSON '[2]'])",
    'map(bigint, json)',
    'varchar',
    '{"1":[2]}',
  ),
  column('map_json_key', "MAP(ARRAY[JSON '1'], ARRAY[BIGINT '2'])", 'map(json, bigint)', null),
  column(
    'row_',
    "CAST(ROW(1, 'x') AS row(a integer, b varchar(3)))",
    'row(a integer, b varchar(3))',
    'row(a integer, b varchar)',
    [1, 'x'],
  ),
  column(
    'row_unnamed',
    "CAST(ROW(1, 'x') AS row(integer, varchar))",
    'row(integer, varchar)',
    'row(field0 integer, field1 varchar)',
    [1, 'x'],
  ),
  column(
    'row_json',
    'CAST(ROW(JSON \'{"z": 1}\', 2) AS row(a json, b bigint))',
    'row(a json, b bigint)',
    'varchar',
    '{"a":{"z":1},"b":2}',
  ),
  column(
    'row_json_bytes',
    "CAST(ROW(JSON '1', X'00') AS row(a json, b varbinary))",
    'row(a json, b varbinary)',
    null,
  ),
  column('row_twice', 'CAST(ROW(1, 2) AS row(a bigint, a bigint))', 'row(a bigint, a bigint)', null),
  column(
    'deep',
    `ARRAY[CAST(ROW(TIMESTAMP '${day} ${at}.123456789', IPADDRESS '10.0.0.1') AS row(at timestamp(9), ip ipaddress))]`,
    'array(row(at timestamp(9), ip ipaddress))',
    'array(row(at timestamp(6), ip varchar))',
    [[`${day} ${at}.123457`, '10.0.0.1']],
  ),
  column(
    'deep_map',
    "MAP(ARRAY['k'], ARRAY[ARRAY[MAP(ARRAY[1], ARRAY[CAST(ROW(UUID '12151fd2-7586-11e9-8f9e-2a86e4085a59') AS row(u uuid))])]])",
    'map(varchar(1), array(map(integer, row(u uuid))))',
    'map(varchar, array(map(integer, row(u uuid))))',
    { k: [{ 1: ['12151fd2-7586-11e9-8f9e-2a86e4085a59'] }] },
  ),
];

const cases = [...scalars, ...times, ...inner, ...sketches, ...places, ...nested];
const shown = cases.flatMap(({ view, ...rest }) => (view === null ? [] : [{ ...rest, view }]));

/** For each type that a row filter compares: its value and another as an attribute writes them, and texts that equal none. */
const comparable: readonly {
  readonly name: string;
  readonly matches: string;
  readonly other: string;
  readonly none: readonly string[];
}[] = [
  { name: 'boolean_', matches: 'TRUE', other: 'false', none: ['', '1', 'yes'] },
  { name: 'tinyint_', matches: '-128', other: '127', none: ['128', '-129', '1.0', '', 'x'] },
  { name: 'smallint_', matches: '-32768', other: '32767', none: ['32768', '-32769'] },
  { name: 'integer_', matches: '-2147483648', other: '+1', none: ['2147483648', '0x1'] },
  {
    name: 'bigint_',
    matches: '9007199254740991',
    other: '-9223372036854775808',
    none: ['9223372036854775808'],
  },
  { name: 'real_', matches: '0.1', other: '1e-60', none: ['1e39', 'NaN', 'Infinity', '.', '1e'] },
  { name: 'double_', matches: '-1.5e300', other: '.5', none: ['1e309', '-Infinity', '1d', '0x1p3'] },
  {
    name: 'decimal_',
    matches: '-012.500',
    other: '9999999999.99',
    none: ['-12.501', '10000000000', '1e1', '.'],
  },
  { name: 'decimal_whole', matches: '9'.repeat(38), other: '-1.0', none: ['9'.repeat(39), '1.5'] },
  {
    name: 'decimal_fraction',
    matches: `0.${'7'.repeat(38)}`,
    other: '.5',
    none: ['1', `0.${'7'.repeat(39)}`],
  },
  {
    name: 'varchar_',
    matches: "naïve 🦉 'quoted'  ",
    other: "naïve 🦉 'quoted'",
    none: ['', "' OR true --"],
  },
  { name: 'varchar_n', matches: 'abc  ', other: 'abc', none: ['a'.repeat(26)] },
  { name: 'char_n', matches: 'ab       ', other: 'abc', none: ['abcdef', 'ab\t', ' ab'] },
  { name: 'char_tab', matches: 'a\t ', other: 'a', none: ['a\t\t\t\t\t'] },
  { name: 'char_blank', matches: '', other: 'a', none: ['abcd'] },
  {
    name: 'date_',
    matches: day,
    other: '0000-01-01',
    none: ['2023-02-29', '2024-2-9', 'today', `${day}T00:00`],
  },
  {
    name: 'uuid_',
    matches: '12151FD2-7586-11E9-8F9E-2A86E4085A59',
    other: '00000000-0000-0000-0000-000000000000',
    none: ['12151fd2758611e98f9e2a86e4085a59', ''],
  },
  ...precisions.flatMap((p) => {
    const time = `${at}${fraction(p)}`;
    const tooFine = `${at}.${'1'.repeat(p + 1)}`;
    return [
      {
        name: `time_${p}`,
        matches: time,
        other: '00:00',
        none: ['24:00:00', '12:34.5', tooFine, `${time}Z`],
      },
      {
        name: `timestamp_${p}`,
        matches: `${day}T${time}`,
        other: day,
        none: [`${day} ${tooFine}`, `${day} ${time}Z`, '2023-02-29 00:00', `${day} 12:34.5`],
      },
      {
        name: `timestamp_tz_${p}`,
        matches: `${day}T11:34:56${fraction(p)}Z`,
        other: `${day} ${time} +14:00`,
        none: [`${day} ${time}`, `${day} ${time} +14:01`, `${day} ${time} +23:00`, `${day} ${time}+01:60`],
      },
    ];
  }),
];

/** The text of which each column shows the hash; `canonicalText` only where the type may change. */
const hashedText: readonly (readonly [string, string])[] = [
  ['varchar_', "naïve 🦉 'quoted'  "],
  ['varchar_n', 'abc  '],
  ['char_n', 'ab'],
  ['char_tab', 'a\t'],
  ['char_blank', ''],
];
const canonicalText: readonly (readonly [string, string])[] = [
  ['boolean_', 'true'],
  ['tinyint_', '-128'],
  ['smallint_', '-32768'],
  ['integer_', '-2147483648'],
  ['bigint_', '9007199254740991'],
  ['decimal_', '-12.50'],
  ['decimal_whole', '9'.repeat(38)],
  ['decimal_fraction', `0.${'7'.repeat(38)}`],
  ['date_', day],
  ['date_early', '-0044-03-15'],
  ['uuid_', '12151fd2-7586-11e9-8f9e-2a86e4085a59'],
];
const allHashed = [...hashedText, ...canonicalText];

/** Constants as a policy writes them, and what the view shows of them. */
const constants: readonly (readonly [string, string | number | boolean, unknown])[] = [
  ['boolean_', false, false],
  ['tinyint_', 7, 7],
  ['smallint_', '-32768', -32768],
  ['integer_', 0, 0],
  ['bigint_', -1, -1],
  ['real_', 2.5, 2.5],
  ['double_', '1e300', 1e300],
  ['decimal_', 1.5, '1.50'],
  ['decimal_whole', '-1', '-1'],
  ['decimal_fraction', '.5', `0.5${'0'.repeat(37)}`],
  ['varchar_', "it's 🦉 ", "it's 🦉 "],
  ['varchar_n', '', ''],
  ['char_n', 'x  ', 'x'],
  ['date_', '1970-01-01', '1970-01-01'],
  ['uuid_', '00000000-0000-0000-0000-000000000000', '00000000-0000-0000-0000-000000000000'],
  ...precisions.flatMap((p) => [
    [`time_${p}`, '01:02', '01:02:00.000000'] as const,
    [`timestamp_${p}`, '1970-01-01', '1970-01-01 00:00:00.000000'] as const,
    [`timestamp_tz_${p}`, '1970-01-01T00:00Z', '1970-01-01 00:00:00.000000 UTC'] as const,
  ]),
];

const everything = 'vault.types.everything';
/** Each data source stands for a copy of its own. */
const tableOf = (name: string): string => `vault.types.for_${name}`;
const numbers = 'vault.types.numbers';
const names = cases.map(({ name }) => name);

type DataSources = NonNullable<World['dataSources']>;
type Policies = NonNullable<World['policies']>;

function worldOf(columns: DataSources[number]['columns']): World {
  const source = (name: string): DataSources[number] => ({
    schema: 'types',
    name,
    table: tableOf(name),
    owners: [{ user: 'tess' }, { user: 'nora' }],
    columns,
  });
  const local = (name: string, ...rules: Policies[number]['rules']): Policies[number] => ({
    name,
    dataSource: `types.${name}`,
    rules,
  });
  const policies = [
    local('nulled', { mask: { type: 'null' }, columns: { names } }),
    local(
      'constant',
      ...constants.map(([name, value]) => ({
        mask: { type: 'constant' as const, value },
        columns: { names: [name] },
      })),
    ),
    local('hashed', { mask: { type: 'hash' }, columns: { names } }),
    local('rehashed', {
      mask: { type: 'hash', typeMayChange: true, domain: 'Größe' },
      columns: { names: allHashed.map(([name]) => name) },
    }),
    local('fenced', { rows: { where: 'abs(n) > 0' } }),
    local('looked_up', { rows: { where: `n IN (SELECT m FROM ${numbers})` } }),
    ...comparable.map(({ name }) =>
      local(`by_${name}`, { rows: { column: { name }, in: { attribute: name } } }),
    ),
  ];
  const attributes = (of: (one: (typeof comparable)[number]) => readonly string[]) =>
    Object.fromEntries(comparable.map((one) => [one.name, [...of(one)]]));
  return {
    settings: { definer: 'scrim_owner', hashKeyTable: 'vault.scrim.hash_key' },
    lookupTables: [{ table: numbers, columns: [{ name: 'm', type: 'integer' }] }],
    users: [
      { name: 'tess', attributes: attributes(({ matches, other, none }) => [...none, other, matches]) },
      { name: 'nora', attributes: attributes(({ none }) => none) },
      { name: 'sam' },
    ],
    dataSources: [source('clear'), ...policies.map(({ name }) => source(name))],
    subscriptions: [{ dataSource: 'types.by_uuid_', subscriber: { user: 'sam' } }],
    policies,
  };
}

/** Without this Trino writes times with three digits, whatever their types. */
const headers = { 'X-Trino-Client-Capabilities': 'PARAMETRIC_DATETIME' };

const ask = async (user: string, sql: string) => (await runAs(user, sql, { headers })).rows;

/** Both rows of a view by column: first the one with values, then the one of NULLs. */
async function read(view: string): Promise<ReadonlyMap<string, readonly [unknown, unknown]>> {
  const { columns, rows } = await runAs('tess', `SELECT * FROM scrim.types.${view} ORDER BY n`, {
    headers,
  });
  expect(rows).toHaveLength(2);
  return new Map(columns.map(({ name }, index) => [name, [rows[0]?.[index], rows[1]?.[index]]]));
}

describeLive('the types of a real Trino', () => {
  let scrim: ServedScrim;
  let reported: readonly (readonly [string, string])[];
  beforeAll(async () => {
    const { administrator } = live();
    await runAs(administrator, 'CREATE SCHEMA IF NOT EXISTS vault.types');
    await runAs(administrator, `DROP TABLE IF EXISTS ${everything}`);
    const made = cases.map(({ name, sql }) => `IF(n = 1, ${sql}) AS ${name}`).join(', ');
    await runAs(administrator, `CREATE TABLE ${everything} AS SELECT n, ${made} FROM (VALUES 1, 2) t(n)`);
    await runAs(administrator, `CREATE TABLE IF NOT EXISTS ${numbers} AS SELECT * FROM (VALUES 1, 2) t(m)`);
    reported = (await ask(administrator, `DESCRIBE ${everything}`)) as [string, string][];
    const world = worldOf(reported.map(([name, type]) => ({ name, type })));
    await inParallel(world.dataSources ?? [], async ({ name }) => {
      await runAs(administrator, `CREATE TABLE ${tableOf(name)} AS TABLE ${everything}`);
    });
    scrim = await serveScrim(world);
    await runAs(administrator, 'CREATE SCHEMA IF NOT EXISTS vault.scrim');
    await runAs(administrator, 'DROP TABLE IF EXISTS vault.scrim.hash_key');
    await runAs(administrator, `CREATE TABLE vault.scrim.hash_key AS SELECT '${scrim.hashKey}' AS key`);
  });
  afterAll(() => scrim.stop());

  const hashOf = (domain: string, text: string): string =>
    createHash('sha256')
      .update(`${scrim.hashKey}${Buffer.byteLength(domain)}:${domain}:${text}`)
      .digest('hex');

  it('are what this table says', () => {
    expect(reported.map(([name, type]) => [name, type])).toEqual([
      ['n', 'integer'],
      ...cases.map(({ name, raw }) => [name, raw]),
    ]);
  });

  it('have the documented types in a view, and are absent where they are not shown', async () => {
    const described = await ask('tess', 'DESCRIBE scrim.types.clear');
    expect(described.map(([name, type]) => [name, type])).toEqual([
      ['n', 'integer'],
      ...shown.map(({ name, view }) => [name, view]),
    ]);
  });

  it('keep their values in a view, and their NULLs', async () => {
    const expected = new Map<string, readonly unknown[]>([['n', [1, 2]]]);
    for (const { name, value } of shown) expected.set(name, [value, null]);
    const raws = shown.flatMap(({ name, valueSql: sql }) => (sql === undefined ? [] : [{ name, sql }]));
    expect(raws).toHaveLength(sketches.length);
    const [row] = await ask(
      live().administrator,
      `SELECT ${raws.map(({ sql }) => sql).join(', ')} FROM ${everything} WHERE n = 1`,
    );
    raws.forEach(({ name }, index) => expected.set(name, [row?.[index], null]));
    expect(await read('clear')).toEqual(expected);
  });

  it.each(['fenced', 'looked_up'])('are the same behind the fence of a view: %s', async (view) => {
    expect(await read(view)).toEqual(await read('clear'));
    expect(await ask('tess', `DESCRIBE scrim.types.${view}`)).toEqual(
      await ask('tess', 'DESCRIBE scrim.types.clear'),
    );
  });

  it('give sketches that work again', async () => {
    expect(
      await ask(
        'tess',
        'SELECT cardinality(CAST(hll AS HyperLogLog)), cardinality(CAST(p4hll AS HyperLogLog)), ' +
          'cardinality(CAST(set_digest AS SetDigest)), value_at_quantile(CAST(qdigest_ AS qdigest(double)), 0.5), ' +
          'value_at_quantile(CAST(tdigest_ AS tdigest), 0.5) FROM scrim.types.clear WHERE n = 1',
      ),
    ).toEqual([[3, 3, 3, 2, 2]]);
  });

  it('take a null mask, each of them, and keep their types', async () => {
    expect(await read('nulled')).toEqual(
      new Map<string, unknown>([['n', [1, 2]], ...shown.map(({ name }) => [name, [null, null]] as const)]),
    );
    expect(await ask('tess', 'DESCRIBE scrim.types.nulled')).toEqual(
      await ask('tess', 'DESCRIBE scrim.types.clear'),
    );
  });

  it('take a constant where scrim reads their values from text', async () => {
    const rows = await read('constant');
    expect(constants.map(([name]) => [name, rows.get(name)])).toEqual(
      constants.map(([name, , value]) => [name, [value, null]]),
    );
    expect(await ask('tess', 'DESCRIBE scrim.types.constant')).toEqual(
      await ask('tess', 'DESCRIBE scrim.types.clear'),
    );
  });

  it('become hashes where they are text, and NULL elsewhere', async () => {
    const hashes = new Map(hashedText.map(([name, text]) => [name, hashOf('types.hashed', text)]));
    expect(await read('hashed')).toEqual(
      new Map<string, unknown>([
        ['n', [1, 2]],
        ...shown.map(({ name }) => [name, [hashes.get(name) ?? null, null]] as const),
      ]),
    );
  });

  it('become hashes of their canonical text where the type may change', async () => {
    const rows = await read('rehashed');
    expect(allHashed.map(([name]) => [name, rows.get(name)])).toEqual(
      allHashed.map(([name, text]) => [name, [hashOf('Größe', text), null]]),
    );
  });

  describe('a row filter', () => {
    it.each(comparable)('sees the row of its value: $name', async ({ name }) => {
      expect(await ask('tess', `SELECT n FROM scrim.types.by_${name}`)).toEqual([[1]]);
    });
    it.each(comparable)('shows nothing, and does not fail, for other text: $name', async ({ name }) => {
      expect(await ask('nora', `SELECT n FROM scrim.types.by_${name}`)).toEqual([]);
    });
  });

  it.each<[string, Policies[number]['rules'][number], string]>([
    [
      'a constant that the type does not have',
      { mask: { type: 'constant', value: 128 }, columns: { names: ['tinyint_'] } },
      "the constant 128 is not a value of column 'tinyint_' of type tinyint",
    ],
    [
      'a constant of a type that is not read from text',
      { mask: { type: 'constant', value: '{}' }, columns: { names: ['json_'] } },
      "column 'json_' of type json cannot have a constant mask: use a null mask",
    ],
    [
      'a hash of what has no canonical text',
      { mask: { type: 'hash', typeMayChange: true }, columns: { names: ['real_'] } },
      "column 'real_' of type real has no canonical text to hash: use a null mask",
    ],
    [
      'a filter on what is not read from text',
      { rows: { column: { name: 'json_' }, in: 'groups' } },
      "column 'json_' of type json cannot be compared with a person's values",
    ],
  ])('do not take %s', async (_, rule, message) => {
    const policies = [{ name: 'unfit', dataSource: 'types.clear', rules: [rule] }];
    await expect(scrim.apply({ policies })).rejects.toThrow(
      `data source 'types.clear' would be closed: policy 'unfit', rule 1: ${message}`,
    );
  });

  it('stand in a closed view too, which says why it is closed', async () => {
    const columns = reported.filter(([name]) => name !== 'uuid_').map(([name, type]) => ({ name, type }));
    await scrim.apply(
      { dataSources: [{ schema: 'types', name: 'by_uuid_', table: tableOf('by_uuid_'), columns }] },
      { closing: true },
    );
    const clear = await ask('tess', 'DESCRIBE scrim.types.clear');
    expect(await ask('sam', 'DESCRIBE scrim.types.by_uuid_')).toEqual(
      clear.filter(([name]) => name !== 'uuid_'),
    );
    await expect(runAs('sam', 'SELECT n FROM scrim.types.by_uuid_')).rejects.toThrow(
      "data source 'types.by_uuid_' is closed: policy 'by_uuid_', rule 1: there is no column 'uuid_'",
    );
  });
});
