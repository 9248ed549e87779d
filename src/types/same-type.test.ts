import { describe, expect, it } from '@jest/globals';

import type { DataType } from '../sql/ast.js';
import { dateTimeType, rowType, type } from '../sql/build.js';
import { sameType } from './same-type.js';

describe('sameType', () => {
  it.each<[string, DataType, DataType, boolean]>([
    ['int and integer', type('int'), type('integer'), true],
    ['decimal and its default', type('decimal', 5), type('decimal', 5, 0), true],
    ['char and its default', type('char'), type('char', 1), true],
    ['timestamp and its default', dateTimeType('timestamp'), dateTimeType('timestamp', 3), true],
    ['letter case in rows', rowType(['Aa', type('int')]), rowType(['aa', type('integer')]), true],
    ['a longer text', type('varchar', 5), type('varchar', 6), false],
    ['other digits', dateTimeType('timestamp', 3), dateTimeType('timestamp', 6), false],
    ['qdigests', type('qdigest', type('int')), type('qdigest', type('bigint')), false],
  ])('%s', (_, left, right, expected) => {
    expect(sameType(left, right)).toBe(expected);
  });
});
