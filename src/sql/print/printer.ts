import type { Expression, Node } from '../ast.js';
import type { Dialect } from '../dialect.js';
import type { Kind, NodeOf } from '../kinds.js';
import type { Document } from './document.js';
import type { Feature } from './features.js';
import type { Level } from './precedence.js';
import type { Style } from './style.js';

/** What a speller asks of the printer that runs it. */
export interface Printer {
  readonly dialect: Dialect;
  readonly style: Style;
  /** A node as it stands alone. */
  readonly spell: (node: Node) => Document;
  /** An expression as an operand: in parentheses where it binds less than `level`. */
  readonly operand: (expression: Expression, level: Level) => Document;
  /** @throws UnsupportedByDialect when the dialect lacks a feature that a node uses */
  readonly need: (feature: Feature, node: Node) => void;
  /** @throws UnsupportedByDialect always */
  readonly refuse: (construct: string, node: Node, hint?: string) => never;
}

/** Spells the nodes of one kind. */
export type Speller<K extends Kind> = (node: NodeOf<K>, printer: Printer) => Document;

/**
 * All that a dialect can say: for each kind its speller, or the name of the construct that the dialect has not. Nothing is
 * inherited, so a new kind does not compile until each dialect has decided on it.
 */
export type Spellers = { readonly [K in Kind]: Speller<K> | string };
