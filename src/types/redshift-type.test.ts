import { describe, expect, it } from '@jest/globals';

import { type as namedType } from '../sql/build.js';
import { parseDataType } from '../sql/parse/index.js';
import { print } from '../sql/print/print.js';
import { redshiftType, textBytes } from './redshift-type.js';

/** What a type of Redshift holds, as Trino writes it; undefined where scrim cannot read the type. */
const held = (type: string): string | undefined => {
  const found = redshiftType(parseDataType(type, 'redshift'));
  return found && print(found, 'trino');
};

describe('redshiftType', () => {
  it.each([
    ['smallint', 'smallint'],
    ['int2', 'smallint'],
    ['INTEGER', 'integer'],
    ['int', 'integer'],
    ['int4', 'integer'],
    ['bigint', 'bigint'],
    ['int8', 'bigint'],
    ['decimal', 'decimal(18, 0)'],
    ['numeric', 'decimal(18, 0)'],
    ['numeric(10)', 'decimal(10, 0)'],
    ['decimal(38, 37)', 'decimal(38, 37)'],
    ['real', 'real'],
    ['float4', 'real'],
    ['float', 'double'],
    ['float8', 'double'],
    ['double precision', 'double'],
    ['boolean', 'boolean'],
    ['bool', 'boolean'],
    ['date', 'date'],
    ['char', 'char(1)'],
    ['character(3)', 'char(3)'],
    ['nchar', 'char(1)'],
    ['nchar(4096)', 'char(4096)'],
    ['char(max)', 'char(4096)'],
    ['bpchar', 'char(256)'],
    ['varchar', 'varchar'],
    ['varchar(25)', 'varchar'],
    ['character varying(25)', 'varchar'],
    ['nvarchar(max)', 'varchar'],
    ['text', 'varchar'],
    ['time', 'time(6)'],
    ['time without time zone', 'time(6)'],
    ['timetz', 'time(6) with time zone'],
    ['timestamp', 'timestamp(6)'],
    ['timestamptz', 'timestamp(6) with time zone'],
    ['timestamp with time zone', 'timestamp(6) with time zone'],
  ])('%s holds %s', (type, expected) => {
    expect(held(type)).toBe(expected);
  });

  it.each([
    ['super', 'super'],
    ['varbyte(64)', 'varbyte'],
    ['varbinary', 'varbinary'],
    ['geometry', 'geometry'],
    ['geography', 'geography'],
    ['hllsketch', 'hllsketch'],
  ])('%s is passed on as %s', (type, name) => {
    expect(redshiftType(parseDataType(type, 'redshift'))).toEqual(namedType(name));
  });

  it.each(['interval day to second', 'json', 'uuid', 'money', 'string', 'constructor', '"__proto__"'])(
    'cannot read %s',
    (type) => {
      expect(held(type)).toBeUndefined();
    },
  );
});

describe('textBytes', () => {
  it.each<[string, number | undefined]>([
    ['varchar', 256],
    ['varchar(25)', 25],
    ['varchar(max)', 65_535],
    ['nvarchar(max)', 65_535],
    ['text', 256],
    ['char', 1],
    ['char(4)', 4],
    ['nchar(max)', 4_096],
    ['bpchar', 256],
    ['integer', undefined],
    ['decimal(12, 2)', undefined],
    ['super', undefined],
    ['timestamp', undefined],
    ['constructor', undefined],
  ])('of %s: %j', (type, expected) => {
    expect(textBytes(parseDataType(type, 'redshift'))).toBe(expected);
  });
});
