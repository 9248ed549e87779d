import { describe, expect, it } from '@jest/globals';

import { parseExpression, parseQuery, parseStatement, SqlSyntaxError } from '../../../src/sql/parse/index.js';
import type { Limits } from '../../../src/sql/parse/index.js';
import { print } from '../../../src/sql/print/print.js';
import { processorTime } from '../../support/processor-time.js';

const megabyte = 1024 * 1024;

const fill = (unit: string, before = 'SELECT '): string =>
  before + unit.repeat(Math.floor((megabyte - before.length) / unit.length));

const refusal = (text: string, limits?: Partial<Limits>): string => {
  try {
    parseStatement(text, 'trino', limits);
  } catch (error) {
    if (error instanceof SqlSyntaxError) return `${error.line}:${error.column}: ${error.message}`;
    throw error;
  }
  return 'nothing is refused';
};

describe('much of what nests', () => {
  it.each([
    ['(', fill('('), 158],
    ['[', fill('['), 158],
    ['ARRAY[', fill('ARRAY['), 913],
    ['CASE', fill('CASE '), 758],
    ['CASE WHEN', fill('CASE WHEN '), 1508],
    ['(SELECT', fill('(SELECT '), 1208],
    ['FROM (SELECT', fill('(SELECT * FROM ', ''), 2251],
    ['FROM (', fill('(', 'SELECT * FROM '), 165],
    ['a function', fill('f('), 309],
    ['EXISTS (', fill('EXISTS ('), 1215],
    ['IN (', fill('a IN ('), 913],
    ['WITH', fill('WITH a AS (', ''), 1661],
    ['lambda expressions', `SELECT f(${'x -> '.repeat(90_000)}`, 760],
    ['joins without conditions', `SELECT * FROM ${'a JOIN '.repeat(90_000)}`, 1065],
    ['types', `SELECT CAST(a AS ${'array<'.repeat(90_000)}`, 918],
    ['row patterns', fill('(', 'SELECT * FROM t MATCH_RECOGNIZE (PATTERN '), 191],
  ])('%s', (_what, text, column) => {
    expect(refusal(text)).toBe(`1:${column}: nested more deeply than 150 levels`);
    expect(processorTime(() => refusal(text), 1_000)).toBeLessThan(1_000);
  });
});

describe('a chain of operators', () => {
  it.each([
    ['NOT', `SELECT ${'NOT '.repeat(2000)}a`],
    ['-', `SELECT ${'- '.repeat(2000)}a`],
    ['+', `SELECT a${' + a'.repeat(2000)}`],
    ['||', `SELECT a${' || a'.repeat(2000)}`],
    ['subscripts', `SELECT a${'[1]'.repeat(2000)}`],
    ['UNION', `SELECT 1${' UNION SELECT 1'.repeat(2000)}`],
    ['joins', `SELECT * FROM a${' CROSS JOIN a'.repeat(2000)}`],
    ['types', `SELECT CAST(a AS int${' array'.repeat(2000)})`],
  ])('of %s is refused where its tree is too deep', (_what, text) => {
    expect(refusal(text)).toMatch(/^1:\d+: nested more deeply than 1000 levels$/);
  });

  it('of AND and OR makes no deep tree', () => {
    expect(parseExpression(`a${' OR a'.repeat(20_000)}`, 'trino')).toMatchObject({ kind: 'Or' });
    expect(parseExpression(`a${' AND a'.repeat(20_000)}`, 'trino')).toMatchObject({ kind: 'And' });
  });

  it('that is read can be printed', () => {
    const text = `SELECT a${' || a'.repeat(990)}`;
    expect(print(parseQuery(text, 'trino'), 'trino').replaceAll(/\s+/g, ' ')).toBe(text);
  });
});

describe('what is ambiguous until it is closed', () => {
  const nested = (core: string, levels = 100): string => `${'('.repeat(levels)}${core}${')'.repeat(levels)}`;

  it.each([
    ['a value', `SELECT ${nested('1')}`],
    ['a row', `SELECT ${nested('a, b')}`],
    ['a query', `SELECT ${nested('SELECT 1')}`],
    ['a table', `SELECT * FROM ${nested('a')}`],
    ['a join', `SELECT * FROM ${nested('a CROSS JOIN b')}`],
    ['a relation', `SELECT * FROM ${nested('SELECT 1')}`],
    ['a set of rows', `SELECT a IN ${nested('SELECT 1')}`],
    ['a list of queries', `SELECT * FROM ${nested('(SELECT 1) UNION (SELECT 2)')}`],
  ])('%s in a hundred parentheses takes no time to speak of', (_what, text) => {
    expect(processorTime(() => parseStatement(text, 'trino'), 200)).toBeLessThan(200);
  });
});

describe('limits', () => {
  it('bound the text, the tokens and the nesting', () => {
    expect(refusal('SELECT 12345', { length: 10 })).toBe(
      '1:1: the text has 12 characters, but at most 10 are allowed',
    );
    expect(refusal('SELECT 1, 2, 3', { tokens: 5 })).toBe('1:14: the statement has more than 5 tokens');
    expect(refusal('SELECT ((1))', { nesting: 1 })).toBe('1:9: nested more deeply than 1 levels');
    expect(refusal('SELECT a + b + c + d', { depth: 3 })).toBe('1:8: nested more deeply than 3 levels');
  });
});
