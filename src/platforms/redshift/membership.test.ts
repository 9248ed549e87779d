import { describe, expect, it } from '@jest/globals';

import { literalsOf } from '../../policy/literal.js';
import type { DataType } from '../../sql/ast.js';
import { column } from '../../sql/build.js';
import { print } from '../../sql/print/print.js';
import { nodesOf } from '../../sql/visit.js';
import { amongProfile } from './membership.js';
import { createReaderFacts } from './reader-facts.js';
import { redshiftTypes } from './types.js';

const read = (type: string): DataType => {
  const found = redshiftTypes.readType(type);
  if (found === undefined) throw new Error(`${type} is no type`);
  return found;
};

const among = (type: string) =>
  amongProfile(
    column('scrim_row', 'c'),
    read(type),
    { kind: 'group' },
    createReaderFacts(['scrim', 'user_profile']),
  );

describe('amongProfile', () => {
  it.each([
    ['varchar(9)', 'scrim_row.c', 'scrim_list.value', ''],
    ['char(4)', "rtrim(CAST(scrim_row.c AS varchar(max)), ' ')", "rtrim(scrim_list.value, ' ')", ''],
    [
      'boolean',
      "CASE WHEN scrim_row.c THEN 'true' WHEN NOT scrim_row.c THEN 'false' END",
      'lower(scrim_list.value)',
      "lower(scrim_list.value) IN ('true', 'false')",
    ],
    ['date', "to_char(scrim_row.c, 'YYYY-MM-DD')", 'scrim_list.value', ''],
    [
      'timestamp',
      'scrim_row.c',
      "TRY_CAST(CASE WHEN scrim_list.value ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}([T ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,6}0*)?)?)?$' THEN scrim_list.value END AS timestamp)",
      "TRY_CAST(CASE WHEN scrim_list.value ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}([T ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,6}0*)?)?)?$' THEN scrim_list.value END AS timestamp) IS NOT NULL",
    ],
  ])('compares a %s', (type, value, item, where) => {
    const found = among(type);
    expect(
      found &&
        print(found, 'redshift')
          .replaceAll(/\s+/g, ' ')
          .replaceAll(/\( | \)/g, (text) => text.trim()),
    ).toBe(
      `${value} IN (SELECT ${item} FROM scrim.user_profile AS scrim_list WHERE scrim_list.kind = 'group'${where === '' ? '' : ` AND ${where}`})`,
    );
  });

  it.each(['super', 'varbyte', 'geometry', 'hllsketch', 'timetz'])('compares no %s', (type) => {
    expect(among(type)).toBeUndefined();
  });

  /** Whether texts of the profile have the form that values of a type are read from: a pattern that is one to JavaScript too. */
  const hasForm = (type: string, text: string): boolean => {
    const found = among(type);
    const patterns = found === undefined ? [] : nodesOf(found, 'PosixMatch').map(({ pattern }) => pattern);
    expect(patterns.length).toBeGreaterThan(0);
    return patterns.every((one) => one.kind === 'StringLiteral' && new RegExp(one.value).test(text));
  };

  it.each<[string, readonly string[]]>([
    [
      'bigint',
      ['7', '007', '+7', '-7', '1234567890123456789', '12345678901234567890', '', '-', '7.0', ' 7', '7e1'],
    ],
    ['smallint', ['0', '-0', '١']],
    ['numeric(38, 37)', ['1', '-1.50', '.5', '5.', '.', '', '+', '1e2', '1,5', '--1']],
    ['float8', ['1', '.5', '5.', '1e5', '1E-5', '+1.5e+5', '.', 'e5', 'NaN', 'Infinity', '0x1', '']],
    ['float4', ['1.5', '1..5']],
    [
      'time',
      [
        '00:00',
        '23:59:59',
        '24:00',
        '12:60',
        '1:00',
        '12:00:00.123456',
        '12:00:00.1234560',
        '12:00:00.1234567',
        '12',
      ],
    ],
    [
      'timestamp',
      ['2024-02-29', '2024-02-29 12:34', '2024-02-29T12:34:56.5', '2024-02-29 12:34Z', '2024-2-29', '12:34'],
    ],
    [
      'timestamptz',
      [
        '2024-02-29Z',
        '2024-02-29 12:34 UTC',
        '2024-02-29T12:34:56+14:00',
        '2024-02-29 12:34+14:01',
        '2024-02-29 12:34',
        '2024-02-29 12:34 Europe/Rome',
      ],
    ],
  ])('reads from text what is a %s elsewhere, and no more', (type, texts) => {
    const make = literalsOf(read(type));
    expect(texts.filter((text) => hasForm(type, text))).toEqual(
      texts.filter((text) => make?.(text) !== undefined),
    );
  });
});
