import { describe, expect, it } from '@jest/globals';
import type { z } from 'zod';

import { answeredOn } from '../../test/unit/platforms/answered-on.js';
import { factsOf } from '../../test/unit/policy/facts-of.js';
import { sqlOf } from '../../test/unit/policy/sql-of.js';
import { plainMask as schema } from '../model/mask.js';
import { maskProblem, settleMask } from '../policy/masks/index.js';
import { column, string } from '../sql/build.js';
import { expressMask } from './express-mask.js';
import { platformOf } from './index.js';

/** A mask on a column of a type, in the SQL of a platform with the type that it then has; or why it cannot stand there. */
const masked = (
  input: z.input<typeof schema>,
  type: string,
  name: keyof typeof platformOf = 'trino',
): string => {
  const parsed = schema.parse(input);
  const platform = platformOf[name];
  const { dataSource, ...known } = factsOf('ann', {
    dataSources: [
      {
        schema: 'sales',
        name: 'customer',
        platform: name,
        table: 'a.b.c',
        columns: [
          { name: 'c', type },
          { name: 'd', type },
        ],
      },
    ],
  });
  const [of] = dataSource?.columns ?? [];
  if (dataSource === undefined || of === undefined) throw new Error('there is no data source');
  const reader = platform.reader === 'open' ? ({ kind: 'open' } as const) : known.reader;
  const facts = { ...known, dataSource, reader, knownAttributes: new Set(['region']) };
  const place = { dataSource, facts, platform: platform.traits };
  const problem = maskProblem(parsed, of, place);
  if (problem !== undefined) return problem;
  const read = platform.traits.typeOf(of);
  if (read === undefined) throw new Error(`${type} is no type of ${name}`);
  const tree = expressMask(platform.masks, settleMask(parsed, of, place), column('c'), read, {
    hashKey: () => string('K'),
    answered: answeredOn[name](dataSource.columns),
  });
  return `${sqlOf(tree.expression, name)} :: ${sqlOf(tree.type)}`;
};

