import { print } from '../../sql/print/print.js';
import { hashKeyTable } from './hash-key-table.js';

/** Name of the file, in the folder that `scrim trino init` writes to. */
export const hashKeyFileName = 'hash-key.sql';

/** Name of the file with the key of a version after the first. */
export const rotatedFileName = (version: number): string => `hash-key-${version}.sql`;

/**
 * The text of a file that makes the table of the hash key, for an administrator to run. It holds the key: only its owner
 * may be able to read it.
 *
 * @param table the parts of the table's name
 */
export function hashKeyFile(table: readonly string[], key: string, definer: string): string {
  const [schema, keyTable] = hashKeyTable(table, key).map((statement) => `${print(statement, 'trino')};\n`);
  return `-- Makes the one-row table that holds the key of hash masks, and does nothing where it is there already.
-- Run it as somebody who may write to the catalog '${table[0] ?? ''}', and delete it then: whoever knows the key can find
-- out what was hashed by trying. Only '${definer}' may read the table; the rules beside this file see to that.
${schema ?? ''}
${keyTable ?? ''}`;
}
