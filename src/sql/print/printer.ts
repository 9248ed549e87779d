import type { Expression, Node } from '../ast.js';
import type { Dialect } from '../dialect.js';
import type { Kind, NodeOf } from '../kinds.js';
import type { Document } from './document.js';
import type { Feature } from './features.js';
import type { Level } from './precedence.js';
import type { Style } from './style.js';

/** The functions of the printer that a speller calls. */
export interface Printer {
  readonly dialect: Dialect;
  readonly style: Style;
  /** A node by itself. */
  readonly spell: (node: Node) => Document;
  /** An expression as an operand: in parentheses if its precedence is lower than `level`. */
  readonly operand: (expression: Expression, level: Level) => Document;
  /** @throws UnsupportedByDialect if the dialect lacks a feature that a node uses */
  readonly need: (feature: Feature, node: Node) => void;
  /** @throws UnsupportedByDialect always */
  readonly refuse: (construct: string, node: Node, hint?: string) => never;
}

/** Prints the nodes of one kind. */
export type Speller<K extends Kind> = (node: NodeOf<K>, printer: Printer) => Document;

/**
 * Everything that a dialect supports: for each kind its speller, or the name of the construct that the dialect lacks. Nothing is inherited,
 * so a new kind does not compile without a decision for each dialect.
 */
export type Spellers = { readonly [K in Kind]: Speller<K> | string };
