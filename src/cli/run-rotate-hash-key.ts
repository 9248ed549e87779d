import { join } from 'node:path';
import type { Command } from 'commander';

import { Refusal } from '../base/refusal.js';
import { trinoSql } from '../trino/trino-sql.js';
import type { Operations } from '../use-cases/operations.js';
import { qualifiedName } from '../sql/build.js';
import { print } from '../sql/print/print.js';
import { hashKeyFile, rotatedFileName } from '../trino/setup/hash-key-file.js';
import { nextKeyTable } from '../trino/setup/next-key-table.js';
import { writeFiles } from '../trino/setup/write-files.js';
import type { CliContext } from './context.js';
import { withOperations } from './store-option.js';

/** The options of `scrim trino rotate-hash-key`. */
export interface RotateOptions {
  readonly out?: string;
  readonly table?: string;
  readonly force?: true;
}

const differ = [
  'Hashes made with the new key differ from the old ones. Hashed values that people stored (in tables, joins, dashboards)',
  'no longer match the values in views, and must be created again. A key that leaked still reveals the values that were',
  'hashed with it.',
];

/** Creates the next key of hash masks, and prints how to switch to it. */
export async function runRotateHashKey(
  { out }: CliContext,
  options: RotateOptions,
  command: Command,
): Promise<void> {
  out(await withOperations(command, (operations) => rotate(operations, options, trinoSql.partsOf)));
}

/** Writes the files of a rotation. The current key stays in use. @returns the next steps, as text */
async function rotate(
  operations: Pick<Operations, 'settings' | 'hashKey'>,
  { out, table, force }: RotateOptions,
  partsOf: (name: string) => readonly string[],
): Promise<string> {
  const { definer, hashKeyTable, inlineHashKey, hashKeyVersion = 1 } = await operations.settings();
  const version = hashKeyVersion + 1;
  if (hashKeyTable === undefined) {
    if (!inlineHashKey) {
      throw new Refusal(
        'invalid',
        'there is no hash key to rotate: the settings name neither hashKeyTable nor inlineHashKey',
      );
    }
    return steps([
      [
        'Apply these settings; views hash with the new key from the next query on:',
        setting('hashKeyVersion', version),
      ],
    ]);
  }
  if (out === undefined)
    throw new Refusal('invalid', 'name the folder for the SQL of the new table: --out FOLDER');
  // Trino folds every name to lower case, even quoted ones.
  const fold = (name: string): readonly string[] => partsOf(name).map((part) => part.toLowerCase());
  const old = fold(hashKeyTable);
  const parts = table === undefined ? nextKeyTable(old, version) : fold(table);
  if (nameOf(parts) === nameOf(old)) {
    throw new Refusal(
      'invalid',
      `the new key needs a table of its own: ${nameOf(parts)} contains the key in use`,
    );
  }
  if (parts.length !== old.length || parts[0] !== old[0]) {
    throw new Refusal(
      'invalid',
      `expected a table in catalog '${old[0] ?? ''}', which only the definer reads, as CATALOG.SCHEMA.TABLE, but found ${nameOf(parts)}`,
    );
  }
  const file = rotatedFileName(version);
  const text = hashKeyFile(parts, await operations.hashKey({ version }), definer ?? 'the owner of the views');
  await writeFiles(out, new Map([[file, text]]), { force: force ?? false, secret: [file] });
  return steps([
    [
      `Create the table ${nameOf(parts)}. Then delete the file, because it contains the key:`,
      `trino --server URL --user ADMINISTRATOR --file ${join(out, file)}`,
    ],
    [
      'Apply these settings, both in one change; views hash with the new key from the next query on:',
      setting('hashKeyTable', nameOf(parts)),
      setting('hashKeyVersion', version),
    ],
    [
      `Keep ${nameOf(old)} until every query that started before the change has ended. Then drop it.`,
      `scrim keeps its key: to go back, set hashKeyTable: ${nameOf(old)} and hashKeyVersion: ${hashKeyVersion}`,
    ],
  ]);
}

const nameOf = (parts: readonly string[]): string => print(qualifiedName(...parts), 'trino');

const setting = (key: string, value: string | number): string => `${key}: ${value}`;

const steps = (list: readonly (readonly [string, ...string[]])[]): string =>
  [
    'Next steps:',
    ...list.flatMap(([head, ...lines], index) => [
      `${index + 1}. ${head}`,
      ...lines.map((line) => `     ${line}`),
    ]),
    '',
    ...differ,
    '',
  ].join('\n');
