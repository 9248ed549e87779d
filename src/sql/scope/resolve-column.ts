import { didYouMean } from '../../base/nearest.js';
import type { ColumnReference, Identifier } from '../ast.js';
import type { Analyzer } from './analyzer.js';
import { canonical, dotted, foldAll } from './names.js';
import { nodesOfOrigin } from './relation-type.js';
import { columnsOf, findColumn, namesInScope, relationsInScope, type Found, type Scope } from './scope.js';

/** Resolves a chain of names, records the result, and reports a chain that is unknown or ambiguous. */
export function resolveColumn(node: ColumnReference, scope: Scope, analyzer: Analyzer): Found {
  const [label, ...unlabelled] = node.parts;
  const labelled = unlabelled.length > 0 && isLabel(label, scope);
  const parts = foldAll(labelled ? unlabelled : node.parts);
  const found = findColumn(scope, parts);
  if (found.kind === 'ambiguous') analyzer.report(node, `column '${dotted(node.parts)}' is ambiguous`);
  if (found.kind === 'missing') {
    analyzer.report(node, `column '${dotted(node.parts)}' does not exist${suggestion(parts, scope)}`);
  }
  const denotes =
    found.kind === 'found' ? found.field.origin : found.kind === 'unknown' ? found.origin : undefined;
  const qualifier = 'qualifier' in found ? found.qualifier : 0;
  const short = qualifier < 2 ? found : findColumn(scope, parts.slice(qualifier - 1));
  analyzer.useColumn({
    node,
    denotes,
    fields: found.kind === 'found' ? found.fields : [],
    qualifier: labelled ? 0 : qualifier,
    of: nodesOfOrigin(denotes),
    shortens: qualifier < 2 || (!isLabel(node.parts[qualifier - 1], scope) && isSame(found, short)),
  });
  return found;
}

const isLabel = (part: Identifier | undefined, scope: Scope): boolean =>
  part !== undefined && labelsOf(scope)?.has(canonical(part)) === true;

/** The labels of the row pattern around an expression; they are not visible in a subquery. */
export function labelsOf(scope: Scope): ReadonlySet<string> | undefined {
  for (let at: Scope | undefined = scope; at !== undefined; at = at.parent) {
    if (at.labels !== undefined) return at.labels;
    if (at.queries !== undefined) return undefined;
  }
  return undefined;
}

function isSame(one: Found, other: Found): boolean {
  if (one.kind === 'found') return other.kind === 'found' && other.field === one.field;
  if (one.kind !== 'unknown' || other.kind !== 'unknown') return false;
  return (
    one.origin.kind === 'unknown' &&
    other.origin.kind === 'unknown' &&
    one.origin.relation !== undefined &&
    one.origin.relation === other.origin.relation
  );
}

/** The probably intended name for an unknown name. */
function suggestion(parts: readonly string[], scope: Scope): string {
  const [name, prefix] = [parts.at(-1) ?? '', parts.slice(0, -1)];
  if (prefix.length === 0) return didYouMean(name, namesInScope(scope));
  const relation = columnsOf(scope, prefix);
  if (relation === undefined) {
    return `: no relation is called '${dotted(prefix)}'${didYouMean(prefix.at(-1) ?? '', relationsInScope(scope))}`;
  }
  return didYouMean(
    name,
    relation.fields.flatMap((field) => field.name ?? []),
  );
}
