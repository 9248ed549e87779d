import { describe, expect, it } from '@jest/globals';

import { parseExpression } from './index.js';

describe('the field of extract', () => {
  it.each(['year', 'YEAR', 'timezone_hour'])('is a word: %s', (field) => {
    expect(parseExpression(`extract(${field} FROM x)`, 'trino')).toMatchObject({ kind: 'Extract' });
  });

  it.each(['"year FROM x) OR (1"', '"a b"', '"é"'])('is nothing else, as it is printed bare: %s', (field) => {
    expect(() => parseExpression(`extract(${field} FROM x)`, 'trino')).toThrow(
      'the field of extract is one word, such as YEAR',
    );
  });
});
