import fc, { type Arbitrary } from 'fast-check';

import type * as ast from '../../../src/sql/ast.js';
import type { Dialect } from '../../../src/sql/dialect.js';
import type { Context } from './arbitraries/context.js';
import { innerExpressions, leafExpressions } from './arbitraries/expressions.js';
import {
  columnReferences,
  dataTypes,
  empty,
  few,
  flag,
  maybe,
  names,
  never,
  node,
  oneOf,
  qualifiedNames,
  text,
} from './arbitraries/leaves.js';
import { windows } from './arbitraries/patterns.js';
import { innerBodies, leafBodies, leafQueries, queries } from './arbitraries/queries.js';
import { innerRelations, leafRelations } from './arbitraries/relations.js';
import { rootQueries } from './arbitraries/routines.js';

type Recursive = {
  expression: ast.Expression;
  sort: ast.SortItem;
  window: ast.Window;
  query: ast.Query;
  body: ast.QueryBody;
  relation: ast.Relation;
};

/** Trees that a dialect can print, in their canonical form, so that they must be what their printed text parses to. */
export interface SqlArbitraries {
  readonly identifier: Arbitrary<ast.Identifier>;
  readonly type: Arbitrary<ast.DataType>;
  readonly expression: Arbitrary<ast.Expression>;
  readonly query: Arbitrary<ast.Query>;
  readonly statement: Arbitrary<ast.Statement>;
}

/** @param maxDepth how many constructs may hold each other before only the simplest are chosen */
export function sqlArbitraries(dialect: Dialect, maxDepth = 3): SqlArbitraries {
  const name = names(dialect);
  const fixed = {
    dialect,
    name,
    qualified: qualifiedNames(name),
    column: columnReferences(name),
    type: dataTypes(dialect, name),
    text: text(dialect),
  };
  const depthIdentifier = fc.createDepthIdentifier();
  const options = { maxDepth, depthIdentifier, depthSize: 'small' } as const;
  const { expression, query } = fc.letrec<Recursive>((tie) => {
    const context: Context = {
      ...fixed,
      expression: tie('expression'),
      sort: tie('sort'),
      window: tie('window'),
      query: tie('query'),
      body: tie('body'),
      relation: tie('relation'),
    };
    return {
      expression: fc.oneof(options, fc.oneof(...leafExpressions(context)), ...innerExpressions(context)),
      sort: node<ast.SortItem>('SortItem', {
        expression: context.expression,
        descending: flag,
        nulls: maybe(oneOf('FIRST', 'LAST')),
      }),
      window: windows(context),
      query: fc.oneof(options, leafQueries(context), queries(context)),
      body: fc.oneof(options, fc.oneof(...leafBodies(context)), ...innerBodies(context)),
      relation: fc.oneof(options, fc.oneof(...leafRelations(context)), ...innerRelations(context)),
    };
  });
  return {
    identifier: name,
    type: fixed.type,
    expression,
    query,
    statement: fc.oneof(
      { weight: 3, arbitrary: query },
      { weight: 1, arbitrary: createViews({ ...fixed, query, expression }) },
      {
        weight: 1,
        arbitrary: node<ast.DropView>('DropView', { name: fixed.qualified, ifExists: flag }),
      },
      ...(dialect === 'trino'
        ? [{ weight: 1, arbitrary: rootQueries({ ...fixed, query, expression }) }]
        : []),
    ),
  };
}

function createViews({
  dialect,
  name,
  qualified,
  text: comment,
  query,
  expression,
}: Pick<
  Context,
  'dialect' | 'name' | 'qualified' | 'text' | 'query' | 'expression'
>): Arbitrary<ast.CreateView> {
  const trino = dialect === 'trino';
  const property = node<ast.Property>('Property', { name, value: maybe(expression) });
  return node<ast.CreateView>('CreateView', {
    name: qualified,
    columns: trino ? empty : few(name),
    replace: flag,
    comment: trino ? maybe(comment) : fc.constant(undefined),
    security: trino ? maybe(oneOf('DEFINER', 'INVOKER')) : fc.constant(undefined),
    properties: trino ? few(property) : empty,
    query,
    withNoSchemaBinding: trino ? never : flag,
  });
}
