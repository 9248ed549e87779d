import { join } from 'node:path';
import type { z } from 'zod';

import { Refusal } from '../base/refusal.js';
import { eventsConfiguration, eventsConfigurationText, eventsVariable } from '../trino/setup/events-file.js';
import { hashKeyFile, hashKeyFileName } from '../trino/setup/hash-key-file.js';
import { credentialVariables, trinoFiles } from '../trino/setup/trino-files.js';
import {
  certificateFiles,
  opaConfiguration,
  opaConfigurationText,
  opaVariables,
} from '../trino/setup/opa-file.js';
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
  readonly guard?: true;
  readonly inPlace?: true;
  readonly cluster?: string;
  readonly events?: true;
  readonly http2?: number;
  readonly certificate?: string;
  readonly force?: true;
  readonly json?: true;
}

type Asking = NonNullable<TrinoInitInput['opa']>;
type Reporting = NonNullable<TrinoInitInput['events']>;

/** The options by their path in the input. */
const flags: Readonly<
  Record<
    | Exclude<keyof TrinoInitOptions, 'opa' | 'events'>
    | `opa.${Exclude<keyof Asking, 'mode'>}`
    | `events.${keyof Reporting}`,
    string
  >
> = {
  scrimUrl: '--scrim-url',
  catalog: '--catalog',
  definer: '--definer',
  rawCatalogs: '--raw-catalog',
  openCatalogs: '--open-catalog',
  administrators: '--administrator',
  sessionTimeout: '--session-timeout',
  refreshPeriod: '--refresh-period',
  'opa.cluster': '--cluster',
  'opa.http2Port': '--http2',
  'opa.certificate': '--certificate',
  'events.cluster': '--cluster',
};

/**
 * Writes the files, and prints the next steps.
 * @param ofWorld reads the values that the command line does not give; called only if one is missing
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
    const configuration = {
      ...(input.opa && opaConfiguration(input, input.opa)),
      ...(input.events && eventsConfiguration(input, input.events)),
    };
    out(
      asJson({
        folder: options.out,
        files: written,
        ...(Object.keys(configuration).length > 0 && { configuration }),
      }),
    );
    return;
  }
  out(written.map(({ path, change }) => `${change.padEnd(9)} ${path}\n`).join(''));
  out(`\n${nextSteps(input, written)}`);
  if (input.events !== undefined) out(`\n${stepsToReport(input, input.events)}`);
  if (hashKey !== undefined) out(`\n${hashKeySteps(options.out, hashKey.table, input)}`);
}

function check(options: InitOptions, world: TrinoOfWorld | undefined): TrinoInitInput {
  const definer = options.definer ?? world?.definer;
  if (definer === undefined) {
    throw new Refusal(
      'invalid',
      "no definer: give one with --definer, and the same one in the world's settings. Without a definer, views read raw tables as the person who queries, who would then need access to them",
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
    opa: askingOf(options),
    events: options.events && { cluster: options.cluster },
  } satisfies Record<Exclude<keyof TrinoInitOptions, 'refreshPeriod'>, unknown>);
  if (result.success) return result.data;
  const lines = result.error.issues.map(({ path, message }) => {
    const [key] = path;
    const flag =
      Object.entries(flags).find(([name]) => name === path.join('.'))?.[1] ??
      Object.entries(flags).find(([name]) => name === key)?.[1] ??
      String(key);
    return `${flag}: ${message}`;
  });
  throw new Refusal('invalid', lines.join('\n'));
}

/** How Trino asks scrim, if it does. */
function askingOf({
  guard,
  inPlace,
  events,
  cluster,
  http2,
  certificate,
}: InitOptions): z.input<typeof trinoInitInput>['opa'] {
  if (guard || inPlace) {
    return { mode: guard ? 'guard' : 'inPlace', cluster, http2Port: http2, certificate };
  }
  const alone = events ? undefined : cluster;
  const given = Object.entries({ '--cluster': alone, '--http2': http2, '--certificate': certificate })
    .filter(([, value]) => value !== undefined)
    .map(([flag]) => flag);
  if (given.length === 0) return undefined;
  throw new Refusal(
    'invalid',
    `${given.join(', ')}: give --guard or --in-place too, so that Trino asks scrim for access control`,
  );
}

