import { configFile } from './config.js';
import { explainIssues } from '../base/explain-issues.js';
import { valueAt } from '../base/schema-walk.js';
import { settingAt } from './settings.js';
import type { Setting } from './settings.js';

/** Where a value was given. */
export type Origin =
  | { readonly from: 'default' }
  | { readonly from: 'file'; readonly place: string }
  | { readonly from: 'environment'; readonly name: string }
  | { readonly from: 'flag'; readonly name: string };

/** Values from one place, in the form of the configuration file. */
export interface Layer {
  readonly value: Tree;
  /** The place of the value at a path, or of the last key itself. */
  readonly originOf: (path: Path, part: 'key' | 'value') => Origin;
}

type Path = readonly (string | number)[];
type Tree = Readonly<Record<string, unknown>>;

/** Something wrong with a value, and the place where it was given. */
export interface LayerProblem {
  readonly origin: Origin;
  readonly message: string;
}

/** An origin as messages and listings name it. */
export const formatOrigin = (origin: Origin): string =>
  origin.from === 'default' ? 'default' : origin.from === 'file' ? origin.place : origin.name;

const isTree = (value: unknown): value is Tree =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A tree with a value at a path. */
export const withValue = (tree: Tree, [key, ...rest]: readonly string[], value: unknown): Tree =>
  key === undefined
    ? tree
    : {
        ...tree,
        [key]: rest.length === 0 ? value : withValue(isTree(tree[key]) ? tree[key] : {}, rest, value),
      };

const overlay = (lower: unknown, upper: unknown): unknown =>
  isTree(lower) && isTree(upper)
    ? Object.fromEntries(
        [...new Set([...Object.keys(lower), ...Object.keys(upper)])].map((key) => [
          key,
          key in upper ? (key in lower ? overlay(lower[key], upper[key]) : upper[key]) : lower[key],
        ]),
      )
    : upper;

/** The values of all layers. If several layers give a value, the last wins. */
export const merged = (layers: readonly Layer[]): unknown =>
  layers.map(({ value }) => value).reduce<unknown>((lower, upper) => overlay(lower, upper), {});

/** The layer that gives the value at a path: the last one that has the value, or a part of it. */
const giving = (layers: readonly Layer[], path: Path): Layer | undefined =>
  layers.findLast(({ value }) => valueAt(value, path) !== undefined);

/** Where the value of a setting was given. */
export const originOf = (layers: readonly Layer[], { path }: Setting): Origin =>
  giving(layers, path)?.originOf(path, 'value') ?? { from: 'default' };

/** Messages about a secret do not show the value that was found. */
const discreet = (path: Path, message: string): string =>
  isSecret(path) ? message.replace(/ but found .*$/s, '') : message;

/** Lists whose entries have a secret. The addresses of another OPA server can contain one, too. */
const withSecrets: ReadonlySet<string> = new Set(['clients', 'webhooks', 'opa.clusters', 'audit.clusters']);

const isSecret = (path: Path): boolean =>
  (settingAt(path)?.secret ?? false) ||
  (withSecrets.has(settingAt(path)?.key ?? '') &&
    (path.at(-1) === 'secret' || path.at(-1) === 'token' || path.includes('upstream')));

/**
 * All problems of the merged values, and of values that a later layer overrides: they would
 * be wrong as soon as the later layer no longer overrides them.
 */
export function problemsOf(layers: readonly Layer[]): readonly LayerProblem[] {
  const whole = explainIssues(configFile, merged(layers)).map(({ path, message, wrongKey }) => ({
    origin: placeOf(layers, path, wrongKey ? 'key' : 'value'),
    message: discreet(path, message),
  }));
  const hidden = layers.flatMap((layer, index) =>
    explainIssues(configFile, layer.value)
      .filter(
        ({ path }) =>
          valueAt(layer.value, path) !== undefined && giving(layers.slice(index + 1), path) !== undefined,
      )
      .filter(({ path }) => !isTree(valueAt(layer.value, path)))
      .map(({ path, message }) => ({
        origin: layer.originOf(path, 'value'),
        message: discreet(path, message),
      })),
  );
  return [...whole, ...hidden];
}

/** The place of a problem: of the value, or else of the nearest enclosing value that was given. */
export function placeOf(layers: readonly Layer[], path: Path, part: 'key' | 'value'): Origin {
  for (let depth = path.length; depth > 0; depth -= 1) {
    const layer = giving(layers, path.slice(0, depth));
    if (layer !== undefined) return layer.originOf(path, depth === path.length ? part : 'value');
  }
  return layers[0]?.originOf([], 'value') ?? { from: 'default' };
}
