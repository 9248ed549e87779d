import { internalError } from '../../base/invariant.js';
import type { Node, Query } from '../ast.js';
import { childKeys, isNode } from '../visit.js';

/**
 * Changes a tree from the root down. A node for which `change` returns another is replaced, and the replacement is not traversed. `change`
 * can recognize nodes by identity, which `transform` does not preserve.
 */
export function rebuild(query: Query, change: (node: Node) => Node | undefined): Query {
  const result = rebuildNode(query, change);
  if (result.kind !== 'Query') throw internalError(`a query was made a ${result.kind}`);
  return result;
}

function rebuildNode(node: Node, change: (node: Node) => Node | undefined): Node {
  const other = change(node);
  if (other !== undefined) return other;
  const properties = node as unknown as Readonly<Record<string, unknown>>;
  const changed: Record<string, unknown> = {};
  for (const key of childKeys(node.kind)) {
    const before = properties[key];
    const after = rebuildHeld(before, change);
    if (after !== before) changed[key] = after;
  }
  return Object.keys(changed).length === 0 ? node : ({ ...node, ...changed } as Node);
}

function rebuildHeld(held: unknown, change: (node: Node) => Node | undefined): unknown {
  if (isNode(held)) return rebuildNode(held, change);
  if (!Array.isArray(held)) return held;
  const after = held.map((child: unknown) => rebuildHeld(child, change));
  return after.every((child, index) => child === held[index]) ? held : after;
}
