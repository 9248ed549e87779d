import { print } from '../../sql/print/print.js';
import { hashKeyTable } from './hash-key-table.js';

/** Name of the file, in the folder that `scrim trino init` writes to. */
export const hashKeyFileName = 'hash-key.sql';

/** Name of the file with the key of a version after the first. */
export const rotatedFileName = (version: number): string => `hash-key-${version}.sql`;

/**
 * The text of a file that creates the table of the hash key. An administrator runs it. It contains the key, so only its owner
 * may read it.
 *
 * @param table the parts of the table's name
 */
export function hashKeyFile(table: readonly string[], key: string, definer: string): string {
  const [schema, keyTable] = hashKeyTable(table, key).map((statement) => `${print(statement, 'trino')};\n`);
  return `-- Creates the one-row table with the key of hash masks. Does nothing if the table exists.
-- Run it as a user who may write to the catalog '${table[0] ?? ''}', then delete this file: somebody who knows the key can
-- find hashed values by trying. The rules beside this file let only '${definer}' read the table.
${schema ?? ''}
${keyTable ?? ''}`;
}
