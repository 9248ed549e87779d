import { join } from 'node:path';

import { Refusal } from '../base/refusal.js';
import { hashKeyFile, hashKeyFileName } from '../trino/setup/hash-key-file.js';
import { credentialVariables, trinoFiles } from '../trino/setup/trino-files.js';
import { trinoInitInput } from '../trino/setup/trino-init-input.js';
import type { TrinoInitInput, TrinoInitOptions } from '../trino/setup/trino-init-input.js';
import { writeFiles } from '../trino/setup/write-files.js';
import type { WrittenFile } from '../trino/setup/write-files.js';
import type { CliContext } from './context.js';
import { asJson } from './json-option.js';
import type { TrinoOfWorld } from './trino-of-world.js';

/** The options of `scrim trino init`. */
export interface InitOptions {
  readonly out: string;
  readonly scrimUrl: string;
  readonly catalog?: string;
  readonly definer?: string;
  readonly rawCatalog?: readonly string[];
  readonly openCatalog?: readonly string[];
  readonly administrator?: readonly string[];
  readonly sessionTimeout?: string;
  readonly force?: true;
  readonly json?: true;
}

const flags: Readonly<Record<keyof TrinoInitOptions, string>> = {
  scrimUrl: '--scrim-url',
  catalog: '--catalog',
  definer: '--definer',
  rawCatalogs: '--raw-catalog',
  openCatalogs: '--open-catalog',
  administrators: '--administrator',
  sessionTimeout: '--session-timeout',
  refreshPeriod: '--refresh-period',
};

/**
 * Writes the files, and prints what is left to do.
 * @param ofWorld reads what is not said on the command line; asked only when something is not
 */
export async function runTrinoInit(
  { out }: CliContext,
  options: InitOptions,
  ofWorld: () => Promise<TrinoOfWorld>,
): Promise<void> {
  const said = options.definer !== undefined && options.rawCatalog !== undefined;
  const world = said ? undefined : await ofWorld();
  const input = check(options, world);
  const { hashKey } = world ?? {};
  const files = new Map(trinoFiles(input));
  if (hashKey !== undefined) {
    files.set(hashKeyFileName, hashKeyFile(hashKey.table, hashKey.key, input.definer));
  }
  const written = await writeFiles(options.out, files, {
    force: options.force ?? false,
    secret: [hashKeyFileName],
  });
  if (options.json) {
    out(asJson({ folder: options.out, files: written }));
    return;
  }
  out(written.map(({ path, change }) => `${change.padEnd(9)} ${path}\n`).join(''));
  out(`\n${nextSteps(input, written)}`);
  if (hashKey !== undefined) out(`\n${hashKeySteps(options.out, hashKey.table, input)}`);
}

function check(options: InitOptions, world: TrinoOfWorld | undefined): TrinoInitInput {
  const definer = options.definer ?? world?.definer;
  if (definer === undefined) {
    throw new Refusal(
      'invalid',
      "no definer: name one with --definer, and the same in the world's settings. Without one, views read raw tables as the person who asks, who would need to be let into them",
    );
  }
  const result = trinoInitInput.safeParse({
    scrimUrl: options.scrimUrl,
    catalog: options.catalog,
    definer,
    rawCatalogs: options.rawCatalog ?? world?.rawCatalogs,
    openCatalogs: options.openCatalog,
    administrators: options.administrator,
    sessionTimeout: options.sessionTimeout,
  } satisfies Record<Exclude<keyof TrinoInitOptions, 'refreshPeriod'>, unknown>);
  if (result.success) return result.data;
  const lines = result.error.issues.map(({ path: [key], message }) => {
    const flag = Object.entries(flags).find(([name]) => name === key)?.[1] ?? String(key);
    return `${flag}: ${message}`;
  });
  throw new Refusal('invalid', lines.join('\n'));
}

function nextSteps(input: TrinoInitInput, written: readonly WrittenFile[]): string {
  const [id, secret] = credentialVariables;
  const read = new Set(['rules.json', hashKeyFileName]);
  const restart = written.some(({ path, change }) => change !== 'unchanged' && !read.has(path));
  return [
    'What is left to do:',
    `1. Give Trino's environment ${id} and ${secret}, the credential that scrim knows.`,
    `2. Let people log in: rules hold for the name that a client gives, so that Trino must authenticate people`,
    `   (http-server.authentication.type) before their rows are theirs alone. '${input.definer}' needs no account.`,
    `3. ${restart ? 'Restart Trino.' : `Nothing: Trino reads rules.json again within ${input.refreshPeriod}.`}`,
    `4. Ask as somebody: SHOW SCHEMAS FROM ${input.catalog}`,
    '',
    `Only '${input.definer}' reads ${input.rawCatalogs.join(', ')} from now on. A catalog that is added to Trino is`,
    'closed to everybody until it is named here.',
    '',
    'The file of every one of them that is over JDBC (PostgreSQL, MySQL, …) needs the line',
    '  complex-expression-pushdown.enabled=false',
    'or errors of its source can be made to tell of hidden rows; and a lake tells the least and the greatest value of',
    'columns: see docs/threat-model.md. scrim doctor trino looks whether it is so.',
    '',
  ].join('\n');
}

/** What to do with the file of the hash key. Under the rules, only an administrator can still make the table. */
function hashKeySteps(folder: string, table: readonly string[], { administrators }: TrinoInitInput): string {
  const [administrator] = administrators;
  const when = administrator === undefined ? 'before Trino has the rules, or with --administrator' : '';
  return [
    `Hash masks read their key from ${table.join('.')}. To make that table${when === '' ? '' : `, ${when}`}:`,
    `  trino --server URL --user ${administrator ?? 'ADMINISTRATOR'} --file ${join(folder, hashKeyFileName)}`,
    'and delete the file then, since it holds the key.',
    '',
  ].join('\n');
}
