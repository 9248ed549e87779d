import { describe, expect, it } from '@jest/globals';

import type * as ast from './ast.js';
import { call, column, equals, integer, select, string, table } from './build.js';
import { print } from './print/print.js';
import { transform } from './transform.js';

const masked = (node: ast.ColumnReference): ast.Expression => call('mask', node);

describe('transform', () => {
  it('changes from the leaves up, so that what is put in is not changed again', () => {
    const tree = equals(call('f', column('a')), column('b'));
    expect(print(transform(tree, { ColumnReference: masked }), 'trino')).toBe('f(mask(a)) = mask(b)');
  });

  it('shares what stays the same', () => {
    const tree = select({ items: [column('a')], from: table(['t']), where: equals(column('b'), integer(1)) });
    const changed = transform(tree, { IntegerLiteral: () => string('x') });
    expect(changed).toMatchObject({ kind: 'Select', where: { right: string('x') } });
    expect((changed as ast.Select).items).toBe(tree.items);
    expect((changed as ast.Select).from).toBe(tree.from);
  });

  it('gives the same object when nothing changes', () => {
    const tree = equals(call('f', column('a')), column('b'));
    expect(transform(tree, { ColumnReference: (node) => node, Table: (node) => node })).toBe(tree);
  });

  it('refuses a node where its kind cannot stand', () => {
    const grouping: ast.Grouping = { kind: 'Grouping', columns: [column('a')] };
    expect(() => transform(grouping, { ColumnReference: masked })).toThrow(
      'internal error (please report it): FunctionCall was put into Grouping.columns, which takes ColumnReference',
    );
    const subquery: ast.Subquery = {
      kind: 'Subquery',
      query: { kind: 'Query', body: select({ items: [] }), orderBy: [] },
    };
    expect(() => transform(subquery, { Query: (node) => node.body })).toThrow(
      'internal error (please report it): Select was put into Subquery.query, which takes Query',
    );
  });
});
