import { describe, expect, it } from '@jest/globals';

import { parseDataType } from '../sql/parse/index.js';
import { print } from '../sql/print/print.js';
import { literalsOf } from './literal.js';

/** The literal for a text as Trino reads it, or undefined where the text is not a value of the type. */
const literal = (type: string, text: string): string | undefined => {
  const made = literalsOf(parseDataType(type, 'trino'))?.(text);
  return made && print(made, 'trino');
};

describe('literalsOf', () => {
  it.each([
    ['boolean', 'TRUE', 'TRUE'],
    ['tinyint', '-127', '-127'],
    ['tinyint', '-128', "tinyint '-128'"],
    ['bigint', '+9223372036854775807', '9223372036854775807'],
    ['decimal(12, 2)', '-012.500', "decimal '-12.50'"],
    ['decimal(2, 2)', '.5', "decimal '0.50'"],
    ['double', '.5', "double '.5'"],
    ['real', '1e-60', "real '1e-60'"],
    ['varchar', "it's", "'it''s'"],
    ['varchar(2)', '🦉🦉', "'🦉🦉'"],
    ['char(2)', 'ab   ', "'ab'"],
    ['date', '2024-02-29', "date '2024-02-29'"],
    ['uuid', '12151FD2-7586-11E9-8F9E-2A86E4085A59', "uuid '12151fd2-7586-11e9-8f9e-2a86e4085a59'"],
    ['time', '12:34', "TIME '12:34:00'"],
    ['time(0)', '12:34:56', "TIME '12:34:56'"],
    ['time(12)', '12:34:56.123456789012', "TIME '12:34:56.123456789012'"],
    ['timestamp(0)', '2024-02-29', "TIMESTAMP '2024-02-29 00:00:00'"],
    ['timestamp(9)', '2024-02-29T12:34:56.120', "TIMESTAMP '2024-02-29 12:34:56.12'"],
    ['timestamp(3) with time zone', '2024-02-29T12:34:56Z', "TIMESTAMP '2024-02-29 12:34:56 UTC'"],
    ['timestamp(3) with time zone', '2024-02-29 00:00 -14:00', "TIMESTAMP '2024-02-29 00:00:00 -14:00'"],
  ])('%s, %j: %s', (type, text, expected) => {
    expect(literal(type, text)).toBe(expected);
  });

  it.each([
    ['boolean', '1'],
    ['tinyint', '128'],
    ['integer', '1.0'],
    ['bigint', '9223372036854775808'],
    ['decimal(3, 2)', '10'],
    ['decimal(3, 2)', '1.001'],
    ['decimal(3, 2)', '.'],
    ['real', '1e39'],
    ['double', 'NaN'],
    ['varchar(2)', 'abc'],
    ['varchar', 'half a pair: \ud83e'],
    ['char(2)', '\udd89'],
    ['date', '2023-02-29'],
    ['uuid', '12151fd2758611e98f9e2a86e4085a59'],
    ['time(3)', '24:00'],
    ['time(3)', '12:34.5'],
    ['time(3)', '12:34:56.1234'],
    ['timestamp(3)', '2024-02-29 12:34.5'],
    ['timestamp(3)', '2024-02-29 12:34:56Z'],
    ['timestamp(3) with time zone', '2024-02-29 12:34:56'],
    ['timestamp(3) with time zone', '2024-02-29 12:34:56+14:01'],
    ['timestamp(3) with time zone', '2024-02-29 12:34:56-23:00'],
    ['timestamp(3) with time zone', '2024-02-29 12:34:56+01:60'],
  ])('%s has no value %j', (type, text) => {
    expect(literal(type, text)).toBeUndefined();
  });

  it.each(['json', 'varbinary', 'time(3) with time zone', 'interval day to second', 'array(integer)'])(
    'reads no %s from text',
    (type) => {
      expect(literalsOf(parseDataType(type, 'trino'))).toBeUndefined();
    },
  );
});
