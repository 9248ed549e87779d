import { internalError } from '../../base/invariant.js';
import type { Node } from '../ast.js';
import type { Dialect } from '../dialect.js';
import type { Kind } from '../kinds.js';
import { group, parenthesized, render, type Document } from './document.js';
import { hasFeature } from './features.js';
import { levelOf } from './precedence.js';
import type { Printer, Speller, Spellers } from './printer.js';
import { redshift } from './redshift.js';
import { styles } from './style.js';
import { trino } from './trino.js';
import { UnsupportedByDialect } from './unsupported.js';

const spellers: Readonly<Record<Dialect, Spellers>> = { trino, redshift };

/** The preferred maximum width of lines. */
export const columns = 100;

/**
 * Prints a tree in the SQL of a dialect, with as few parentheses as possible, on one line if it fits. Printing never changes the meaning of
 * a tree; `translate` does.
 * @throws UnsupportedByDialect for a construct that the dialect does not support
 * @throws Error for a tree with a Slot: print it with printTemplate
 */
export function print(node: Node, dialect: Dialect): string {
  const { texts, holes } = render(documentOf(node, dialect), columns);
  if (holes.length > 0) {
    throw internalError(`the slot '${holes.join("', '")}' was printed unbound`);
  }
  return texts.join('');
}

/** Converts a tree to a layout document in a dialect. */
export function documentOf(node: Node, dialect: Dialect): Document {
  const refuse: Printer['refuse'] = (construct, at, hint) => {
    throw new UnsupportedByDialect(construct, dialect, at.position, hint);
  };
  const spell = (inner: Node): Document => {
    const speller = spellers[dialect][inner.kind] as Speller<Kind> | string;
    return typeof speller === 'string' ? refuse(speller, inner) : speller(inner, printer);
  };
  const printer: Printer = {
    dialect,
    style: styles[dialect],
    spell,
    operand: (expression, level) =>
      levelOf(expression) < level ? parenthesized(spell(expression)) : spell(expression),
    need: (feature, at) => {
      if (!hasFeature(dialect, feature)) refuse(feature, at);
    },
    refuse,
  };
  return group(spell(node));
}
