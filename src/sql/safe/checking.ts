import type { ColumnReference, Node } from '../ast.js';
import type { Dialect } from '../dialect.js';
import type { Functions } from './functions.js';
import type { RowRules } from './rules.js';
import type { Scope } from './scope.js';

/** What the checks of single kinds need from the walk that runs them. */
export interface Checking {
  readonly dialect: Dialect;
  readonly rules: RowRules;
  readonly functions: Functions;
  /** Reports an error of a node. */
  readonly report: (node: Node, message: string) => void;
  /** Checks a node and all below it. */
  readonly check: (node: Node, scope: Scope) => void;
  /** Records that a reference is to a column of the row. */
  readonly ofRow: (reference: ColumnReference) => void;
}

/** Checks the nodes of one kind; `done` if it has checked the children too. */
export type KindCheck<N extends Node> = (node: N, scope: Scope, to: Checking) => 'done' | undefined;
