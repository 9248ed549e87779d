import type { Expression, FramePattern, MatchRecognize } from '../ast.js';
import { nodesOf } from '../visit.js';
import type { Analyzer } from './analyzer.js';
import { canonical, foldAll } from './names.js';
import {
  noColumns,
  openness,
  passOn,
  relationOf,
  visible,
  type Field,
  type OutputColumn,
  type RelationType,
} from './relation-type.js';
import { findColumn, type Scope } from './scope.js';

/** The scope of the expressions of a row pattern: a column can be prefixed with a label. */
export function patternScope(node: MatchRecognize | FramePattern, scope: Scope): Scope {
  const variables = nodesOf(node.pattern, 'PatternVariable').map(({ name }) => canonical(name));
  const labels = new Set([...variables, ...node.subsets.map(({ name }) => canonical(name))]);
  return { parent: scope, columns: noColumns, labels };
}

/**
 * MATCH_RECOGNIZE. One row per match has the columns that partition, then the measures; all rows per match also have the
 * columns that order, before the measures, and the other columns of the input after them.
 */
export function analyzeMatchRecognize(node: MatchRecognize, outer: Scope, analyzer: Analyzer): RelationType {
  const input = analyzer.relation(node.relation, outer);
  const scope: Scope = { parent: outer, columns: input };
  for (const part of [...node.partitionBy, ...node.orderBy]) analyzer.expression(part, scope);
  const inside = patternScope(node, scope);
  for (const part of [...node.measures, ...node.definitions]) analyzer.expression(part, inside);

  const used = new Set<Field>();
  const pass = (expression: Expression): OutputColumn => {
    const parts = expression.kind === 'ColumnReference' ? foldAll(expression.parts) : [];
    const found = findColumn(scope, parts);
    if (found.kind !== 'found') return { name: undefined };
    used.add(found.field);
    return passOn(found.field);
  };
  const allRows = node.rowsPerMatch !== undefined && node.rowsPerMatch !== 'ONE ROW PER MATCH';
  const partition = node.partitionBy.map(pass);
  const order = allRows ? node.orderBy.map(({ expression }) => pass(expression)) : [];
  const measures = node.measures.map(({ name }): OutputColumn => ({ name: name.value }));
  const rest = allRows ? visible(input).filter((field) => !used.has(field)) : [];
  const columns = [...partition, ...order, ...measures, ...rest.map(passOn)];
  return relationOf({ node }, [], { columns, open: allRows && openness(input.open) });
}
