import { internalError } from '../base/invariant.js';
import type {
  DataType,
  Expression,
  GroupingElement,
  Node,
  QueryBody,
  Relation,
  RowPattern,
  SelectItem,
} from './ast.js';
import type { Kind, NodeOf } from './kinds.js';
import { childKeys, isNode } from './visit.js';

/** The possible replacements of a node: every kind that is allowed in its place. */
export type Replacement<N extends Node> = N extends Expression
  ? Expression
  : N extends Relation
    ? Relation
    : N extends QueryBody
      ? QueryBody
      : N extends SelectItem
        ? SelectItem
        : N extends GroupingElement
          ? GroupingElement
          : N extends RowPattern
            ? RowPattern
            : N extends DataType
              ? DataType
              : N;

/** The change of the nodes of each kind, after their children were changed; the same object means no change. */
export type Changes = { readonly [K in Kind]?: (node: NodeOf<K>) => Replacement<NodeOf<K>> };

/** The places that allow fewer kinds than `Replacement`. */
const narrow: Readonly<Record<string, readonly Kind[]>> = {
  'Query.offset': ['IntegerLiteral', 'Parameter'],
  'Query.body': ['Select', 'SetOperation', 'Values', 'TableQuery', 'Query'],
  'Limit.count': ['IntegerLiteral', 'Parameter'],
  'FetchFirst.count': ['IntegerLiteral', 'Parameter'],
  'Select.top': ['IntegerLiteral', 'Parameter'],
  'GroupingSets.sets': ['GroupingSet'],
  'Cube.sets': ['GroupingSet'],
  'Rollup.sets': ['GroupingSet'],
  'Grouping.columns': ['ColumnReference'],
  'Pivot.column': ['ColumnReference'],
  'Pivot.aggregates': ['SelectExpression'],
  'Pivot.values': ['SelectExpression'],
  'Unpivot.columns': ['SelectExpression'],
  'WindowDefinition.window': ['WindowSpecification'],
};
const queryHolders: readonly Kind[] = [
  'RootQuery',
  'CreateView',
  'CreateTableAs',
  'CreateMaterializedView',
  'Insert',
  'ExecuteImmediate',
  'Prepare',
  'NamedQuery',
  'SubqueryRelation',
  'Lateral',
  'Subquery',
  'Exists',
  'InSubquery',
  'QuantifiedComparison',
];

/**
 * Changes a tree from the leaves up. What stays the same is shared with the old tree: an unchanged tree is the same object.
 * @throws Error if a change puts a node where its kind is not allowed (such as a function call into `GROUPING(…)`)
 */
export function transform<N extends Node>(node: N, changes: Changes): Replacement<N> {
  return rebuild(node, changes) as Replacement<N>;
}

function rebuild(node: Node, changes: Changes): Node {
  const properties = node as unknown as Readonly<Record<string, unknown>>;
  let changed: Record<string, unknown> | undefined;
  for (const key of childKeys(node.kind)) {
    const before = properties[key];
    const after = Array.isArray(before)
      ? rebuildAll(before, changes)
      : isNode(before)
        ? rebuild(before, changes)
        : before;
    if (after === before) continue;
    checkPlace(node.kind, key, after);
    changed ??= { ...properties };
    changed[key] = after;
  }
  const current = (changed ?? node) as Node;
  const change = changes[node.kind] as ((node: Node) => Node) | undefined;
  return change === undefined ? current : change(current);
}

function rebuildAll(before: readonly unknown[], changes: Changes): readonly unknown[] {
  const after = before.map((child) => (isNode(child) ? rebuild(child, changes) : child));
  return after.every((child, index) => child === before[index]) ? before : after;
}

function checkPlace(parent: Kind, key: string, value: unknown): void {
  const allowed =
    key === 'query' && queryHolders.includes(parent) ? (['Query'] as const) : narrow[`${parent}.${key}`];
  if (allowed === undefined) return;
  for (const child of Array.isArray(value) ? value : [value]) {
    if (isNode(child) && !allowed.includes(child.kind as never)) {
      throw internalError(`${child.kind} was put into ${parent}.${key}, which takes ${allowed.join(' or ')}`);
    }
  }
}
