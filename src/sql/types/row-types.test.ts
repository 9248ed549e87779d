import { describe, expect, it } from '@jest/globals';

import { parseDataType } from '../parse/index.js';
import { parseMaskExpression, parsePredicate } from '../safe/parse-predicate.js';
import type { RowRules } from '../safe/rules.js';

const column = (name: string, type: string) => ({ name, type: parseDataType(type, 'trino') });

const rules: RowRules = {
  columns: [
    ...[column('id', 'bigint'), column('name', 'varchar'), column('code', 'varchar(3)')],
    ...[column('at', 'timestamp(6)'), column('born', 'date'), column('uid', 'uuid')],
    ...[column('tags', 'array(varchar)'), column('pairs', 'map(varchar, integer)')],
    ...[column('address', 'row(city varchar, zip integer)'), column('amount', 'decimal(12, 2)')],
    ...[column('doc', 'json'), column('active', 'boolean'), { name: 'mystery' }],
  ],
  lookupTables: [
    { name: ['ref', 'hr', 'territory'], columns: [column('person', 'varchar'), column('nation', 'bigint')] },
  ],
  extra: [{ name: 'my_udf' }],
};

const problems = (reading: ReturnType<typeof parsePredicate>): readonly string[] =>
  reading.ok ? [] : reading.problems.map(({ line, column: at, message }) => `${line}:${at}: ${message}`);

const predicate = (text: string) => problems(parsePredicate(text, 'trino', rules));
const mask = (text: string, type: string) =>
  problems(
    parseMaskExpression(
      text,
      'trino',
      { ...rules, columns: [column('value', type)] },
      parseDataType(type, 'trino'),
    ),
  );

describe('a predicate that does not fit the types of the columns', () => {
  it.each<readonly [string, string]>([
    [
      "id = 'x'",
      '1:1: bigint and varchar(1) cannot be compared with =: write CAST(… AS varchar) around the bigint',
    ],
    ["id = '5'", '1:1: bigint and varchar(1) cannot be compared with =: write 5, without quotes'],
    [
      "at > '2020-01-01'",
      "1:1: timestamp(6) and varchar(10) cannot be compared with >: write TIMESTAMP '2020-01-01'",
    ],
    [
      "born BETWEEN '2020-01-01' AND DATE '2021-01-01'",
      "1:1: BETWEEN compares values of one type that has an order, not date, varchar(10), date: write DATE '2020-01-01'",
    ],
    ['name + 1 = 2', '1:1: + does not take varchar and integer; write CAST(… AS integer) around the varchar'],
    ['upper(id) = name', '1:1: upper does not take bigint: there are upper(char), upper(varchar)'],
    [
      'length(tags) > 1',
      '1:1: length does not take array(varchar): there are length(char), length(varbinary), length(varchar)',
    ],
    ['codepoint(name) = 65', '1:1: codepoint does not take varchar: there is codepoint(varchar(1))'],
    [
      'name AND active',
      "1:1: a term of AND must be true or false: this is column 'name', which is not boolean; compare it, for example with = or IN",
    ],
    ["id LIKE '1%'", '1:1: LIKE matches text, not bigint: write CAST(… AS varchar)'],
    [
      "id IN (1, 'a')",
      '1:11: the value and the list of IN must have one type, but this is varchar(1) and another is bigint: write CAST(… AS varchar) around the bigint',
    ],
    [
      'contains(tags, 1)',
      '1:1: contains does not take array(varchar), integer: there are contains(array(T), T), contains(varchar, ipaddress)',
    ],
    ["CAST(tags AS varchar) = 'a'", '1:1: Trino cannot cast array(varchar) to varchar'],
    ["address.street = 'a'", "1:9: the row has no field 'street': it has city, zip"],
    [
      "address.zip = 'a'",
      '1:1: integer and varchar(1) cannot be compared with =: write CAST(… AS varchar) around the integer',
    ],
    [
      'pairs[1] = 1',
      '1:1: map(varchar, integer) cannot have a subscript of integer: an array takes a number, a map a value of the type of its keys',
    ],
    [
      'extract(HOUR FROM born) = 1',
      '1:19: HOUR is a field of time, time with time zone, timestamp, timestamp with time zone, interval day to second, not of date',
    ],
    [
      'CASE WHEN id THEN true ELSE false END',
      '1:11: a condition of CASE must be true or false: this is bigint',
    ],
    [
      'CASE WHEN active THEN id ELSE name END = 1',
      '1:31: the results of CASE must have one type, but this is varchar and another is bigint: write CAST(… AS varchar) around the bigint',
    ],
    [
      'any_match(tags, t -> t > 1)',
      '1:22: varchar and integer cannot be compared with >: write CAST(… AS varchar) around the integer',
    ],
    [
      'any_match(tags, t -> length(t))',
      '1:1: any_match does not take array(varchar), a lambda expression: there is any_match(array(T), (T) -> boolean)',
    ],
    ['doc < doc', '1:1: json and json cannot be compared with <: such values cannot be ordered'],
    [
      'name IN (SELECT t.nation FROM ref.hr.territory t)',
      '1:1: varchar cannot be compared with the bigint of the subquery',
    ],
    [
      'EXISTS (SELECT 1 FROM ref.hr.territory t WHERE t.nation = name)',
      '1:48: bigint and varchar cannot be compared with =: write CAST(… AS varchar) around the bigint',
    ],
    ["born = DATE '2020-02-30'", "1:8: '2020-02-30' is not a valid date"],
    [
      "@attributeValuesContains('nation', id, 'none')",
      '1:40: @attributeValuesContains: the placeholder is varchar(4) and the column bigint: write CAST(… AS varchar) around the bigint',
    ],
    [
      "@columnReference('id') = 'x'",
      '1:1: bigint and varchar(1) cannot be compared with =: write CAST(… AS varchar) around the bigint',
    ],
    [
      "json_extract_scalar(doc, id) = 'a'",
      '1:1: json_extract_scalar does not take json, bigint: there are json_extract_scalar(json, jsonpath), json_extract_scalar(varchar, jsonpath)',
    ],
  ])('is refused at its place: %s', (text, message) => {
    expect(predicate(text)).toEqual([message]);
  });
});

