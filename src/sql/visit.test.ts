import { describe, expect, it } from '@jest/globals';

import { and, call, column, equals, integer, select, table } from './build.js';
import type { Node } from './ast.js';
import { nodesOf, visit, type Step } from './visit.js';

const tree = select({
  items: [call('f', column('a'), integer(1))],
  from: table(['t']),
  where: and(equals(column('b'), integer(2)), column('c')),
});
const label = (node: Node): string =>
  node.kind === 'Identifier' || node.kind === 'IntegerLiteral' ? node.value : node.kind;

describe('visit', () => {
  it('goes through children in the order in which they are written, with their ancestors', () => {
    const seen: string[] = [];
    visit(tree, {
      enter: (node, ancestors): Step => {
        seen.push(`${'.'.repeat(ancestors.length)}${label(node)}`);
        return node.kind === 'ColumnReference' ? 'skip' : undefined;
      },
    });
    expect(seen).toEqual([
      'Select',
      '.SelectExpression',
      '..FunctionCall',
      '...QualifiedName',
      '....f',
      '...ColumnReference',
      '...1',
      '.Table',
      '..QualifiedName',
      '...t',
      '.And',
      '..Comparison',
      '...ColumnReference',
      '...2',
      '..ColumnReference',
    ]);
  });

  it('leaves a node after its children, except those that it skipped, and stops when told', () => {
    const left: string[] = [];
    visit(tree, {
      enter: (node) => (node.kind === 'FunctionCall' ? 'skip' : undefined),
      leave: (node) => {
        left.push(label(node));
        return node.kind === 'Table' ? 'stop' : undefined;
      },
    });
    expect(left).toEqual(['SelectExpression', 't', 'QualifiedName', 'Table']);
  });

  it('stops at once on entering', () => {
    const seen: string[] = [];
    visit(tree, {
      enter: (node) => {
        seen.push(label(node));
        return node.kind === 'FunctionCall' ? 'stop' : undefined;
      },
    });
    expect(seen).toEqual(['Select', 'SelectExpression', 'FunctionCall']);
  });
});

describe('nodesOf', () => {
  it('finds the nodes of some kinds', () => {
    expect(nodesOf(tree, 'IntegerLiteral', 'Table').map(label)).toEqual(['1', 'Table', '2']);
  });
});
