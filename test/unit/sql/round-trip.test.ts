import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import type { Dialect } from '../../../src/sql/dialect.js';
import { equal } from '../../../src/sql/equal.js';
import { parseDataType, parseExpression, parseQuery, parseStatement } from '../../../src/sql/parse/index.js';
import { print } from '../../../src/sql/print/print.js';
import { sqlArbitraries } from './arbitraries.js';

const dialects: readonly Dialect[] = ['trino', 'redshift'];

describe.each(dialects)('a tree of %s is what its printed text parses to', (dialect) => {
  const { expression, query, statement, type } = sqlArbitraries(dialect);

  it.each([
    ['an expression', expression, parseExpression, 400],
    ['a query', query, parseQuery, 200],
    ['a statement', statement, parseStatement, 100],
    ['a type', type, parseDataType, 200],
  ] as const)('%s', (_what, trees, parse, numRuns) => {
    fc.assert(
      fc.property(trees, (tree) => {
        const text = print(tree, dialect);
        const again = parse(text, dialect);
        if (!equal(again, tree)) expect({ text, tree: again }).toEqual({ text, tree });
      }),
      { numRuns },
    );
  });
});
