import { join } from 'node:path';
import type { Command } from 'commander';

import { Refusal } from '../base/refusal.js';
import { hashKeyFile, hashKeyFileName } from '../trino/init/hash-key-file.js';
import { credentialVariables, trinoFiles } from '../trino/init/trino-files.js';
import { trinoInitInput } from '../trino/init/trino-init-input.js';
import type { TrinoInitInput, TrinoInitOptions } from '../trino/init/trino-init-input.js';
import { writeFiles } from '../trino/init/write-files.js';
import type { WrittenFile } from '../trino/init/write-files.js';
import type { CliContext } from './context.js';

/** What the world says about the Trino in front of it. */
export interface TrinoOfWorld {
  readonly definer: string | undefined;
  /** Catalogs of the raw tables and of the hash-key table. */
  readonly rawCatalogs: readonly string[];
  /** The table of the hash key, by the parts of its name, and what it holds; undefined where hashes need none. */
  readonly hashKey?: { readonly table: readonly string[]; readonly key: string };
}

/** The options as commander hands them over. */
interface InitOptions {
  readonly out: string;
  readonly scrimUrl: string;
  readonly catalog?: string;
  readonly definer?: string;
  readonly rawCatalog?: readonly string[];
  readonly openCatalog?: readonly string[];
  readonly administrator?: readonly string[];
  readonly sessionTimeout?: string;
  readonly force?: true;
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
 * `scrim trino init`: writes what a stock Trino needs to ask scrim, and to keep people from going past it.
 *
 * @param ofWorld reads what is not said on the command line; asked only when something is not
 * @returns the command `scrim trino`, for others beside this one
 */
export function registerTrinoInit(
  program: Command,
  { out }: CliContext,
  ofWorld: (command: Command) => Promise<TrinoOfWorld>,
  addOptions: (command: Command) => Command = (command) => command,
): Command {
  const trino = program.command('trino').description('set up the Trino that people query');
  const init = trino
    .command('init')
    .description("write the files of Trino's configuration folder that make it ask scrim")
    .requiredOption('--out <folder>', "folder to write to, such as Trino's own etc")
    .requiredOption('--scrim-url <url>', 'where Trino reaches scrim, such as http://127.0.0.1:8181')
    .option('--catalog <name>', 'name of the catalog that people query (default: scrim)')
    .option('--definer <user>', "owner of every view (default: the world's)")
    .option('--raw-catalog <name...>', "catalogs that only the definer reads (default: the world's)")
    .option('--open-catalog <name...>', 'catalogs in which everybody may make tables and views')
    .option('--administrator <user...>', 'users who may do everything; Trino must authenticate them')
    .option('--session-timeout <duration>', "how long Trino keeps a person's token unused (default: 1h)")
    .option('--force', 'replace files that are there with another content');
  addOptions(init).action(async (options: InitOptions, command: Command) => {
    const said = options.definer !== undefined && options.rawCatalog !== undefined;
    const world = said ? undefined : await ofWorld(command);
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
    out(written.map(({ path, change }) => `${change.padEnd(9)} ${path}\n`).join(''));
    out(`\n${nextSteps(input, written)}`);
    if (hashKey !== undefined) out(`\n${hashKeySteps(options.out, hashKey.table, input)}`);
  });
  return trino;
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
