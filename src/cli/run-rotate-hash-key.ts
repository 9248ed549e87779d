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
  'What is hashed from then on differs from what was hashed before: hashed values that people kept (in tables, joins,',
  'dashboards) no longer meet what they are shown, and have to be made anew. A key that got out still opens whatever was',
  'hashed with it.',
];

/** Makes the next key of hash masks, and prints how to go over to it. */
export async function runRotateHashKey(
  { out }: CliContext,
  options: RotateOptions,
  command: Command,
): Promise<void> {
  out(await withOperations(command, (operations) => rotate(operations, options, trinoSql.partsOf)));
}

/** Writes what a rotation needs. Nothing that is in use changes. @returns what is left to do, in words */
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
  // Trino folds every name, quoted ones too.
  const fold = (name: string): readonly string[] => partsOf(name).map((part) => part.toLowerCase());
  const old = fold(hashKeyTable);
  const parts = table === undefined ? nextKeyTable(old, version) : fold(table);
  if (nameOf(parts) === nameOf(old)) {
    throw new Refusal(
      'invalid',
      `the new key needs a table of its own: ${nameOf(parts)} holds the one in use`,
    );
  }
  if (parts.length !== old.length || parts[0] !== old[0]) {
    throw new Refusal(
      'invalid',
      `expected a table in catalog '${old[0] ?? ''}', which the rules close, as CATALOG.SCHEMA.TABLE, but found ${nameOf(parts)}`,
    );
  }
  const file = rotatedFileName(version);
  const text = hashKeyFile(parts, await operations.hashKey({ version }), definer ?? 'the owner of the views');
  await writeFiles(out, new Map([[file, text]]), { force: force ?? false, secret: [file] });
  return steps([
    [
      `Make the table ${nameOf(parts)}, and delete the file then, since it holds the key:`,
      `trino --server URL --user ADMINISTRATOR --file ${join(out, file)}`,
    ],
    [
      'Apply these settings, both in one change; views hash with the new key from the next query on:',
      setting('hashKeyTable', nameOf(parts)),
      setting('hashKeyVersion', version),
    ],
    [
      `Leave ${nameOf(old)} where it is until no query from before can still be running, and drop it then:`,
      `its key is kept: hashKeyTable: ${nameOf(old)} with hashKeyVersion: ${hashKeyVersion} goes back`,
    ],
  ]);
}

const nameOf = (parts: readonly string[]): string => print(qualifiedName(...parts), 'trino');

const setting = (key: string, value: string | number): string => `${key}: ${value}`;

const steps = (list: readonly (readonly [string, ...string[]])[]): string =>
  [
    'What is left to do:',
    ...list.flatMap(([head, ...lines], index) => [
      `${index + 1}. ${head}`,
      ...lines.map((line) => `     ${line}`),
    ]),
    '',
    ...differ,
    '',
  ].join('\n');
