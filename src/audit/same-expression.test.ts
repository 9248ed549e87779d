import { expect, it } from '@jest/globals';

import { canonicalExpression } from './same-expression.js';

// On the left what scrim answers, on the right how an event of Trino 476 has it.
it.each([
  ["region = 'EU'", "(region = 'EU')"],
  [
    "CAST(lower(to_hex(sha256(to_utf8((SELECT hash_key.key FROM vault.keys.hash_key AS hash_key) || '9:hr.people:' || ssn)))) AS varchar)",
    "CAST(lower(to_hex(sha256(to_utf8(concat(concat((SELECT hash_key.key\nFROM\n  vault.keys.hash_key hash_key\n), '9:hr.people:'), ssn))))) AS varchar)",
  ],
  ["a NOT IN ('x', 'y') AND b IS NOT NULL", "((NOT (a IN ('x', 'y'))) AND (b IS NOT NULL))"],
  ["a NOT LIKE 'x%' OR c NOT BETWEEN 1 AND 2", "((NOT (a LIKE 'x%')) OR (NOT (c BETWEEN 1 AND 2)))"],
  ['a IS NOT DISTINCT FROM b', '(NOT (a IS DISTINCT FROM b))'],
])('has one spelling of %s', (answered, reported) => {
  expect(canonicalExpression(reported)).toBe(canonicalExpression(answered));
});

it.each([
  ["region = 'EU'", "region = 'US'"],
  ["a || 'b'", "concat('b', a)"],
  ['a IN (1)', 'NOT a IN (1)'],
  ['not SQL at all(', 'not SQL at all (('],
])('tells %s from %s', (one, other) => {
  expect(canonicalExpression(one)).not.toBe(canonicalExpression(other));
});