describe('masks', () => {
  it.each<[z.input<typeof schema>, type: string, sql: string, redshiftType: string, redshiftSql: string]>([
    [{ type: 'null' }, 'date', 'CAST(NULL AS date) :: date', 'date', 'NULL :: date'],
    [
      { type: 'constant', value: 0 },
      'bigint',
      'if(c IS NULL, NULL, CAST(0 AS bigint)) :: bigint',
      'bigint',
      'CASE WHEN c IS NULL THEN NULL ELSE 0 END :: bigint',
    ],
    [
      { type: 'hash' },
      'varchar(20)',
      "lower(to_hex(sha256(to_utf8('K' || '14:sales.customer:' || c)))) :: varchar",
      'varchar(20)',
      "sha2('K' || coalesce(scrim_facts.hash_prefix, '14:sales.customer:') || c, 256) :: varchar",
    ],
    [
      { type: 'hash', domain: 'people' },
      'char(5)',
      "lower(to_hex(sha256(to_utf8('K' || '6:people:' || rtrim(CAST(c AS varchar), ' '))))) :: varchar",
      'char(5)',
      "sha2('K' || '6:people:' || rtrim(CAST(c AS varchar(max)), ' '), 256) :: varchar",
    ],
    [
      { type: 'hash', domain: 'days', typeMayChange: true },
      'date',
      "lower(to_hex(sha256(to_utf8('K' || '4:days:' || CAST(c AS varchar))))) :: varchar",
      'date',
      "sha2('K' || '4:days:' || to_char(c, 'YYYY-MM-DD'), 256) :: varchar",
    ],
    [{ type: 'hash' }, 'bigint', 'CAST(NULL AS bigint) :: bigint', 'bigint', 'NULL :: bigint'],
    [
      { type: 'regex', pattern: '[0-9]', replacement: '#' },
      'varchar(20)',
      "regexp_replace(c, '[0-9]', '#') :: varchar",
      'varchar(20)',
      "regexp_replace(c, '[0-9]', '#', 1, 'p') :: varchar",
    ],
    [
      { type: 'regex', pattern: '[0-9]' },
      'char(5)',
      "regexp_replace(rtrim(CAST(c AS varchar), ' '), '[0-9]', '') :: varchar",
      'char(5)',
      "regexp_replace(rtrim(CAST(c AS varchar(max)), ' '), '[0-9]', '', 1, 'p') :: varchar",
    ],
    [
      { type: 'partial', first: 2, last: 3 },
      'varchar',
      "CASE WHEN length(c) <= 5 THEN lpad('', length(c), '*') ELSE substr(c, 1, 2) || lpad('', length(c) - 5, '*') || substr(c, length(c) - 2) END :: varchar",
      'varchar',
      "CASE WHEN length(c) <= 5 THEN repeat('*', length(c)) ELSE left(c, 2) || repeat('*', length(c) - 5) || right(c, 3) END :: varchar",
    ],
    [
      { type: 'partial', last: 4, cover: '#' },
      'varchar',
      "CASE WHEN length(c) <= 4 THEN lpad('', length(c), '#') ELSE lpad('', length(c) - 4, '#') || substr(c, length(c) - 3) END :: varchar",
      'varchar',
      "CASE WHEN length(c) <= 4 THEN repeat('#', length(c)) ELSE repeat('#', length(c) - 4) || right(c, 4) END :: varchar",
    ],
    [
      { type: 'round', step: 1000 },
      'bigint',
      'CAST(c - mod(c, CAST(1000 AS bigint)) AS bigint) :: bigint',
      'bigint',
      'c - mod(c, CAST(1000 AS bigint)) :: bigint',
    ],
    [
      { type: 'round', step: 0.5 },
      'decimal(10, 2)',
      "CAST(c - mod(c, CAST(decimal '0.50' AS decimal(10, 2))) AS decimal(10, 2)) :: decimal(10, 2)",
      'numeric(10, 2)',
      'c - mod(c, CAST(0.50 AS decimal(10, 2))) :: decimal(10, 2)',
    ],
    [
      { type: 'round', step: 0.5 },
      'double',
      "CAST(truncate(c / CAST(double '0.5' AS double)) * CAST(double '0.5' AS double) + CAST(0 AS double) AS double) :: double",
      'float8',
      "CASE WHEN abs(c) < CAST(CAST('0.5' AS double precision) AS double precision) THEN CAST(0 AS double precision) WHEN abs(c) > CAST('5e+307' AS double precision) AND abs(c) < CAST('Infinity' AS double precision) THEN NULL ELSE trunc(CAST(c / CAST(CAST('0.5' AS double precision) AS double precision) AS double precision)) * CAST(CAST('0.5' AS double precision) AS double precision) + CAST(0 AS double precision) END :: double",
    ],
    [
      { type: 'round', unit: 'month' },
      'date',
      "if(c >= date '-5877640-01-01', date_trunc('month', c)) :: date",
      'date',
      "CASE WHEN c >= CAST('0001-01-01' AS date) THEN date_trunc('month', c) END :: date",
    ],
    [
      { type: 'round', unit: 'hour' },
      'timestamp(6)',
      "if(c >= TIMESTAMP '-290307-01-01 00:00:00', date_trunc('hour', c)) :: timestamp(6)",
      'timestamp',
      "CASE WHEN c >= CAST('0001-01-01' AS timestamp) THEN date_trunc('hour', c) END :: timestamp(6)",
    ],
    [
      { type: 'round', unit: 'hour' },
      'time(3)',
      "date_trunc('hour', c) :: time(3)",
      'time',
      "column 'c' of type time cannot be rounded to the hour",
    ],
    [
      { type: 'bucket', boundaries: [0, 100] },
      'integer',
      'CASE WHEN c >= 100 THEN CAST(100 AS integer) WHEN c >= 0 THEN CAST(0 AS integer) END :: integer',
      'integer',
      'CASE WHEN c >= 100 THEN CAST(100 AS integer) WHEN c >= 0 THEN CAST(0 AS integer) END :: integer',
    ],
    [
      { type: 'bucket', boundaries: [0, 100], labels: ['debt', 'some', 'much'], typeMayChange: true },
      'integer',
      "CASE WHEN c IS NULL THEN NULL WHEN c >= 100 THEN 'much' WHEN c >= 0 THEN 'some' ELSE 'debt' END :: varchar",
      'integer',
      "CASE WHEN c IS NULL THEN NULL WHEN c >= 100 THEN 'much' WHEN c >= 0 THEN 'some' ELSE 'debt' END :: varchar",
    ],
    [
      { type: 'bucket', boundaries: ['2026-01-01'] },
      'date',
      "CASE WHEN c >= date '2026-01-01' THEN CAST(date '2026-01-01' AS date) END :: date",
      'date',
      "CASE WHEN c >= date '2026-01-01' THEN CAST(date '2026-01-01' AS date) END :: date",
    ],
    [
      { type: 'custom', expression: 'upper(value) || substr(C, 1, 1) || @username()' },
      'varchar(9)',
      "if(c IS NULL, CAST(NULL AS varchar), TRY_CAST(upper(scrim_row.c) || substr(scrim_row.c, 1, 1) || 'ann' AS varchar)) :: varchar",
      'varchar(9)',
      'the expression of a custom mask: 1:17: substr is a function of the leader node: it cannot read user tables; write substring for substr',
    ],
    [
      { type: 'custom', expression: 'upper(value) || substring(C, 1, 1) || @username()' },
      'varchar(9)',
      "if(c IS NULL, CAST(NULL AS varchar), TRY_CAST(upper(scrim_row.c) || substring(scrim_row.c, 1, 1) || 'ann' AS varchar)) :: varchar",
      'varchar(9)',
      'CASE WHEN c IS NULL THEN NULL ELSE CAST(upper(scrim_row.c) || substring(scrim_row.c, 1, 1) || scrim_facts.reader_name AS varchar(max)) END :: varchar',
    ],
    [
      { type: 'custom', expression: "CASE WHEN @hasAttribute('region', 'ASIA') THEN value END" },
      'bigint',
      'if(c IS NULL, CAST(NULL AS bigint), TRY_CAST(CASE WHEN TRUE THEN scrim_row.c END AS bigint)) :: bigint',
      'bigint',
      'CASE WHEN c IS NULL THEN NULL ELSE TRY_CAST(CASE WHEN scrim_facts.f1 = 1 THEN scrim_row.c END AS bigint) END :: bigint',
    ],
  ])('%j on %s', (mask, type, trinoSql, redshiftType, redshiftSql) => {
    expect(masked(mask, type)).toBe(trinoSql);
    expect(masked(mask, redshiftType, 'redshift')).toBe(redshiftSql);
  });

  it.each<[z.input<typeof schema>, string, string]>([
    [{ type: 'regex', pattern: 'x' }, 'bigint', 'is not text, but a regex mask needs text: use a null mask'],
    [{ type: 'partial', last: 1 }, 'date', 'is not text, but a partial mask needs text: use a null mask'],
    [{ type: 'round', step: 10 }, 'varchar', 'is not a number, so a step cannot round it'],
    [{ type: 'round', unit: 'hour' }, 'date', 'cannot be rounded to the hour'],
    [{ type: 'round', unit: 'year' }, 'time(3)', 'cannot be rounded to the year'],
    [
      { type: 'bucket', boundaries: ['a'] },
      'varchar',
      'is neither a number nor a point in time, so buckets do not apply: use a null mask',
    ],
  ])('%j cannot stand on %s', (mask, type, expected) => {
    expect(masked(mask, type)).toBe(`column 'c' of type ${type} ${expected}`);
  });

  it.each<[z.input<typeof schema>, string, string]>([
    [
      { type: 'custom', expression: 'value || d' },
      'varchar',
      "the expression of a custom mask: 1:10: the data source has no column 'd'; did you mean 'c'?",
    ],
    [{ type: 'round', step: 0.5 }, 'bigint', "the step 0.5 is not a value of column 'c' of type bigint"],
    [
      { type: 'round', step: 0.001 },
      'decimal(5,2)',
      "the step 0.001 is not a value of column 'c' of type decimal(5,2)",
    ],
    [
      { type: 'bucket', boundaries: [1, 'x'] },
      'bigint',
      'the boundary "x" is not a value of column \'c\' of type bigint',
    ],
    [
      { type: 'bucket', boundaries: [1, 10, 9] },
      'bigint',
      "the boundaries for column 'c' of type bigint are not in ascending order",
    ],
  ])('%j does not fit %s', (mask, type, expected) => {
    expect(masked(mask, type)).toBe(expected);
  });

  it.each([
    [{ type: 'regex', pattern: '(' }, 'this is not a valid regular expression'],
    [{ type: 'regex', pattern: '(?=x)' }, "'(?' is not portable"],
    [{ type: 'regex', pattern: String.raw`(a)\1` }, String.raw`'\1' is not portable`],
    [{ type: 'regex', pattern: 'a++' }, "'++' is not portable"],
    [{ type: 'regex', pattern: 'a', replacement: '$1' }, 'a replacement is literal text'],
    [{ type: 'partial' }, 'expected first, last or both to be more than 0'],
    [{ type: 'partial', last: 1, cover: '' }, 'expected one character'],
    [{ type: 'round' }, 'expected step (for numbers) or unit'],
    [{ type: 'bucket', boundaries: [1], labels: ['x'], typeMayChange: true }, 'one label more than'],
    [{ type: 'bucket', boundaries: [1], labels: ['x', 'y'] }, 'labels are text: set typeMayChange: true'],
  ])('%j is refused when it is written', (mask, expected) => {
    expect(schema.safeParse(mask).error?.issues[0]?.message).toContain(expected);
  });

  it('takes what only looks unportable within a class', () => {
    expect(schema.safeParse({ type: 'regex', pattern: '[*+]{1,9}x' }).success).toBe(true);
  });
});
