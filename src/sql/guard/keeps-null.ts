import type { Node } from '../ast.js';
import type { Kind } from '../kinds.js';

/** The kinds that are NULL (or unknown) if a part of them is, unless the other parts decide alone. */
const keeping: ReadonlySet<Kind> = new Set<Kind>([
  ...(['And', 'Or', 'Not', 'Comparison', 'Between', 'Like', 'InList'] as const),
  ...([
    'Binary',
    'Unary',
    'Cast',
    'Extract',
    'Trim',
    'PositionOf',
    'Normalize',
    'AtTimeZone',
    'Dereference',
  ] as const),
]);

/**
 * Whether a NULL instead of a child makes the node NULL, or gives the same result as any other value. It is true only for nodes for which
 * SQL defines this; for functions it is unknown.
 */
export function keepsNull(node: Node, key: string): boolean {
  if (node.kind === 'Case') return key === 'otherwise' || key === 'whens';
  if (node.kind === 'When') return key === 'result';
  return keeping.has(node.kind);
}
