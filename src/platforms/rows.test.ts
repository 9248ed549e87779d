import { describe, expect, it } from '@jest/globals';
import type { z } from 'zod';

import { answeredOn } from '../../test/unit/platforms/answered-on.js';
import { factsOf } from '../../test/unit/policy/facts-of.js';
import { sqlOf } from '../../test/unit/policy/sql-of.js';
import { rowFilter as schema } from '../model/row-filter.js';
import { settleRows } from '../policy/rows/index.js';
import { platformOf } from './index.js';
import { rowFilter } from './row-filter.js';

/** A row filter over a column of a type, in the SQL of a platform; or why it cannot be over that. */
const filtered = (
  input: Record<string, unknown>,
  type: string,
  name: keyof typeof platformOf = 'trino',
): string => {
  const platform = platformOf[name];
  const over = 'where' in input || 'purposes' in input ? {} : { column: { name: 'c' } };
  const filter = schema.parse({ ...over, ...input } as z.input<typeof schema>);
  const { dataSource, ...facts } = factsOf('ann', {
    groups: [{ name: 'staff' }, { name: 'west' }, { name: 'others', attributes: { none: ['x'] } }],
    users: [
      {
        name: 'ann',
        iam: 'corp',
        groups: ['staff', 'west'],
        attributes: {
          area: ['', 'EU', "O'Hare"],
          year: ['1999', 'many'],
          code: ['D1', 'D10', '🌊2'],
          beneath: ['A.B', 'A', 'AB', 'A.B.C', 'A..'],
          edges: ['\u{d7ff}', 'a\u{10ffff}', '\u{10ffff}'],
        },
      },
    ],
    policies: [{ name: 'p', dataSource: 'sales.customer', rules: [{ rows: filter }] }],
    lookupTables: [
      {
        table: 'hr.data.area',
        platform: name,
        columns: [
          { name: 'c', type: 'varchar' },
          { name: 'boss', type: 'varchar' },
        ],
      },
    ],
    dataSources: [
      {
        schema: 'sales',
        name: 'customer',
        platform: name,
        table: 'a.b.c',
        columns: [{ name: 'c', type, tags: ['Geo.City'] }],
      },
    ],
  });
  if (dataSource === undefined) throw new Error('there is no data source');
  const reader = platform.reader === 'open' ? ({ kind: 'open' } as const) : facts.reader;
  const settled = settleRows(filter, dataSource, { ...facts, dataSource, reader });
  if (settled === undefined) return 'all';
  if ('problem' in settled) return settled.problem;
  const answered = answeredOn[name](dataSource.columns);
  return sqlOf(rowFilter(platform, settled, { answered }), name);
};

const start = "CAST(current_timestamp AT TIME ZONE 'UTC' AS";

