import type { Node, Query } from '../ast.js';
import type { Kind } from '../kinds.js';
import { transform } from '../transform.js';
import { visit } from '../visit.js';

/** Nodes that stand for what they mean in one place. Each holds names. */
const identified: readonly Kind[] = ['Table', 'TableQuery', 'ColumnReference', 'QualifiedName', 'NamedQuery'];

/**
 * The same query in which no name stands in two places, so that it can be told by its node: a table that a built tree holds
 * both inside and outside the scope of a WITH query has two meanings.
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
  // A fresh leaf makes every node above it anew.
  return shared ? (transform(query, { Identifier: (node) => ({ ...node }) }) as Query) : query;
}
