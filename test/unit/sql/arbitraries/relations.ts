import fc, { type Arbitrary } from 'fast-check';

import type * as ast from '../../../../src/sql/ast.js';
import { endsWithBareTable } from '../../../../src/sql/special-functions.js';
import type { Context } from './context.js';
import { jsonTables } from './json.js';
import { empty, few, flag, maybe, node, none, oneOf } from './leaves.js';
import { matchRecognizes } from './patterns.js';

export function leafRelations({
  dialect,
  qualified,
  expression,
}: Context): readonly Arbitrary<ast.Relation>[] {
  return [
    node<ast.Table>('Table', {
      name: qualified,
      version:
        dialect === 'trino'
          ? maybe(
              node<ast.TableVersion>('TableVersion', {
                of: oneOf('VERSION', 'TIMESTAMP'),
                value: expression,
              }),
            )
          : none,
    }),
  ];
}

export function innerRelations(context: Context): readonly Arbitrary<ast.Relation>[] {
  const { relation, query, expression, name, dialect } = context;
  const criterion = fc.oneof<Arbitrary<ast.JoinCriterion>[]>(
    node<ast.JoinOn>('JoinOn', { condition: expression }),
    node<ast.JoinUsing>('JoinUsing', { columns: few(name, 1) }),
    oneOf({ kind: 'NaturalJoin' }),
  );
  const both: Arbitrary<ast.Relation>[] = [
    node<ast.SubqueryRelation>('SubqueryRelation', { query }),
    node<ast.Aliased>('Aliased', { relation, alias: name, columns: few(name), at: none }),
    node<ast.Join>('Join', {
      type: oneOf('INNER', 'LEFT', 'RIGHT', 'FULL'),
      left: relation,
      right: relation,
      criterion,
    }),
    node<ast.Join>('Join', { type: oneOf('CROSS'), left: relation, right: relation, criterion: none }),
  ];
  return [...both, ...(dialect === 'trino' ? trinoRelations(context) : redshiftRelations(context))];
}

function trinoRelations(context: Context): readonly Arbitrary<ast.Relation>[] {
  const { relation, query, expression, name, qualified, sort, type } = context;
  const argumentRelation = fc.oneof<Arbitrary<ast.Relation>[]>(
    node<ast.Table>('Table', { name: qualified, version: none }),
    node<ast.SubqueryRelation>('SubqueryRelation', { query }),
  );
  const tableArgument = node<ast.TableArgument>('TableArgument', {
    relation: fc.oneof(
      argumentRelation,
      node<ast.Aliased>('Aliased', {
        relation: argumentRelation,
        alias: name,
        columns: few(name),
        at: none,
      }),
    ),
    partitionBy: maybe(few(expression)),
    whenEmpty: maybe(oneOf('PRUNE', 'KEEP')),
    orderBy: few(sort),
  });
  const descriptor = node<ast.Descriptor>('Descriptor', {
    fields: maybe(few(node<ast.DescriptorField>('DescriptorField', { name, type: maybe(type) }), 1)),
  });
  return [
    node<ast.Lateral>('Lateral', { query }),
    node<ast.Unnest>('Unnest', { expressions: few(expression, 1), withOrdinality: flag }),
    node<ast.Sampled>('Sampled', {
      relation,
      method: oneOf('BERNOULLI', 'SYSTEM'),
      percentage: expression,
    }),
    node<ast.TableFunctionCall>('TableFunctionCall', {
      name: qualified,
      arguments: few(
        node<ast.TableFunctionArgument>('TableFunctionArgument', {
          name: maybe(name),
          value: fc.oneof<Arbitrary<ast.TableFunctionArgument['value']>[]>(
            expression,
            tableArgument,
            descriptor,
          ),
        }),
      ),
      copartition: few(
        node<ast.CopartitionedTables>('CopartitionedTables', { tables: few(qualified, 2) }),
        0,
        1,
      ),
    }).map((call) => (endsWithBareTable(call.arguments) ? { ...call, copartition: [] } : call)),
    jsonTables(context),
    matchRecognizes(context),
  ];
}

function redshiftRelations({ expression, name, column }: Context): readonly Arbitrary<ast.Relation>[] {
  const path: Arbitrary<ast.Expression> = node<ast.Subscript>('Subscript', {
    base: column,
    index: oneOf({ kind: 'IntegerLiteral', value: '0' }),
  });
  const table: Arbitrary<ast.Relation> = fc.constant({
    kind: 'Table',
    name: { kind: 'QualifiedName', parts: [{ kind: 'Identifier', value: 't', quoted: false }] },
  });
  const item = node<ast.SelectExpression>('SelectExpression', { expression, alias: maybe(name) });
  const columnItem = node<ast.SelectExpression>('SelectExpression', {
    expression: column,
    alias: maybe(name),
  });
  return [
    node<ast.Unnest>('Unnest', { expressions: few(column, 1, 1), withOrdinality: flag }),
    node<ast.Aliased>('Aliased', {
      relation: fc.oneof<Arbitrary<ast.Relation>[]>(
        node<ast.Navigation>('Navigation', { expression: path }),
        node<ast.ObjectUnpivot>('ObjectUnpivot', { expression: fc.oneof(path, column) }),
      ),
      alias: name,
      columns: empty,
      at: maybe(name),
    }),
    node<ast.Pivot>('Pivot', {
      relation: table,
      aggregates: few(item, 1),
      column,
      values: few(item, 1),
    }),
    node<ast.Unpivot>('Unpivot', {
      relation: table,
      includeNulls: flag,
      value: name,
      name,
      columns: few(columnItem, 1),
    }),
  ];
}
