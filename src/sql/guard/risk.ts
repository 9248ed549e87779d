import type { Expression, Node } from '../ast.js';

/** How an operation can fail for some values, and what prevents it. An operation without a risk gives a result for every value. */
export type Risk =
  /**
   * An error that TRY converts to NULL (Trino).
   * @see replaced is the same operation in a form that returns NULL by itself, if there is one
   */
  | { readonly kind: 'caught'; readonly replaced?: Expression }
  /** An error that TRY does not catch. `replaced` returns NULL instead; `works` is true if the operation does not fail. */
  | { readonly kind: 'replaced'; readonly replaced: Expression; readonly works: Expression }
  /** An error that TRY does not catch, and that the operation does not raise if `works` is true. */
  | { readonly kind: 'bounded'; readonly works: Expression }
  /** An error that nothing prevents. `why` describes what fails, and after a colon what to write instead. */
  | { readonly kind: 'refused'; readonly why: string };

/** How expressions fail in a dialect. */
export interface Failing {
  /** How a node can fail, without its children. */
  readonly risksOf: (node: Node) => readonly Risk[];
  /** What to write in a subquery, where nothing is guarded. */
  readonly inSubquery: string;
  /** NULL if a condition is not true, otherwise the value. */
  readonly where: (condition: Expression, value: Expression) => Expression;
  /** NULL if a value fails. It is called only if there is a caught risk. */
  readonly attempt: (value: Expression) => Expression;
  /** The only value of the rows of a subquery; NULL if there are more. Undefined if the dialect cannot express it. */
  readonly onlyValue: (value: Expression) => Expression | undefined;
}
