import { expect, it } from '@jest/globals';

import { keptSql } from './hide-literals.js';

it.each([
  ["SELECT a, 1 FROM t WHERE name = 'O''Hara' -- 'x'", 'SELECT a, ? FROM t WHERE name = ?'],
  [
    'SELECT "a 1".b FROM t WHERE x IN (1.5, 2e3, 0x1F, X\'AB\') /* 7 */',
    'SELECT "a 1".b FROM t WHERE x IN (?, ?, ?, ?)',
  ],
  ["INSERT INTO t VALUES (U&'\\0041', DATE '2026-01-01')", 'INSERT INTO t VALUES (?, DATE ?)'],
  ["CALL system.drop('a', 5)", 'CALL system.drop(?, ?)'],
  ["SELECT 'unclosed", null],
])('replaces the values of %s', (sql, hidden) => {
  expect(keptSql(sql, 'withoutLiterals')).toBe(hidden);
  expect(keptSql(sql, 'whole')).toBe(sql);
  expect(keptSql(sql, 'none')).toBeNull();
});
