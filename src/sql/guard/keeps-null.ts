import type { Node } from '../ast.js';
import type { Kind } from '../kinds.js';

/** The kinds that are NULL (or unknown) when a part of them is, unless their other parts decide alone. */
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
 * Whether a NULL in place of a child makes the node NULL, or leaves it what it would be with any value there. It is said of what
 * SQL defines so alone; of functions it is not known.
 */
export function keepsNull(node: Node, key: string): boolean {
  if (node.kind === 'Case') return key === 'otherwise' || key === 'whens';
  if (node.kind === 'When') return key === 'result';
  return keeping.has(node.kind);
}