function nextSteps(input: TrinoInitInput, written: readonly WrittenFile[]): string {
  if (input.opa !== undefined) return stepsToAsk(input, input.opa, written);
  const [id, secret] = credentialVariables;
  const read = new Set(['rules.json', hashKeyFileName]);
  const restart = written.some(({ path, change }) => change !== 'unchanged' && !read.has(path));
  return [
    'Next steps:',
    `1. Set ${id} and ${secret} in Trino's environment: scrim's client credential.`,
    `2. Let Trino authenticate people (http-server.authentication.type). Without it, anybody can give any name, and`,
    `   see the rows of that person. '${input.definer}' needs no account.`,
    `3. ${restart ? 'Restart Trino.' : `Nothing: Trino reads rules.json again within ${input.refreshPeriod}.`}`,
    `4. Query as a user: SHOW SCHEMAS FROM ${input.catalog}`,
    '',
    `From now on, only '${input.definer}' reads ${input.rawCatalogs.join(', ')}. A catalog that you add to Trino is`,
    'closed to everybody until you give it to scrim trino init.',
    '',
    ...hintsForRawCatalogs,
  ].join('\n');
}

const hintsForRawCatalogs: readonly string[] = [
  'Of these catalogs, each one over JDBC (PostgreSQL, MySQL, …) needs this line in its file:',
  '  complex-expression-pushdown.enabled=false',
  'Without it, error messages of the database can reveal hidden rows. The statistics of a lake can reveal the minimum',
  'and maximum of columns. See docs/threat-model.md. To check for both, run scrim doctor trino.',
  '',
];

/** The next steps for a Trino that asks scrim for access control. */
function stepsToAsk(input: TrinoInitInput, asking: Asking, written: readonly WrittenFile[]): string {
  const [id, secret] = credentialVariables;
  const { mode, certificate } = asking;
  const restart = written.some(({ path, change }) => change !== 'unchanged' && path.endsWith('.properties'));
  const steps = [
    `Set ${id} and ${secret} in Trino's environment: scrim's client credential.`,
    ...(certificate === undefined
      ? [
          `Make a secret (openssl rand -hex 32), and set it as ${opaVariables.secret} in the environments of Trino and of scrim.
It is a part of addresses, so use letters and digits only. Trino writes these addresses into its log when it starts.`,
        ]
      : [
          `Put the key and the certificate '${certificate}' of Trino into ${certificateFiles.keyStore}, and the authority of scrim's
certificate into ${certificateFiles.trustStore}. Set ${opaVariables.keyStore} in Trino's environment. See docs/in-place.md.`,
        ]),
    `Add this to scrim's configuration (scrim serve --config FILE), and restart scrim:
${opaConfigurationText(input, asking).trimEnd()}`,
    'Change operation-rules.yaml to what your users do, and apply it: scrim apply -f operation-rules.yaml',
    `Let Trino authenticate people (http-server.authentication.type). Without it, anybody can give any name, and
see the rows of that person. '${input.definer}' needs no account.`,
    restart ? 'Restart Trino.' : 'Nothing for Trino: its files are unchanged.',
    `Query as a user: SHOW SCHEMAS FROM ${input.catalog}`,
  ];
  const raw = input.rawCatalogs.join(', ');
  return [
    'Next steps:',
    ...steps.map((step, index) => `${index + 1}. ${step.replaceAll('\n', '\n   ')}`),
    '',
    mode === 'guard'
      ? `From now on, only '${input.definer}' reads ${raw}.`
      : `From now on, people read tables in ${raw} that are data sources, with their filters and masks.`,
    'A catalog that you add to Trino is closed to everybody until opa.clusters names it.',
    '',
    ...hintsForRawCatalogs,
  ].join('\n');
}

/** The next steps for a Trino that reports its queries. */
const stepsToReport = (input: TrinoInitInput, reporting: Reporting): string =>
  [
    'To have queries on record:',
    `1. Make a token (openssl rand -hex 32), and set it as ${eventsVariable} in the environments of Trino and of scrim.`,
    "2. Add this to scrim's configuration, and restart scrim:",
    eventsConfigurationText(input, reporting).trimEnd().replaceAll(/^/gm, '   '),
    '3. Restart Trino, query something, and list it: scrim audit queries --since 1h',
    '',
  ].join('\n');

/** The next steps for the file of the hash key. With the rules in place, only an administrator can create the table. */
function hashKeySteps(folder: string, table: readonly string[], { administrators }: TrinoInitInput): string {
  const [administrator] = administrators;
  const when = administrator === undefined ? 'before Trino has the rules, or with --administrator' : '';
  return [
    `Hash masks read their key from ${table.join('.')}. To create that table${when === '' ? '' : `, ${when}`}:`,
    `  trino --server URL --user ${administrator ?? 'ADMINISTRATOR'} --file ${join(folder, hashKeyFileName)}`,
    'Then delete the file, because it contains the key.',
    '',
  ].join('\n');
}
