import { didYouMean } from '../../base/nearest.js';
import type { Table, TableQuery } from '../ast.js';
import { nodesOf } from '../visit.js';
import type { Analyzer } from './analyzer.js';
import { dotted, fold, foldAll } from './names.js';
import { isNavigation, analyzeNavigation } from './navigations.js';
import { relationOf, type RelationType } from './relation-type.js';
import { namedQuery, type NamedBinding, type Scope } from './scope.js';

/** Resolves a name in a FROM clause. A one-part name of a WITH query in scope denotes that query; every other name is a table. */
export function analyzeTable(
  node: Table | TableQuery,
  scope: Scope,
  left: RelationType | undefined,
  analyzer: Analyzer,
): RelationType {
  if (node.kind === 'Table' && analyzer.scoping.navigates && isNavigation(node, left, analyzer)) {
    const beside: Scope = left === undefined ? scope : { parent: scope, columns: left };
    return analyzeNavigation(node, undefined, beside, analyzer);
  }
  checkVersion(node, scope, analyzer);
  const parts = foldAll(node.name.parts);
  const [name, ...more] = parts;
  const binding = name === undefined || more.length > 0 ? undefined : namedQuery(scope, name);
  if (binding?.kind === 'query') return readNamedQuery(node, binding, analyzer);
  analyzer.useTable({ node, name: node.name });
  if (binding === undefined) return readTable(node, parts, scope, analyzer);
  analyzer.report(node, binding.reason);
  return relationOf({ node, table: node.name }, parts, { columns: [], open: 'reported' });
}

function readNamedQuery(
  node: Table | TableQuery,
  { query, output }: Extract<NamedBinding, { kind: 'query' }>,
  analyzer: Analyzer,
): RelationType {
  if (node.kind === 'Table' && node.version !== undefined) {
    analyzer.report(node.version, `'${query.name.value}' is a WITH query, which has no versions`);
  }
  analyzer.useTable({ node, name: node.name, namedQuery: query });
  const relation = { node, name: node.name.parts.at(-1)?.value, namedQuery: query };
  return relationOf(relation, foldAll(node.name.parts), output);
}

function readTable(
  node: Table | TableQuery,
  parts: readonly string[],
  scope: Scope,
  analyzer: Analyzer,
): RelationType {
  const names = analyzer.lookup(parts);
  const { name: table } = node;
  if (names === undefined) {
    const near = parts.length === 1 ? didYouMean(dotted(table.parts), namedQueries(scope)) : '';
    analyzer.report(node, `table '${dotted(table.parts)}' does not exist${near}`);
  }
  const columns = names?.map((column) => ({ name: column, base: { table, column } })) ?? [];
  const relation = { node, name: table.parts.at(-1)?.value, table };
  return relationOf(relation, parts, { columns, open: names === undefined && 'reported' });
}

/** Time travel is to a point that does not depend on any row. */
function checkVersion(node: Table | TableQuery, scope: Scope, analyzer: Analyzer): void {
  if (node.kind !== 'Table' || node.version === undefined) return;
  analyzer.expression(node.version.value, scope);
  const [inside] = nodesOf(node.version.value, 'ColumnReference', 'Query');
  if (inside !== undefined) analyzer.report(inside, 'a version or point in time must be a constant');
}

function* namedQueries(scope: Scope): Generator<string> {
  for (let at: Scope | undefined = scope; at !== undefined; at = at.parent) {
    for (const [name, { kind }] of at.queries ?? []) if (kind === 'query') yield fold(name);
  }
}
