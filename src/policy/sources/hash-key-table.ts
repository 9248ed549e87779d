import { LRUCache } from 'lru-cache';

import type { Settings } from '../../model/settings.js';
import { partsOfText } from './definition.js';

/** The end of a name that marks a later version of the key, as `scrim trino rotate-hash-key` gives it. */
const version = /_v\d+$/;

/**
 * A name without what may follow it and still mean the same table: the version of the key, and the suffix by which connectors
 * name metadata and snapshots of a table (`"hash_key$files"`).
 */
const stem = (parts: readonly string[]): string =>
  JSON.stringify([...parts.slice(0, -1), (parts.at(-1) ?? '').replace(/[$@].*$/s, '').replace(version, '')]);

/** The stems of key tables: each decision asks about the same one. */
const stems = new LRUCache<string, { readonly stem: string | undefined }>({ max: 100 });

function stemOfText(table: string): string | undefined {
  const found = stems.get(table);
  if (found !== undefined) return found.stem;
  const parts = partsOfText(table);
  const made = { stem: parts === undefined ? undefined : stem(parts) };
  stems.set(table, made);
  return made.stem;
}

/**
 * Whether a raw table of Trino contains a hash key: the one in use, an earlier or a later version of it.
 * @param parts the folded parts of its name
 */
export const holdsHashKey = (
  parts: readonly string[],
  { hashKeyTable }: Pick<Settings, 'hashKeyTable'>,
): boolean => hashKeyTable !== undefined && stemOfText(hashKeyTable) === stem(parts);

/** Why a table that contains a hash key may not be read. */
export const hashKeyReason = 'contains the key of hash masks (settings.hashKeyTable), which nothing may read';

/** The column of a table that contains the key. */
export const hashKeyColumn = 'key';
