import type { Node } from '../ast.js';
import type { Dialect } from '../dialect.js';
import type { Kind, NodeOf } from '../kinds.js';
import { UnsupportedByDialect } from '../print/unsupported.js';
import type { Replacement } from '../transform.js';

/**
 * The translation of the nodes of a kind: unchanged; converted to other nodes; impossible, with the name of the construct; or not part of
 * the source dialect.
 */
export type KindTranslation<K extends Kind> =
  'same' | ((node: NodeOf<K>) => Replacement<NodeOf<K>>) | { readonly no: string } | 'foreign';

/** A decision for every kind; a kind is only unchanged if that is declared. */
export type Translations = { readonly [K in Kind]: KindTranslation<K> };

/** @throws UnsupportedByDialect always */
export function refuse(construct: string, to: Dialect, node: Node, hint?: string): never {
  throw new UnsupportedByDialect(construct, to, node.position, hint);
}
