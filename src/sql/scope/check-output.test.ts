import { describe, expect, it } from '@jest/globals';

import { parseQuery } from '../parse/index.js';
import { checkOutput } from './check-output.js';
import { resolve } from './resolve.js';

const messages = (sql: string): readonly string[] => {
  const { query, output } = resolve(parseQuery(sql, 'trino'), () => ['a', 'b'], 'trino');
  return checkOutput(query, output ?? []).map(({ line, column, message }) => `${line}:${column} ${message}`);
};

describe('checkOutput', () => {
  it.each([
    ['SELECT a, b, a AS c FROM t', []],
    ['SELECT 1 AS one, a + 1 FROM t', ['1:1 column 2 of the result has no name: give it one with AS']],
    [
      'SELECT count(*), 1',
      [
        '1:1 column 1 of the result has no name: give it one with AS',
        '1:1 column 2 of the result has no name: give it one with AS',
      ],
    ],
    ['SELECT a, b AS A FROM t', ["1:1 columns 1 and 2 of the result are both called 'A'"]],
    [
      'SELECT x.*, y.b FROM t AS x, t AS y UNION SELECT 1, 2, 3',
      ["1:1 columns 2 and 3 of the result are both called 'b'"],
    ],
    [
      'SELECT a, a, a FROM t',
      [
        "1:1 columns 1 and 2 of the result are both called 'a'",
        "1:1 columns 1 and 3 of the result are both called 'a'",
      ],
    ],
  ])('%s', (sql, expected) => {
    expect(messages(sql)).toEqual(expected);
  });
});
