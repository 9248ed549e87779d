import { expect, it } from '@jest/globals';

import { parseDataType } from '../sql/parse/index.js';
import { print } from '../sql/print/print.js';
import { icebergColumn } from './iceberg-column.js';
import { countIds, icebergType, trinoTypeOf } from './iceberg-type.js';

it.each([
  'boolean',
  'integer',
  'bigint',
  'real',
  'double',
  'decimal(38, 10)',
  'varchar',
  'varbinary',
  'date',
  'time(6)',
  'timestamp(6)',
  'timestamp(6) with time zone',
  'uuid',
  'array(varchar)',
  'map(bigint, array(date))',
  'row(a bigint, b row("C d" varchar))',
])('knows the type that Trino derives from the Iceberg type of %s', (text) => {
  const type = parseDataType(text, 'trino');
  expect(print(trinoTypeOf(icebergType(type, countIds())), 'trino')).toBe(print(type, 'trino'));
  expect(icebergColumn(type)).toMatchObject({ kind: 'kept' });
});
