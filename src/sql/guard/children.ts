import type { Node } from '../ast.js';
import { childKeys, isNode } from '../visit.js';

/** A node with its children changed; the same object if none was. */
export function mapChildren<N extends Node>(node: N, change: (child: Node, key: string) => Node): N {
  const properties = node as unknown as Readonly<Record<string, unknown>>;
  let changed: Record<string, unknown> | undefined;
  for (const key of childKeys(node.kind)) {
    const before = properties[key];
    const after = Array.isArray(before)
      ? mapAll(before, (child) => change(child, key))
      : isNode(before)
        ? change(before, key)
        : before;
    if (after === before) continue;
    changed ??= { ...properties };
    changed[key] = after;
  }
  return (changed ?? node) as N;
}

function mapAll(before: readonly unknown[], change: (child: Node) => Node): readonly unknown[] {
  const after = before.map((child) => (isNode(child) ? change(child) : child));
  return after.every((child, index) => child === before[index]) ? before : after;
}
