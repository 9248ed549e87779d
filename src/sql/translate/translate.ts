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
 * Says in one dialect what a tree says in another, with the differences that docs/sql.md lists. Only what was reviewed is
 * taken to mean the same in both: any other construct or function is refused.
 * @param from the dialect that gives the tree its meaning
 * @param to the dialect of the result; the same as `from` gives the tree itself
 * @throws UnsupportedByDialect for what has no counterpart, with its position
 */
export function translate<N extends Node>(node: N, from: Dialect, to: Dialect): N | Replacement<N> {
  if (from === to) return node;
  refuseOutermost(node, from, to);
  return transform(node, changes[to]);
}

/** Finds what cannot be translated from the top, so that the whole construct is named and not a part of it. */
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

/** What a dialect has no counterpart for because of what it is, or of what is around it. */
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
