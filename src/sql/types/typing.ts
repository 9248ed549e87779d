import type { ColumnReference, Node, PolicyFunctionCall, Query } from '../ast.js';
import type { Signature } from './signature.js';
import type { Type } from './type.js';

/** The input for computing the types of an expression. */
export interface Typing {
  /** The type of what a chain of names denotes; `any` if it is unknown. */
  readonly column: (reference: ColumnReference) => Type;
  /** The types of the columns of a subquery; undefined if they are unknown. */
  readonly query: (query: Query) => readonly Type[] | undefined;
  /** The result type of a policy function, after its arguments were checked. */
  readonly policyFunction: (call: PolicyFunctionCall, args: readonly Type[]) => Type;
  /** The signatures of a function; undefined for an unknown function, which may have any parameters and result. */
  readonly signatures: (name: string) => readonly Signature[] | undefined;
  /** Whether it is inside a lambda expression, where Trino does not allow subqueries. */
  readonly inLambda?: true;
  /** Reports a type error. */
  readonly report: (node: Node, message: string) => void;
}
