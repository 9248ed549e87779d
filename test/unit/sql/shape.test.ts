import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import type { Dialect } from '../../../src/sql/dialect.js';
import { parseStatement } from '../../../src/sql/parse/index.js';
import { print } from '../../../src/sql/print/print.js';
import type { Node } from '../../../src/sql/ast.js';
import { runs } from '../../support/runs.js';

const dialects: readonly Dialect[] = ['trino', 'redshift'];

/** A tree without what its names and strings say. */
const shape = (tree: Node): unknown =>
  JSON.parse(
    JSON.stringify(tree, (key, value: unknown) =>
      key === 'position' || key === 'quoted' || (key === 'value' && typeof value === 'string') ? null : value,
    ),
  );

const hostile = fc.oneof(
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }),
  fc.constantFrom(
    "'; DROP VIEW v; --",
    '" UNION SELECT 1 --',
    "' OR '1' = '1",
    '/*',
    '*/',
    '--',
    "\\'",
    "''",
    '""',
    '"',
    "'",
    'select',
    '\n',
    '\0',
    '\u2028',
    "' || (SELECT 1) || '",
    '$$',
    '`',
    'ı',
    'K',
  ),
);

const spelled = { trino: /^[^\0]+$/u, redshift: /^[^\0\\]+$/u };

describe.each(dialects)('in %s no name and no string changes the shape of a statement', (dialect) => {
  it('that it is printed in', () => {
    const template = parseStatement(
      `SELECT "x" AS "y", f('z') FROM "s"."t" AS "u" WHERE "u"."a" = 'b' AND c LIKE 'd' ORDER BY "e"`,
      dialect,
    );
    const expected = shape(template);
    fc.assert(
      fc.property(hostile, (text) => {
        fc.pre(spelled[dialect].test(text));
        const filled = JSON.parse(
          JSON.stringify(template, (_key, value: unknown) =>
            isHole(value) ? { ...value, value: text } : value,
          ),
        ) as Node;
        const printed = print(filled, dialect);
        const again = parseStatement(printed, dialect);
        expect(shape(again)).toEqual(expected);
        expect(JSON.stringify(again)).toContain(JSON.stringify(text).slice(1, -1));
      }),
      { numRuns: runs(500) },
    );
  });
});

const isHole = (value: unknown): value is object =>
  typeof value === 'object' &&
  value !== null &&
  'kind' in value &&
  (value.kind === 'StringLiteral' ||
    (value.kind === 'Identifier' && 'quoted' in value && value.quoted === true));
