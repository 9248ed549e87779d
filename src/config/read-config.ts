import { readFile } from 'node:fs/promises';

import { fileProblem } from '../base/file-problem.js';
import { nearest } from '../base/nearest.js';
import { Refusal } from '../base/refusal.js';
import { errorMessage } from '../base/system-error.js';
import { valueAt } from '../base/schema-walk.js';
import { parseYaml } from '../files/parse-yaml.js';
import { formatComplaints, formatPlace } from '../files/place.js';
import { configFile } from './config.js';
import type { Config } from './config.js';
import { formatOrigin, merged, originOf, placeOf, problemsOf, withValue } from './layers.js';
import type { Layer, LayerProblem, Origin } from './layers.js';
import { settings } from './settings.js';
import type { Setting } from './settings.js';

/** Where a configuration is read from. A flag overrides the environment, the environment the file, and the file the defaults. */
export interface ConfigSources {
  /** The configuration file; by default the file in SCRIM_CONFIG, if that is set. */
  readonly file?: string | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Values by flag, such as `--log-level`. */
  readonly flags?: Readonly<Record<string, string | undefined>>;
}

/** A configuration, and where each of its values was given. */
export interface EffectiveConfig {
  readonly config: Config;
  readonly origins: ReadonlyMap<Setting, Origin>;
}

/** Variables that scrim reads and that are not configuration values. */
export const otherVariables = {
  SCRIM_CONFIG: 'the configuration file, as `--config`',
  SCRIM_CLIENT_ID: 'the id of a client that may send requests, in addition to `clients` (default `trino`)',
  SCRIM_CLIENT_SECRET: 'the secret of that client',
  SCRIM_CLIENT_SECRET_FILE: 'or the file with the secret of that client',
  SCRIM_ACTOR: 'the name under which commands record changes, as `--actor`; by default your login name',
  SCRIM_TRINO_PASSWORD: 'the password of `sync.user`, and of `--user` in commands that connect to Trino',
  SCRIM_TRINO_URL: 'the Trino that commands connect to, as `--trino`',
  SCRIM_CACHE: 'where `scrim demo` keeps the Trino that it downloads (default `~/.cache/scrim`)',
} as const;

/**
 * Reads the configuration of `scrim serve` from a file, the environment and flags.
 * @throws Refusal `invalid` with all problems, one line each: `FILE:LINE:COLUMN: …`, `VARIABLE: …`, `--FLAG: …`
 */
export async function readConfig({ file, env, flags = {} }: ConfigSources): Promise<EffectiveConfig> {
  const fromFile = await readFileLayer(file ?? nonEmpty(env['SCRIM_CONFIG']));
  const layers = [
    ...(fromFile === undefined ? [] : [fromFile]),
    layerOf(
      'environment',
      (setting) => setting.env,
      (name) => variable(env, name),
    ),
    layerOf(
      'flag',
      (setting) => setting.flag,
      (name) => flags[name],
    ),
  ];
  const problems = [
    ...problemsOf(layers),
    ...(await placesOfClusters(layers)),
    ...misspeltVariables(env, merged(layers)),
  ];
  if (problems.length > 0) refuse(problems);
  const config = configFile.parse(merged(layers));
  const origins = new Map(settings.map((setting) => [setting, originOf(layers, setting)]));
  return { config: await withStoreOfFile(config, origins), origins };
}

/** Problems of names in `opa.clusters`. The SQL parser is loaded only if there are some. */
async function placesOfClusters(layers: readonly Layer[]): Promise<readonly LayerProblem[]> {
  const clusters = valueAt(merged(layers), ['opa', 'clusters']);
  if (clusters === undefined) return [];
  const { placeProblems } = await import('./opa-places.js');
  return placeProblems(clusters).map(({ path, message, part }) => ({
    origin: placeOf(layers, path, part),
    message,
  }));
}

async function withStoreOfFile(config: Config, origins: EffectiveConfig['origins']): Promise<Config> {
  const { storeFile } = config;
  if (storeFile === undefined) return config;
  const [, origin] = [...origins].find(([{ key }]) => key === 'storeFile') ?? [];
  const complain = (message: string): never =>
    refuse([{ origin: origin ?? { from: 'default' }, message: `the file ${storeFile} ${message}` }]);
  const store = (
    await readFile(storeFile, 'utf8').catch((error: unknown) =>
      complain(`cannot be read: ${errorMessage(error)}`),
    )
  ).trim();
  return store === ''
    ? complain('is empty; it must contain the location of the store')
    : { ...config, store };
}

const nonEmpty = (text: string | undefined): string | undefined => (text === '' ? undefined : text);

/** Kubernetes sets SCRIM_PORT to such an address if a service is named scrim. Nobody means that as a port. */
const isServiceLink = (text: string): boolean => text.startsWith('tcp://') || text.startsWith('udp://');

