import type { Expression, Node } from '../ast.js';

/** How an operation can fail for some values, and what prevents it. An operation without a risk gives a result for every value. */
export type Risk =
  /**
   * An error that TRY turns into NULL (Trino).
   * @see replaced is the same operation in a form that gives NULL by itself, where there is one
   */
  | { readonly kind: 'caught'; readonly replaced?: Expression }
  /** An error that TRY lets pass. `replaced` gives NULL in its place; `works` is true where the operation does not fail. */
  | { readonly kind: 'replaced'; readonly replaced: Expression; readonly works: Expression }
  /** An error that TRY lets pass, and that the operation does not raise where `works` is true. */
  | { readonly kind: 'bounded'; readonly works: Expression }
  /** An error that nothing prevents. `why` says what fails, and after a colon what to write instead. */
  | { readonly kind: 'refused'; readonly why: string };

/** What a dialect says of failing. */
export interface Failing {
  /** How a node can fail, its children apart. */
  readonly risksOf: (node: Node) => readonly Risk[];
  /** What to write within a subquery, where nothing is guarded. */
  readonly inSubquery: string;
  /** NULL where a condition is not true, else the value. */
  readonly where: (condition: Expression, value: Expression) => Expression;
  /** NULL where a value fails. Only asked where there is a caught risk. */
  readonly attempt: (value: Expression) => Expression;
  /** The one value of the rows of a subquery; NULL when there are more. Undefined where the dialect cannot say it. */
  readonly onlyValue: (value: Expression) => Expression | undefined;
}