describe('a predicate that fits', () => {
  it.each([
    ["id = 5 AND name = 'x' AND amount > 1 AND at > TIMESTAMP '2020-01-01'"],
    ['born > at'],
    ["code = 'abcdef' OR name || code = 'x' OR length(name) > id"],
    ['codepoint(CAST(substr(name, 1, 1) AS varchar(1))) = 65'],
    ["contains(tags, code) AND cardinality(tags) > 1 AND tags[1] = 'a' AND pairs['a'] = 1"],
    ['any_match(tags, t -> t = name)'],
    ["mystery = 1 AND mystery = 'a' AND lower(mystery) = 'a' AND my_udf(id) = 'a' AND my_udf(id) > 1"],
    ['NULL'],
    ['id IN (SELECT t.nation FROM ref.hr.territory t WHERE t.person = @username())'],
    ["json_value(name, 'lax $.a' RETURNING bigint) = id"],
    ["born + INTERVAL '1' DAY > DATE '2020-01-01' AND at - at > INTERVAL '1' DAY"],
    ["@attributeValuesContains('x', id, 0) AND @groupsContains(lower(name), 'none')"],
    ["uid = UUID '12151fd2-7586-11e9-8f9e-2a86e4085a59'"],
  ])('is taken: %s', (text) => {
    expect(predicate(text)).toEqual([]);
  });
});

describe('the expression of a mask', () => {
  it.each<readonly [string, string, string]>([
    [
      'value + 1',
      'varchar',
      '1:1: + does not take varchar and integer; write CAST(… AS integer) around the varchar',
    ],
    ['upper(value)', 'integer', '1:1: upper does not take integer: there are upper(char), upper(varchar)'],
    [
      'length(value)',
      'array(bigint)',
      '1:1: length does not take array(bigint): there are length(char), length(varbinary), length(varchar)',
    ],
    [
      'map(value, value)',
      'array(bigint)',
      '1:1: the mask gives map(bigint, bigint), which Trino does not cast to array(bigint), the type of the column',
    ],
    [
      "DATE '2020-01-01'",
      'integer',
      '1:1: the mask gives date, which Trino does not cast to integer, the type of the column',
    ],
  ])('%s over %s is refused', (text, type, message) => {
    expect(mask(text, type)).toEqual([message]);
  });

  it.each<readonly [string, string]>([
    ['value + 1', 'integer'],
    ["upper(value) || '*'", 'varchar(10)'],
    ['CAST(value AS varchar)', 'integer'],
    ['NULL', 'array(bigint)'],
    ['transform(value, v -> v + 1)', 'array(bigint)'],
  ])('%s over %s is taken', (text, type) => {
    expect(mask(text, type)).toEqual([]);
  });
});