describe('row filters', () => {
  it.each<[Record<string, unknown>, type: string, sql: string, redshiftType?: string, redshiftSql?: string]>([
    [
      { in: { attribute: 'area' } },
      'varchar',
      "c IN ('', 'EU', 'O''Hare')",
      'varchar',
      "scrim_row.c IN (SELECT scrim_list.value FROM scrim.user_profile AS scrim_list WHERE scrim_list.kind = 'attribute' AND scrim_list.name = 'area')",
    ],
    [
      { in: 'groups' },
      'varchar',
      "c IN ('staff', 'west')",
      'varchar',
      "scrim_row.c IN (SELECT scrim_list.value FROM scrim.user_profile AS scrim_list WHERE scrim_list.kind = 'group')",
    ],
    [
      { in: { attribute: 'year' } },
      'integer',
      'c = 1999',
      'integer',
      "CAST(scrim_row.c AS varchar(max)) IN (SELECT CASE WHEN left(scrim_list.value, 1) = '-' AND replace(ltrim(ltrim(split_part(scrim_list.value, '.', 1), '+-'), '0'), '0', '') <> '' THEN '-' ELSE '' END || coalesce(nullif(ltrim(ltrim(split_part(scrim_list.value, '.', 1), '+-'), '0'), ''), '0') FROM scrim.user_profile AS scrim_list WHERE scrim_list.kind = 'attribute' AND scrim_list.name = 'year' AND scrim_list.value ~ '^[+-]?[0-9]{1,19}$')",
    ],
    [{ in: { attribute: 'none' } }, 'integer', 'FALSE'],
    [
      { in: { attribute: 'area' }, match: 'prefix' },
      'varchar',
      "c >= 'EU' AND c < 'EV' OR c >= 'O''Hare' AND c < 'O''Harf'",
      'varchar',
      "scrim_row.c IN (SELECT scrim_again.c FROM t AS scrim_again CROSS JOIN scrim.user_profile AS scrim_list WHERE scrim_list.kind = 'attribute' AND scrim_list.name = 'area' AND scrim_list.value <> '' AND left(scrim_again.c, length(scrim_list.value)) = scrim_list.value)",
    ],
    [
      { in: { attribute: 'area' }, match: 'hierarchy' },
      'char(9)',
      "c IN ('EU', 'O''Hare') OR starts_with(rtrim(CAST(c AS varchar), ' '), 'EU.') OR starts_with(rtrim(CAST(c AS varchar), ' '), 'O''Hare.')",
      'char(9)',
      "rtrim(CAST(scrim_row.c AS varchar(max)), ' ') IN (SELECT rtrim(CAST(scrim_again.c AS varchar(max)), ' ') FROM t AS scrim_again CROSS JOIN scrim.user_profile AS scrim_list WHERE scrim_list.kind = 'attribute' AND scrim_list.name = 'area' AND scrim_list.value <> '' AND (rtrim(CAST(scrim_again.c AS varchar(max)), ' ') = scrim_list.value OR left(rtrim(CAST(scrim_again.c AS varchar(max)), ' '), length(scrim_list.value) + 1) = scrim_list.value || '.'))",
    ],
    [
      { in: { attribute: 'code' }, match: 'prefix' },
      'varchar',
      "c >= 'D1' AND c < 'D2' OR c >= '🌊2' AND c < '🌊3'",
    ],
    [
      { in: { attribute: 'code' }, match: 'hierarchy' },
      'varchar',
      "c IN ('D1', 'D10', '🌊2') OR c >= 'D1.' AND c < 'D1/' OR c >= 'D10.' AND c < 'D10/' OR c >= '🌊2.' AND c < '🌊2/'",
    ],
    [
      { in: { attribute: 'code' }, match: 'prefix' },
      'varchar(2)',
      "c >= 'D1' AND c < 'D2' OR c >= '🌊2' AND c < '🌊3'",
    ],
    [{ in: { attribute: 'code' }, match: 'hierarchy' }, 'varchar(2)', "c IN ('D1', '🌊2')"],
    [
      { in: { attribute: 'beneath' }, match: 'hierarchy' },
      'varchar',
      "c IN ('A', 'AB') OR c >= 'A.' AND c < 'A/' OR c >= 'AB.' AND c < 'AB/'",
    ],
    [
      { in: { attribute: 'edges' }, match: 'prefix' },
      'varchar',
      "c >= 'a\u{10ffff}' AND c < 'b' OR c >= '\u{d7ff}' AND c < '\u{e000}' OR c >= '\u{10ffff}'",
    ],
    [
      { in: { attribute: 'code' }, match: 'prefix' },
      'char(9)',
      "substr(rtrim(CAST(c AS varchar), ' '), 1, 2) IN ('D1', '🌊2')",
    ],
    [{ in: { attribute: 'none' }, match: 'prefix' }, 'varchar', 'FALSE'],
    [{ in: { attribute: 'none' }, match: 'hierarchy' }, 'varchar', 'FALSE'],
    [
      { newerThan: 'P90D' },
      'date',
      `c >= ${start} date) - INTERVAL '90' DAY`,
      'date',
      "scrim_row.c >= CAST(dateadd(day, -90, CAST(getdate() AS timestamp with time zone) AT TIME ZONE 'UTC') AS date)",
    ],
    [
      { olderThan: 'P1Y' },
      'timestamp(6)',
      `c < ${start} timestamp) - INTERVAL '12' MONTH`,
      'timestamp',
      "scrim_row.c < dateadd(month, -12, CAST(getdate() AS timestamp with time zone) AT TIME ZONE 'UTC')",
    ],
    [
      { newerThan: 'P1M1DT6H' },
      'timestamp(3) with time zone',
      "c >= current_timestamp - INTERVAL '1' MONTH - INTERVAL '1' DAY - INTERVAL '21600' SECOND",
      'timestamptz',
      "scrim_row.c >= dateadd(second, -21600, dateadd(day, -1, dateadd(month, -1, CAST(getdate() AS timestamp with time zone) AT TIME ZONE 'UTC'))) AT TIME ZONE 'UTC'",
    ],
    [
      { percent: 12.5 },
      'bigint',
      'mod(from_base(substr(to_hex(sha256(to_utf8(CAST(c AS varchar)))), 1, 8), 16), CAST(10000 AS bigint)) < 1250',
      'bigint',
      'mod(strtol(left(sha2(CAST(scrim_row.c AS varchar(max)), 256), 8), 16), CAST(10000 AS bigint)) < 1250',
    ],
    [{ where: "@attributeValuesContains('year', c)" }, 'integer', 'scrim_row.c = 1999'],
    [
      { where: "@attributeValuesContains('area', upper(c))" },
      'varchar',
      "CAST(upper(scrim_row.c) AS varchar) IN ('', 'EU', 'O''Hare')",
    ],
    [{ where: "@attributeValuesContains('none', c)" }, 'varchar', 'FALSE'],
    [
      { where: "@attributeValuesContains('nope', c, 'x')" },
      'varchar',
      'CAST(NULL AS boolean)',
      'varchar',
      'CAST(NULL AS boolean)',
    ],
    [
      { where: "NOT @hasAttribute('nope', 'x')" },
      'varchar',
      'NOT CAST(NULL AS boolean)',
      'varchar',
      'NOT CAST(NULL AS boolean)',
    ],
    [{ where: "@attributeValuesContains('none', c, 'x')" }, 'varchar', "scrim_row.c = 'x'"],
    [
      { where: '@groupsContains(c)' },
      'varchar',
      "scrim_row.c IN ('staff', 'west')",
      'varchar',
      "scrim_row.c IN (SELECT scrim_list.value FROM scrim.user_profile AS scrim_list WHERE scrim_list.kind = 'group')",
    ],
    [
      { where: '@purposesContains(c)' },
      'varchar',
      'FALSE',
      'varchar',
      "scrim_row.c IN (SELECT scrim_list.value FROM scrim.user_profile AS scrim_list WHERE scrim_list.kind = 'purpose')",
    ],
    [
      { where: "@hasAttribute('area', 'EU') AND NOT @hasAttribute('area', 'US')" },
      'varchar',
      'TRUE AND NOT FALSE',
      'varchar',
      'scrim_facts.f1 = 1 AND NOT scrim_facts.f2 = 1',
    ],
    [
      { where: "@isInGroups('staff', 'west') OR NOT @isInGroups('nope')" },
      'varchar',
      'TRUE OR NOT CAST(NULL AS boolean)',
      'varchar',
      'scrim_facts.f1 = 1 AND scrim_facts.f2 = 1 OR NOT CAST(NULL AS boolean)',
    ],
    [
      { where: "NOT @isUsingPurpose('Nope')" },
      'varchar',
      'NOT CAST(NULL AS boolean)',
      'varchar',
      'NOT CAST(NULL AS boolean)',
    ],
    [
      { where: "c = @username() OR @iam() = 'corp'" },
      'varchar',
      "scrim_row.c = 'ann' OR 'corp' = 'corp'",
      'varchar',
      "scrim_row.c = scrim_facts.reader_name OR scrim_facts.reader_iam = 'corp'",
    ],
    [
      { where: "@columnTagged('Geo') = @columnReference('C')" },
      'varchar',
      'scrim_row.c = scrim_row.c',
      'varchar',
      'scrim_row.c = scrim_row.c',
    ],
    [
      {
        where:
          "EXISTS (SELECT 1 FROM hr.data.area a WHERE a.c = @columnReference('c') AND a.boss = @username())",
      },
      'varchar',
      "EXISTS (SELECT 1 FROM hr.data.area AS a WHERE a.c = scrim_row.c AND a.boss = 'ann')",
      'varchar',
      "EXISTS (SELECT 1 FROM hr.data.area AS a WHERE a.c = scrim_row.c AND a.boss = (SELECT max(CASE WHEN scrim_profile.kind = 'user' THEN scrim_profile.value END) FROM scrim.user_profile AS scrim_profile))",
    ],
    [{ purposes: ['Nope'] }, 'varchar', 'FALSE', 'varchar', 'CAST(NULL AS boolean)'],
  ])('%j over %s', (filter, type, sql, ...[redshiftType, redshiftSql]) => {
    expect(filtered(filter, type)).toBe(sql);
    if (redshiftType !== undefined) expect(filtered(filter, redshiftType, 'redshift')).toBe(redshiftSql);
  });

  it.each<[Record<string, unknown>, string, string]>([
    [{ in: { attribute: 'year' }, match: 'prefix' }, 'integer', 'is not text, but match: prefix needs text'],
    [{ in: 'groups' }, 'json', "cannot be compared with a person's values"],
    [{ newerThan: 'P1D' }, 'varchar', 'is neither a date nor a timestamp'],
    [{ percent: 1 }, 'double', 'has no canonical text to choose rows by'],
  ])('%j cannot be over %s', (filter, type, expected) => {
    expect(filtered(filter, type)).toBe(`column 'c' of type ${type} ${expected}`);
  });

  it.each([
    ['random() < 0.5', '1:1: random is a random function'],
    ['gone = 1', "1:1: the data source has no column 'gone'"],
    ["@columnTagged('Nope') = 1", 'no column is tagged Nope'],
    ['c = 1; DROP TABLE x', '1:6:'],
    ['EXISTS (SELECT 1 FROM a.b.c)', 'is not a lookup table'],
  ])('refuse the predicate %s', (where, expected) => {
    expect(filtered({ where }, 'integer')).toContain(expected);
  });

  it('are not finer than a date', () => {
    expect(filtered({ newerThan: 'PT6H' }, 'date')).toBe(
      "column 'c' is a date, and PT6H is not a number of whole days: use whole days",
    );
  });

  it.each(['90 days', 'P', 'PT', 'P0D', 'P1.5D', '-P1D', 'P9999999D', ''])(
    "take no '%s' for a duration",
    (newerThan) => {
      expect(schema.safeParse({ column: { name: 'c' }, newerThan }).success).toBe(false);
    },
  );

  it.each([0, 100, -1, 0.001, 101])('take no %p for a percentage', (percent) => {
    expect(schema.safeParse({ column: { name: 'c' }, percent }).success).toBe(false);
  });
});
