import { describe, expect, it } from '@jest/globals';

import { print } from '../print/print.js';
import { parseDataType, parseName } from './index.js';

describe('a type', () => {
  it.each([
    'bigint',
    'varchar(25)',
    'decimal(12, 2)',
    'double',
    'timestamp(6) with time zone',
    'time',
    'interval day to second',
    'array(varchar)',
    'map(varchar, array(bigint))',
    'row(a bigint, "B c" varchar(3))',
    'row(bigint, varchar)',
    'qdigest(bigint)',
  ])('%s', (text) => {
    expect(print(parseDataType(text, 'trino'), 'trino')).toBe(text);
  });

  it.each([
    ['', '1:1: found end of text but expected a type'],
    ['varchar(', "1:8: found '(' but expected end of text"],
    ['varchar) x', "1:8: found ')' but expected end of text"],
    ['bigint; drop', "1:7: found ';' but expected end of text"],
    [`array(${'array('.repeat(200)}`, '1:906: nested more deeply than 150 levels'],
  ])('refuses %.20s', (text, message) => {
    const read = () => {
      try {
        return parseDataType(text, 'trino');
      } catch (error) {
        const { line, column, message: said } = error as { line: number; column: number; message: string };
        throw new Error(`${line}:${column}: ${said}`, { cause: error });
      }
    };
    expect(read).toThrow(message);
  });
});

describe('a name', () => {
  it.each([
    ['tpch.tiny.customer', ['tpch', 'tiny', 'customer']],
    ['"A b"."c.d"', ['A b', 'c.d']],
    ['a."x""y"', ['a', 'x"y']],
  ])('%s', (text, parts) => {
    expect(parseName(text, 'trino').parts.map(({ value }) => value)).toEqual(parts);
  });

  it.each(['', 'a.', '.a', 'a b', 'a; b', "a.'b'", 'select'])('refuses %j', (text) => {
    expect(() => parseName(text, 'trino')).toThrow();
  });
});
