import { internalError } from '../../base/invariant.js';
import type { Node } from '../ast.js';
import type { Dialect } from '../dialect.js';
import type { Kind } from '../kinds.js';
import { dialectName } from '../print/unsupported.js';
import { transform, type Changes, type Replacement } from '../transform.js';
import { visit } from '../visit.js';
import { toRedshift } from './to-redshift.js';
import { isPartOfDigest } from './to-redshift-functions.js';
import { refuseForeignNames } from './to-trino-names.js';
import { toTrino } from './to-trino.js';
import { refuse, type KindTranslation, type Translations } from './translation.js';

const translations: Readonly<Record<Dialect, Translations>> = { redshift: toRedshift, trino: toTrino };

/**
 * Translates a tree from one dialect to another, with the differences that docs/sql.md lists. Only reviewed constructs and functions are
 * translated; all others are refused.
 * @param from the dialect that gives the tree its meaning
 * @param to the dialect of the result; if it is the same as `from`, the result is the tree itself
 * @throws UnsupportedByDialect for a construct without a counterpart, with its position
 */
export function translate<N extends Node>(node: N, from: Dialect, to: Dialect): N | Replacement<N> {
  if (from === to) return node;
  refuseOutermost(node, from, to);
  return transform(node, changes[to]);
}

/** Finds untranslatable constructs from the top down, so that the message names the whole construct and not a part of it. */
function refuseOutermost(root: Node, from: Dialect, to: Dialect): void {
  visit(root, {
    enter: (node, ancestors) => {
      const translation = translations[to][node.kind] as KindTranslation<Kind>;
      if (translation === 'foreign') {
        throw internalError(`${node.kind} is not part of the SQL of ${dialectName[from]}`);
      }
      if (typeof translation === 'object') refuse(translation.no, to, node);
      refuseInPlace[to](node, ancestors.at(-1));
      return undefined;
    },
  });
}

/** Constructs without a counterpart in a dialect because of their kind or their context. */
const refuseInPlace: Readonly<Record<Dialect, (node: Node, around: Node | undefined) => void>> = {
  trino: refuseForeignNames,
  redshift(node, around) {
    if (node.kind !== 'FunctionCall' || isPartOfDigest(node, around)) return;
    const name = node.name.parts.map(({ value }) => value).join('.');
    refuse(`counterpart of ${name} outside to_hex(digest(to_utf8(…)))`, 'redshift', node);
  },
};

const changesOf = (table: Translations): Changes =>
  Object.fromEntries(
    Object.entries(table).filter(([, translation]) => typeof translation === 'function'),
  ) as Changes;

const changes: Readonly<Record<Dialect, Changes>> = {
  redshift: changesOf(translations.redshift),
  trino: changesOf(translations.trino),
};
