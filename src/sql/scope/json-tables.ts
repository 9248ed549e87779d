import type { JsonTable, JsonTableColumn } from '../ast.js';
import { childrenOf } from '../visit.js';
import type { Analyzer } from './analyzer.js';
import { canonical } from './names.js';
import { relationOf, type OutputColumn, type RelationType } from './relation-type.js';
import type { Scope } from './scope.js';

/**
 * JSON_TABLE: its columns in the order of the text, with those of nested paths in their places. Trino folds their names to upper case
 * unless quoted.
 */
export function analyzeJsonTable(node: JsonTable, scope: Scope, analyzer: Analyzer): RelationType {
  for (const child of childrenOf(node)) analyzer.expression(child, scope);
  return relationOf({ node }, [], { columns: node.columns.flatMap(columnsOf), open: false });
}

const columnsOf = (column: JsonTableColumn): readonly OutputColumn[] =>
  column.kind === 'JsonNestedColumns'
    ? column.columns.flatMap(columnsOf)
    : [{ name: canonical(column.name) }];
