import type { Node } from '../ast.js';
import type { Dialect } from '../dialect.js';
import type { Kind, NodeOf } from '../kinds.js';
import { UnsupportedByDialect } from '../print/unsupported.js';
import type { Replacement } from '../transform.js';

/**
 * What becomes of the nodes of a kind: the same; others that say it in the other dialect; nothing can say it (and what that
 * is); or it is no part of the dialect that is translated from.
 */
export type KindTranslation<K extends Kind> =
  'same' | ((node: NodeOf<K>) => Replacement<NodeOf<K>>) | { readonly no: string } | 'foreign';

/** A decision for every kind; nothing is the same unless it is said to be. */
export type Translations = { readonly [K in Kind]: KindTranslation<K> };

/** @throws UnsupportedByDialect always */
export function refuse(construct: string, to: Dialect, node: Node, hint?: string): never {
  throw new UnsupportedByDialect(construct, to, node.position, hint);
}
