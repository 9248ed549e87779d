import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import type { Node } from '../../../src/sql/ast.js';
import type { Dialect } from '../../../src/sql/dialect.js';
import { call, concatenate, integer, string } from '../../../src/sql/build.js';
import { equal } from '../../../src/sql/equal.js';
import type { Kind } from '../../../src/sql/kinds.js';
import { parseDataType, parseExpression, parseQuery, parseStatement } from '../../../src/sql/parse/index.js';
import { print } from '../../../src/sql/print/print.js';
import { redshift } from '../../../src/sql/print/redshift.js';
import { trino } from '../../../src/sql/print/trino.js';
import { transform } from '../../../src/sql/transform.js';
import { visit } from '../../../src/sql/visit.js';
import { sqlArbitraries } from './arbitraries.js';
import { runs } from '../../support/runs.js';

const dialects: readonly Dialect[] = ['trino', 'redshift'];

/** A backslash in a string of Redshift is printed by its code, between what stands before and behind it. */
const asPrinted = (tree: Node, dialect: Dialect): Node =>
  dialect === 'trino'
    ? tree
    : transform(tree, {
        StringLiteral: (node) => {
          if (!node.value.includes('\\')) return node;
          const parts = node.value.split(/(\\)/).filter((part) => part !== '');
          const [first, ...more] = parts.map((part) =>
            part === '\\' ? call('chr', integer(92)) : string(part),
          );
          return first === undefined ? node : concatenate(first, ...more);
        },
      });

describe.each(dialects)('a tree of %s is what its printed text parses to', (dialect) => {
  const { expression, query, statement, type } = sqlArbitraries(dialect);

  it.each([
    ['an expression', expression, parseExpression, 400],
    ['a query', query, parseQuery, 200],
    ['a statement', statement, parseStatement, 100],
    ['a type', type, parseDataType, 200],
  ] as const)('%s', (_what, trees, parse, numRuns) => {
    fc.assert(
      fc.property<[Node]>(trees, (tree) => {
        const text = print(tree, dialect);
        const again = parse(text, dialect);
        const expected = asPrinted(tree, dialect);
        if (!equal(again, expected)) expect({ text, tree: again }).toEqual({ text, tree: expected });
        expect(equal(parse(print(again, dialect), dialect), again)).toBe(true);
      }),
      { numRuns: runs(numRuns) },
    );
  });
});

/** What programs make and no parser: statements that administer a cluster or ask a Trino, and holes. */
const onlyBuilt: ReadonlySet<Kind> = new Set<Kind>([
  ...(['CreateSchema', 'CreateTableAs', 'ShowSession'] as const),
  ...([
    'Explain',
    'ObjectStatement',
    'CreateMaterializedView',
    'Insert',
    'Update',
    'Delete',
    'Merge',
  ] as const),
  ...(['ExecuteImmediate', 'Prepare', 'ExecutePrepared', 'Slot', 'PolicyFunctionCall'] as const),
]);

it.each([
  ['trino', trino],
  ['redshift', redshift],
] as const)('every kind of node that %s has is among the trees', (dialect, spellers) => {
  const missing = new Set<string>(
    Object.entries(spellers).flatMap(([kind, speller]) =>
      typeof speller === 'string' || onlyBuilt.has(kind as Kind) ? [] : [kind],
    ),
  );
  // Some are rare: as many trees are made as it takes.
  for (let seed = 0; missing.size > 0 && seed < 100; seed += 1) {
    for (const tree of fc.sample(sqlArbitraries(dialect).statement, { numRuns: 300, seed })) {
      visit(tree, {
        enter: ({ kind }) => {
          missing.delete(kind);
          return undefined;
        },
      });
    }
  }
  expect([...missing]).toEqual([]);
});
