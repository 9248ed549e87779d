import { describe, expect, it } from '@jest/globals';

import type { CreateView } from '../../sql/ast.js';
import { print } from '../../sql/print/print.js';
import { parseStatement } from '../../sql/parse/index.js';
import { checkView } from './check-view.js';

const check = (text: string): readonly string[] => {
  const statement = parseStatement(text, 'redshift') as CreateView;
  return checkView(statement, print(statement, 'redshift'));
};

/** A view of a row in scrim's words, with a condition. */
const where = (condition: string): readonly string[] =>
  check(`CREATE VIEW s.v AS SELECT scrim_row.a FROM d.t AS scrim_row CROSS JOIN d.f AS scrim_facts
WHERE ${condition}`);

const misplaced =
  'on Redshift, a subquery that reads the row must be an EXISTS that is the whole condition or a term of AND: use IN with a subquery that does not read it';
const unequal =
  'on Redshift, a subquery can read the row only in equalities that are its whole WHERE or terms of AND in it: use IN with a subquery that does not read it';

describe('a view that Redshift may be relied on to run', () => {
  it.each([
    'TRUE',
    'scrim_row.a IN (SELECT l.b FROM d.l AS l)',
    'scrim_row.a = 1 OR NOT scrim_row.a IN (SELECT l.b FROM d.l AS l WHERE l.c > 1)',
    'scrim_facts.x = 1 OR EXISTS (SELECT 1 FROM d.l AS l)',
    'scrim_row.a = (SELECT max(l.b) FROM d.l AS l)',
    'EXISTS (SELECT 1 FROM d.l AS l WHERE l.b = scrim_row.a)',
    'scrim_row.a = 1 AND EXISTS (SELECT 1 FROM d.l AS l WHERE l.c > 1 AND lower(scrim_row.b) = lower(l.b))',
    'EXISTS (SELECT 1 FROM d.l AS l WHERE l.b = scrim_facts.reader AND l.c IN (SELECT m.c FROM d.m AS m))',
    'EXISTS (SELECT 1 FROM d.l AS scrim_row WHERE scrim_row.b > 1 LIMIT 1)',
    'length(scrim_row.a) = 1',
    'mine.now() = scrim_row.a',
  ])('%s', (condition) => {
    expect(where(condition)).toEqual([]);
  });

  it.each([
    ['scrim_row.a = 1 OR EXISTS (SELECT 1 FROM d.l AS l WHERE l.b = scrim_row.a)', 20, misplaced],
    ['NOT EXISTS (SELECT 1 FROM d.l AS l WHERE l.b = scrim_row.a)', 5, misplaced],
    ['CASE WHEN EXISTS (SELECT 1 FROM d.l AS l WHERE l.b = scrim_row.a) THEN TRUE END', 11, misplaced],
    ['scrim_row.a IN (SELECT l.b FROM d.l AS l WHERE l.c = scrim_row.c)', 1, misplaced],
    ['scrim_row.a = ANY (SELECT l.b FROM d.l AS l WHERE l.c = scrim_row.c)', 1, misplaced],
    ['scrim_row.a = (SELECT max(l.b) FROM d.l AS l WHERE l.c = scrim_facts.x)', 15, misplaced],
    ['EXISTS (SELECT 1 FROM d.l AS l WHERE l.b > scrim_row.a)', 1, unequal],
    ['EXISTS (SELECT 1 FROM d.l AS l WHERE l.b = scrim_row.a OR l.c = 1)', 1, unequal],
    ['EXISTS (SELECT 1 FROM d.l AS l WHERE l.b = 1 AND scrim_row.a)', 1, unequal],
    ['EXISTS (SELECT 1 FROM d.l AS l WHERE l.b + scrim_row.a = scrim_row.b)', 1, unequal],
    ['EXISTS (SELECT scrim_row.a FROM d.l AS l)', 1, unequal],
    ['EXISTS (SELECT 1 FROM d.l AS l WHERE l.b = scrim_row.a LIMIT 1)', 1, unequal],
    [
      'EXISTS (SELECT 1 FROM d.l AS l WHERE l.b = scrim_row.a UNION SELECT 1 FROM d.m AS m WHERE m.b = 1)',
      1,
      unequal,
    ],
    [
      'EXISTS (SELECT 1 FROM d.l AS l WHERE EXISTS (SELECT 1 FROM d.m AS m WHERE m.b = scrim_row.a))',
      1,
      unequal,
    ],
    [
      'EXISTS (SELECT 1 FROM d.l AS l WHERE l.b = (SELECT max(m.b) FROM d.m AS m WHERE m.c = scrim_row.a))',
      1,
      unequal,
    ],
  ])('not %s', (condition, column, problem) => {
    expect(where(condition)).toEqual([`2:${6 + column}: ${problem}`]);
  });

  it.each<[string, string]>([
    ['SELECT now() FROM d.t', "now runs only on Redshift's leader node, and cannot read tables"],
    ['SELECT pg_catalog.AGE(a) FROM d.t', "age runs only on Redshift's leader node, and cannot read tables"],
    ['SELECT substr(a, 1) FROM d.t', "substr runs only on Redshift's leader node, and cannot read tables"],
    ['SELECT a AS "b\\c" FROM d.t', 'a name contains a backslash, and Redshift may read it as another name'],
    ['SELECT a AS "b\u0007c" FROM d.t', 'a name contains a control character: "b\\u0007c"'],
    [
      `SELECT a AS "${'ä'.repeat(64)}" FROM d.t`,
      `a name has 128 bytes, but Redshift allows 127: ${'ä'.repeat(64)}`,
    ],
  ])('not %s', (query, problem) => {
    expect(check(`CREATE VIEW s.v AS ${query}`)).toEqual([problem]);
  });
});
