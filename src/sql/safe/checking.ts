import type { ColumnReference, Node } from '../ast.js';
import type { Dialect } from '../dialect.js';
import type { Functions } from './functions.js';
import type { RowRules } from './rules.js';
import type { Scope } from './scope.js';

/** What the checks of single kinds ask of the walk that runs them. */
export interface Checking {
  readonly dialect: Dialect;
  readonly rules: RowRules;
  readonly functions: Functions;
  /** Tells what is wrong with a node. */
  readonly report: (node: Node, message: string) => void;
  /** Checks a node and all below it. */
  readonly check: (node: Node, scope: Scope) => void;
  /** Notes that a reference is to a column of the row. */
  readonly ofRow: (reference: ColumnReference) => void;
}

/** Checks what is particular to the nodes of one kind; `done` when it has seen to the children too. */
export type KindCheck<N extends Node> = (node: N, scope: Scope, to: Checking) => 'done' | undefined;
