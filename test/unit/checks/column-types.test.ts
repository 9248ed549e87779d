import { describe, expect, it } from '@jest/globals';

import { sqlTexts } from '../../../src/checks/sql-texts.js';
import { parseDataType } from '../../../src/sql/parse/index.js';
import { trinoType } from '../../../src/sql/types/from-data-type.js';
import { showType } from '../../../src/sql/types/type.js';

describe('a type that Trino does not have', () => {
  it.each<readonly [string, string]>([
    ['string', "Trino has no type 'string'; write varchar"],
    ['hugeint', "Trino has no type 'hugeint'; write decimal(38, 0)"],
    ['array(int64)', "Trino has no type 'int64'; write bigint"],
    ['row(a varchr)', "Trino has no type 'varchr'; did you mean 'varchar'?"],
    ['frobnicate', "Trino has no type 'frobnicate'; docs/types.md lists the types"],
  ])('is refused with what would be right: %s', (text, message) => {
    expect(sqlTexts.dataType(text)).toBe(message);
  });
});

describe('a type of Trino', () => {
  it.each<readonly [string, string]>([
    ['int', 'integer'],
    ['varchar', 'varchar'],
    ['varchar(5)', 'varchar(5)'],
    ['numeric(10)', 'decimal(10, 0)'],
    ['timestamp', 'timestamp(3)'],
    ['timestamp(6) with time zone', 'timestamp(6) with time zone'],
    ['interval year to month', 'interval year to month'],
    ['map(varchar, array(row(a bigint, b date)))', 'map(varchar, array(row(a bigint, b date)))'],
    ['HyperLogLog', 'hyperloglog'],
  ])('is known: %s', (text, shown) => {
    expect(sqlTexts.dataType(text)).toBeUndefined();
    expect(showType(trinoType(parseDataType(text, 'trino')))).toBe(shown);
  });
});
