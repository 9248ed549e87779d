import type { Aliased, Relation } from '../ast.js';
import { childrenOf } from '../visit.js';
import type { Analyzer } from './analyzer.js';
import { fold, foldAll, isCalled } from './names.js';
import { relationOf, type OutputColumn, type RelationType } from './relation-type.js';
import type { Scope } from './scope.js';

/**
 * Redshift: whether a relation is a value of an earlier relation. A plain name can be one: the first parts of `t.items` are then the name
 * of a relation to its left. If there is a table of that name, it is the table, so that no table is read unnoticed.
 */
export function isNavigation(node: Relation, left: RelationType | undefined, analyzer: Analyzer): boolean {
  if (node.kind === 'Navigation' || node.kind === 'ObjectUnpivot' || node.kind === 'Unnest') return true;
  if (node.kind !== 'Table' || left === undefined) return false;
  const parts = foldAll(node.name.parts);
  return startsWithRelation(parts, left) && analyzer.lookup(parts) === undefined;
}

/** Whether the first parts, with at least one more after them, are the name of a relation. */
const startsWithRelation = (parts: readonly string[], { exposed }: RelationType): boolean =>
  parts.some((_, index) => exposed.some(({ name }) => isCalled(name, parts.slice(0, index))));

/** Redshift: the elements or attributes of a SUPER value; the alias is both the relation and its one column. */
export function analyzeNavigation(
  node: Relation,
  aliased: Aliased | undefined,
  beside: Scope,
  analyzer: Analyzer,
): RelationType {
  const alias = aliased?.alias.value;
  const relation = { node, name: alias };
  if (node.kind === 'Table') {
    analyzer.useTable({ node, name: node.name, navigation: true });
  } else {
    for (const child of childrenOf(node)) analyzer.expression(child, beside);
  }
  const position = aliased?.at;
  const offset: readonly OutputColumn[] =
    node.kind === 'Unnest' && node.withOrdinality ? [{ name: undefined }] : [];
  const named = aliased?.columns.map(({ value }) => ({ name: fold(value) })) ?? [];
  const columns: readonly OutputColumn[] = [
    ...(named.length > 0 ? named : [{ name: alias }, ...offset]),
    ...(position === undefined ? [] : [{ name: position.value }]),
  ];
  return relationOf(relation, alias === undefined ? [] : [fold(alias)], { columns, open: false }, true);
}