/** The value of a variable. An empty variable counts as not set. */
const variable = (env: ConfigSources['env'], name: string): string | undefined => {
  const text = nonEmpty(env[name]);
  return text === undefined || isServiceLink(text) ? undefined : text;
};

function layerOf(
  from: 'environment' | 'flag',
  nameOf: (setting: Setting) => string | undefined,
  textOf: (name: string) => string | undefined,
): Layer {
  const given = settings.flatMap((setting) => {
    const name = nameOf(setting);
    const text = name === undefined ? undefined : textOf(name);
    return name === undefined || text === undefined ? [] : [{ setting, name, value: typed(setting, text) }];
  });
  return {
    value: given.reduce<Layer['value']>(
      (tree, { setting, value }) => withValue(tree, setting.path, value),
      {},
    ),
    originOf: (path) => {
      const about = given.find(({ setting }) => path.every((key, depth) => setting.path[depth] === key));
      return about === undefined ? { from: 'default' } : { from, name: about.name };
    },
  };
}

/** A text as a value of the schema's type. If it is not of that type it stays a text, and the schema reports it. */
function typed({ schema }: Setting, text: string): unknown {
  switch (typeOf(schema)) {
    case 'number':
      return /^-?\d{1,15}(\.\d+)?$/.test(text) ? Number(text) : text;
    case 'boolean':
      return text === 'true' || (text === 'false' ? false : text);
    default:
      return text;
  }
}

/** Zod's name for the type of a schema, inside the wrappers for optional values and defaults. */
function typeOf(schema: Setting['schema']): string {
  const { def } = (
    schema as { readonly _zod: { readonly def: { type: string; innerType?: Setting['schema'] } } }
  )._zod;
  return def.innerType === undefined ? def.type : typeOf(def.innerType);
}

async function readFileLayer(file: string | undefined): Promise<Layer | undefined> {
  if (file === undefined) return undefined;
  const complain = (complaints: Parameters<typeof formatComplaints>[0]): never => {
    throw new Refusal('invalid', formatComplaints(complaints).join('\n'));
  };
  const text = await readFile(file, 'utf8').catch((error: unknown) =>
    complain([{ place: { file }, message: fileProblem(error) }]),
  );
  const parsed = parseYaml(file, text);
  if ('complaints' in parsed) return complain(parsed.complaints);
  const value = parsed.value ?? {};
  if (typeof value !== 'object' || Array.isArray(value)) {
    return complain([{ place: parsed.placeOf([]), message: 'expected an object with keys such as host' }]);
  }
  return {
    value: value as Layer['value'],
    originOf: (path, part) => ({ from: 'file', place: formatPlace(parsed.placeOf(path, part)) }),
  };
}

/** Variables that scrim does not read and whose name is similar to one that it reads. Variables in `secretEnv` are read. */
function misspeltVariables(env: ConfigSources['env'], config: unknown): readonly LayerProblem[] {
  const known = [...settings.flatMap((setting) => setting.env ?? []), ...Object.keys(otherVariables)];
  const named = [['clients'], ['webhooks'], ['opa', 'clusters'], ['audit', 'clusters']]
    .map((list) => valueAt(config, list))
    .flatMap((list): readonly unknown[] => (Array.isArray(list) ? list : []))
    .flatMap((one) => [valueAt(one, ['secretEnv']), valueAt(one, ['tokenEnv'])])
    .concat(valueAt(config, ['audit', 'archive', 'passwordEnv']));
  return Object.keys(env)
    .filter((name) => name.startsWith('SCRIM_') && !known.includes(name) && !named.includes(name))
    .filter((name) => variable(env, name) !== undefined && nearest(name.slice('SCRIM_'.length), bare(known)))
    .map((name) => ({
      origin: { from: 'environment', name },
      message: `unknown variable; did you mean 'SCRIM_${nearest(name.slice('SCRIM_'.length), bare(known)) ?? ''}'?`,
    }));
}

/** Names without their common prefix, which would make all of them similar to each other. */
const bare = (names: readonly string[]): readonly string[] =>
  names.map((name) => name.slice('SCRIM_'.length));

const ranks: readonly Origin['from'][] = ['file', 'environment', 'flag', 'default'];

function refuse(problems: readonly LayerProblem[]): never {
  const lines = problems
    .map((problem, index) => ({ ...problem, index }))
    .toSorted((a, b) => ranks.indexOf(a.origin.from) - ranks.indexOf(b.origin.from) || lineOf(a) - lineOf(b))
    .map(({ origin, message }) => `${formatOrigin(origin)}: ${message}`);
  throw new Refusal('invalid', [...new Set(lines)].join('\n'));
}

/** In a file by line, then column; elsewhere in the order of the schema. */
function lineOf({ origin, index }: LayerProblem & { readonly index: number }): number {
  const [, line, column] = origin.from === 'file' ? (/:(\d+):(\d+)$/.exec(origin.place) ?? []) : [];
  return line === undefined ? index : Number(line) * 10_000 + Number(column);
}
