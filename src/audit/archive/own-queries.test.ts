import { expect, it } from '@jest/globals';

import { shortened } from './own-queries.js';

it.each([
  ['SELECT 1 FROM lake.audit.audit_read', 'SELECT 1 FROM lake.audit.audit_read'],
  ["DELETE FROM t WHERE day = date '2026-01-01' AND batch = 3", 'DELETE FROM t WHERE day = date …'],
  [
    "SELECT * FROM t WHERE strpos(lower(a), lower('ann')) > 0",
    'SELECT * FROM t WHERE strpos(lower(a), lower(…',
  ],
  [`SELECT ${'a, '.repeat(100)} 'ann'`, `SELECT ${'a, '.repeat(64)}a…`],
])('a statement of the archive is recorded without values: %s', (sql, expected) => {
  expect(shortened(sql)).toBe(expected);
});
