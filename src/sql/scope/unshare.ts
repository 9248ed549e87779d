import type { Node, Query } from '../ast.js';
import type { Kind } from '../kinds.js';
import { transform } from '../transform.js';
import { visit } from '../visit.js';

/** Nodes whose meaning depends on their place. Each contains names. */
const identified: readonly Kind[] = ['Table', 'TableQuery', 'ColumnReference', 'QualifiedName', 'NamedQuery'];

/**
 * The same query with a separate node for every occurrence of a name, so that a node identifies its meaning. In a built tree, one table
 * node can be both inside and outside the scope of a WITH query, and then has two meanings.
 */
export function unshare(query: Query): Query {
  const seen = new Set<Node>();
  let shared = false;
  visit(query, {
    enter: (node) => {
      if (!identified.includes(node.kind)) return undefined;
      shared ||= seen.has(node);
      seen.add(node);
      return shared ? 'stop' : undefined;
    },
  });
  // A new leaf also creates every node above it again.
  return shared ? (transform(query, { Identifier: (node) => ({ ...node }) }) as Query) : query;
}
