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

/**
 * Whether a raw table of Trino contains a hash key: the one in use, an earlier or a later version of it.
 * @param parts the folded parts of its name
 */
export const holdsHashKey = (
  parts: readonly string[],
  { hashKeyTable }: Pick<Settings, 'hashKeyTable'>,
): boolean => {
  const key = hashKeyTable === undefined ? undefined : partsOfText(hashKeyTable);
  return key !== undefined && stem(key) === stem(parts);
};

/** Why a table that contains a hash key may not be read. */
export const hashKeyReason = 'contains the key of hash masks (settings.hashKeyTable), which nothing may read';

/** The column of a table that contains the key. */
export const hashKeyColumn = 'key';
