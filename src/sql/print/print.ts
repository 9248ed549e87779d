import type { Expression, Node } from '../ast.js';
import type { Dialect } from '../dialect.js';
import type { Document } from './document.js';
import { render } from './document.js';
import { hasFeature } from './features.js';
import { levelOf } from './precedence.js';
import type { Level } from './precedence.js';
import type { Printer } from './printer.js';
import { spellNode } from './spellers.js';
import { UnsupportedByDialect } from './unsupported.js';

/** The width that lines keep to where they can. */
export const columns = 100;

/** Lays out a tree in the words of a dialect. */
export function documentOf(node: Node, dialect: Dialect): Document {
  const refuse: Printer['refuse'] = (construct, at, hint) => {
    throw new UnsupportedByDialect(construct, dialect, at.position, hint);
  };
  const printer: Printer = {
    dialect,
    spell: (inner) => spellNode(inner, printer),
    operand: (expression: Expression, least: Level) =>
      levelOf(expression) < least ? ['(', printer.spell(expression), ')'] : printer.spell(expression),
    need: (feature, at) => {
      if (!hasFeature(dialect, feature)) refuse(feature, at);
    },
    refuse,
  };
  return printer.spell(node);
}

/**
 * Spells a tree in the SQL of a dialect: no more parentheses than it takes, one line where it fits.
 * @throws UnsupportedByDialect for what the dialect cannot say
 * @throws Error for a tree with a Slot: print it with printTemplate
 */
export function print(node: Node, dialect: Dialect): string {
  const { texts, holes } = render(documentOf(node, dialect), columns);
  if (holes.length > 0)
    throw new Error(`scrim is at fault: the slot '${holes.join("', '")}' was printed unbound`);
  return texts.join('');
}
