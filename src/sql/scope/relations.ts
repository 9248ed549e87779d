import { assertNever } from '../../base/assert-never.js';
import type { Aliased, Relation, Unnest } from '../ast.js';
import type { Analyzer } from './analyzer.js';
import { analyzeJoin } from './joins.js';
import { analyzeJsonTable } from './json-tables.js';
import { nameColumns } from './name-columns.js';
import { fold } from './names.js';
import { analyzeNavigation, isNavigation } from './navigations.js';
import { analyzePivot, analyzeUnpivot } from './pivots.js';
import { outputOf, relationOf, type OutputColumn, type RelationType } from './relation-type.js';
import { analyzeMatchRecognize } from './row-patterns.js';
import type { Scope } from './scope.js';
import { unnestedColumns } from './shapes.js';
import { analyzeTableFunction } from './table-functions.js';

/**
 * The columns of a relation in a FROM clause.
 * @param left the relations before it, which only some kinds of relations see
 */
export function analyzeRelation(
  node: Relation,
  scope: Scope,
  left: RelationType | undefined,
  analyzer: Analyzer,
): RelationType {
  const beside: Scope = left === undefined ? scope : { parent: scope, columns: left };
  switch (node.kind) {
    case 'Table':
      return analyzer.table(node, scope, left);
    case 'SubqueryRelation':
      return relationOf({ node }, [], analyzer.query(node.query, scope));
    case 'Lateral':
      return relationOf({ node }, [], analyzer.query(node.query, beside));
    case 'Unnest':
      return analyzeUnnest(node, beside, analyzer);
    case 'JsonTable':
      return analyzeJsonTable(node, beside, analyzer);
    case 'TableFunctionCall':
      return analyzeTableFunction(node, scope, analyzer);
    case 'Aliased':
      return analyzeAliased(node, scope, left, analyzer);
    case 'Join':
      return analyzeJoin(node, scope, left, analyzer);
    case 'Sampled':
      analyzer.expression(node.percentage, scope);
      return analyzer.relation(node.relation, scope);
    case 'MatchRecognize':
      return analyzeMatchRecognize(node, scope, analyzer);
    case 'Pivot':
      return analyzePivot(node, scope, analyzer);
    case 'Unpivot':
      return analyzeUnpivot(node, scope, analyzer);
    case 'Navigation':
    case 'ObjectUnpivot':
      return analyzeNavigation(node, undefined, beside, analyzer);
    default:
      return assertNever(node, 'relation');
  }
}

/** A relation with another name, which replaces its old names. */
function analyzeAliased(
  node: Aliased,
  scope: Scope,
  left: RelationType | undefined,
  analyzer: Analyzer,
): RelationType {
  if (analyzer.scoping.navigates && isNavigation(node.relation, left, analyzer)) {
    const beside: Scope = left === undefined ? scope : { parent: scope, columns: left };
    return analyzeNavigation(node.relation, node, beside, analyzer);
  }
  const type = analyzer.relation(node.relation, scope, left);
  const output = nameColumns(outputOf(type), node.columns, analyzer.scoping, (name, message) => {
    analyzer.report(name, `'${node.alias.value}': ${message}`);
  });
  const [only, ...more] = type.exposed;
  const source = more.length === 0 ? only?.relation : undefined;
  const relation = { ...source, node: node.relation, name: node.alias.value };
  return relationOf(relation, [fold(node.alias.value)], output, true);
}

/** UNNEST: the fields of rows, one column for other elements, two for a map. */
function analyzeUnnest(node: Unnest, scope: Scope, analyzer: Analyzer): RelationType {
  let open = false;
  const columns: OutputColumn[] = [];
  for (const expression of node.expressions) {
    analyzer.expression(expression, scope);
    const shape = unnestedColumns(expression);
    if (shape === undefined) open = true;
    else columns.push(...shape.map((name) => ({ name })));
  }
  if (node.withOrdinality) columns.push({ name: undefined });
  return relationOf({ node }, [], { columns, open });
}
