import type { Node } from './ast.js';
import { children, type Kind, type NodeOf } from './kinds.js';

/** The result of a visitor: continue (undefined), skip the children of this node, or end the visit. */
export type Step = 'skip' | 'stop' | undefined;

/** The functions called at each node: before its children, and after them. */
export interface Visitor {
  readonly enter?: (node: Node, ancestors: readonly Node[]) => Step;
  /** Not called for a node whose children were skipped. */
  readonly leave?: (node: Node, ancestors: readonly Node[]) => 'stop' | undefined;
}

/**
 * Walks a tree depth first, children in the order in which they are written.
 * @param visitor called at each node with its ancestors, the nearest last; that list is only valid during the call
 */
export function visit(root: Node, visitor: Visitor): void {
  walk(root, visitor, []);
}

function walk(node: Node, visitor: Visitor, ancestors: Node[]): 'stop' | undefined {
  const step = visitor.enter?.(node, ancestors);
  if (step !== undefined) return step === 'stop' ? 'stop' : undefined;
  ancestors.push(node);
  // As childrenOf, without a generator for each of many nodes.
  const properties = node as unknown as Readonly<Record<string, unknown>>;
  for (const key of childKeys(node.kind)) {
    const held = properties[key];
    if (Array.isArray(held)) {
      for (const child of held as readonly unknown[])
        if (isNode(child) && walk(child, visitor, ancestors) === 'stop') return 'stop';
    } else if (isNode(held) && walk(held, visitor, ancestors) === 'stop') return 'stop';
  }
  ancestors.pop();
  return visitor.leave?.(node, ancestors);
}

/** The children of a node, in the order in which they are written. */
export function* childrenOf(node: Node): Generator<Node> {
  const properties = node as unknown as Readonly<Record<string, unknown>>;
  for (const key of childKeys(node.kind)) {
    const held = properties[key];
    for (const child of Array.isArray(held) ? held : [held]) if (isNode(child)) yield child;
  }
}

const keysByKind = new Map(
  Object.entries(children).map(([kind, keys]) => [kind as Kind, Object.keys(keys)] as const),
);

/** The properties of a kind that contain nodes. */
export const childKeys = (kind: Kind): readonly string[] => keysByKind.get(kind) ?? [];

/** Whether a value is a node, and not a plain value in a node. */
export const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && 'kind' in value;

/** Every node of some kinds, in the order in which they are written, the root included. */
export function nodesOf<K extends Kind>(root: Node, ...kinds: readonly K[]): readonly NodeOf<K>[] {
  const found: NodeOf<K>[] = [];
  const wanted: ReadonlySet<Kind> = new Set(kinds);
  visit(root, {
    enter: (node) => {
      if (wanted.has(node.kind)) found.push(node as NodeOf<K>);
      return undefined;
    },
  });
  return found;
}
