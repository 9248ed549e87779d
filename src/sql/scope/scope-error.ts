import type { Node } from '../ast.js';

/** The error for a name in a query that is unknown or ambiguous. The message uses the terms of SQL. */
export class ScopeError extends Error {
  override readonly name = 'ScopeError';

  /**
   * @param line counted from 1; undefined in a tree that was built, not parsed
   * @param column in characters, counted from 1
   */
  constructor(
    message: string,
    readonly line: number | undefined,
    readonly column: number | undefined,
  ) {
    super(message);
  }
}

/** An error about a node, at its place. */
export const scopeError = (node: Node, message: string): ScopeError =>
  new ScopeError(message, node.position?.line, node.position?.column);
