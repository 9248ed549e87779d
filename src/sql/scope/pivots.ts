import type { ColumnReference, Expression, Pivot, SelectExpression, Unpivot } from '../ast.js';
import { nodesOf } from '../visit.js';
import type { Analyzer } from './analyzer.js';
import { fold, foldAll } from './names.js';
import {
  openness,
  passOn,
  relationOf,
  visible,
  type Field,
  type OutputColumn,
  type RelationType,
} from './relation-type.js';
import { findColumn, type Scope } from './scope.js';

/** Redshift: PIVOT returns the columns that it does not use, and one for each value and aggregate. */
export function analyzePivot(node: Pivot, outer: Scope, analyzer: Analyzer): RelationType {
  const input = analyzer.relation(node.relation, outer);
  const scope: Scope = { parent: outer, columns: input };
  for (const part of [...node.aggregates, node.column, ...node.values]) analyzer.expression(part, scope);
  const references = [...node.aggregates.flatMap((part) => nodesOf(part, 'ColumnReference')), node.column];
  const columns = node.values.flatMap((value) =>
    node.aggregates.map((aggregate): OutputColumn => ({ name: pivotedName(value, aggregate) })),
  );
  return relationOf({ node }, [], {
    columns: [...without(references, input, scope), ...columns],
    open: openness(input.open),
  });
}

/** `value_aggregate` if the aggregate has an alias, otherwise the value's alias or text. */
function pivotedName(value: SelectExpression, aggregate: SelectExpression): string | undefined {
  const name = value.alias?.value ?? textOf(value.expression);
  if (name === undefined) return undefined;
  return fold(aggregate.alias === undefined ? name : `${name}_${aggregate.alias.value}`);
}

function textOf(value: Expression): string | undefined {
  switch (value.kind) {
    case 'NullLiteral':
      return 'null';
    case 'BooleanLiteral':
      return String(value.value);
    case 'StringLiteral':
    case 'IntegerLiteral':
    case 'DecimalLiteral':
      return value.value;
    default:
      return undefined;
  }
}

/** Redshift: UNPIVOT returns the columns that it does not use, then the name column and the value column. */
export function analyzeUnpivot(node: Unpivot, outer: Scope, analyzer: Analyzer): RelationType {
  const input = analyzer.relation(node.relation, outer);
  const scope: Scope = { parent: outer, columns: input };
  for (const part of node.columns) analyzer.expression(part, scope);
  const references = node.columns.flatMap((part) => nodesOf(part, 'ColumnReference'));
  return relationOf({ node }, [], {
    columns: [
      ...without(references, input, scope),
      { name: fold(node.name.value) },
      { name: fold(node.value.value) },
    ],
    open: openness(input.open),
  });
}

/** The columns of a relation that are not among those referred to. */
function without(
  references: readonly ColumnReference[],
  input: RelationType,
  scope: Scope,
): readonly OutputColumn[] {
  const used = new Set<Field>();
  for (const { parts } of references) {
    const found = findColumn(scope, foldAll(parts));
    if (found.kind === 'found') used.add(found.field);
  }
  return visible(input)
    .filter((field) => !used.has(field))
    .map(passOn);
}
