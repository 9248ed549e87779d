import type { ColumnReference, Node, PolicyFunctionCall, Query } from '../ast.js';
import type { Signature } from './signature.js';
import type { Type } from './type.js';

/** What the types of an expression are found with. */
export interface Typing {
  /** The type of what a chain of names means; `any` for one that is not known. */
  readonly column: (reference: ColumnReference) => Type;
  /** The types of the columns of a subquery; undefined when they are not known. */
  readonly query: (query: Query) => readonly Type[] | undefined;
  /** The type of what a policy function gives, its arguments having been checked. */
  readonly policyFunction: (call: PolicyFunctionCall, args: readonly Type[]) => Type;
  /** The signatures of a function; undefined for one that is not known, which may take and give anything. */
  readonly signatures: (name: string) => readonly Signature[] | undefined;
  /** Whether it is inside a lambda expression, where Trino takes no subquery. */
  readonly inLambda?: true;
  /** Tells what does not fit. */
  readonly report: (node: Node, message: string) => void;
}
