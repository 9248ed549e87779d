import { describe, expect, it } from '@jest/globals';
import type { z } from 'zod';

import { column as columnSchema } from '../model/data-source.js';
import { rowFilter as schema } from '../model/row-filter.js';
import { settleRows } from '../policy/rows/index.js';
import type { Facts } from '../policy/facts.js';
import { print } from '../sql/print/print.js';
import { rowFilter } from './row-filter.js';

const person = {
  name: 'ann',
  groups: new Set(['staff', 'west']),
  attributes: new Map([
    ['area', ['', 'EU', "O'Hare"]],
    ['year', ['1999', 'many']],
  ]),
};

const filtered = (input: Record<string, unknown>, type: string): string => {
  const filter = schema.parse({ column: { name: 'c' }, ...input } as z.input<typeof schema>);
  const settled = settleRows(filter, columnSchema.parse({ name: 'c', type }), { person } as unknown as Facts);
  return 'problem' in settled ? settled.problem : print(rowFilter(settled), 'trino').replaceAll(/\s+/g, ' ');
};

const start = "CAST(current_timestamp AT TIME ZONE 'UTC' AS";

describe('row filters', () => {
  it.each<[Record<string, unknown>, string, string]>([
    [{ in: { attribute: 'area' } }, 'varchar', "c IN ('', 'EU', 'O''Hare')"],
    [{ in: 'groups' }, 'varchar', "c IN ('staff', 'west')"],
    [{ in: { attribute: 'year' } }, 'integer', 'c = 1999'],
    [{ in: { attribute: 'none' } }, 'integer', 'FALSE'],
    [
      { in: { attribute: 'area' }, match: 'prefix' },
      'varchar',
      "starts_with(c, 'EU') OR starts_with(c, 'O''Hare')",
    ],
    [
      { in: { attribute: 'area' }, match: 'hierarchy' },
      'char(9)',
      "c IN ('EU', 'O''Hare') OR starts_with(rtrim(CAST(c AS varchar), ' '), 'EU' || '.') OR starts_with(rtrim(CAST(c AS varchar), ' '), 'O''Hare' || '.')",
    ],
    [{ in: { attribute: 'none' }, match: 'prefix' }, 'varchar', 'FALSE'],
    [{ newerThan: 'P90D' }, 'date', `c >= ${start} date) - INTERVAL '90' DAY`],
    [{ olderThan: 'P1Y' }, 'timestamp(6)', `c < ${start} timestamp) - INTERVAL '12' MONTH`],
    [
      { newerThan: 'P1M1DT6H' },
      'timestamp(3) with time zone',
      "c >= current_timestamp - INTERVAL '1' MONTH - INTERVAL '1' DAY - INTERVAL '21600' SECOND",
    ],
    [
      { percent: 12.5 },
      'bigint',
      'mod(from_base(substr(to_hex(sha256(to_utf8(CAST(c AS varchar)))), 1, 8), 16), CAST(10000 AS bigint)) < 1250',
    ],
  ])('%j over %s', (filter, type, expected) => {
    expect(filtered(filter, type)).toBe(expected);
  });

  it.each<[Record<string, unknown>, string, string]>([
    [{ in: { attribute: 'year' }, match: 'prefix' }, 'integer', 'is not text, which match: prefix needs'],
    [{ in: 'groups' }, 'json', "cannot be compared with a person's values"],
    [{ newerThan: 'P1D' }, 'varchar', 'is no date and no timestamp'],
    [{ percent: 1 }, 'double', 'has no canonical text to choose rows by'],
  ])('%j cannot be over %s', (filter, type, expected) => {
    expect(filtered(filter, type)).toBe(`column 'c' of type ${type} ${expected}`);
  });

  it('are not finer than a date', () => {
    expect(filtered({ newerThan: 'PT6H' }, 'date')).toBe(
      "column 'c' is a date, which PT6H is too fine for: use whole days",
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
