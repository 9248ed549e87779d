import { invariant } from '../base/invariant.js';
import type { DataSource } from '../model/data-source.js';
import { formatDataSourceName } from '../model/names.js';
import { isOpen } from '../model/present.js';
import { defaultSettings } from '../model/settings.js';
import { keyOf } from '../model/world.js';
import type { Kind, WorldObjects } from '../model/world.js';
import { definitionProblems, policyProblems } from '../policy/policy-problems.js';
import { policiesAbout } from '../policy/reach.js';
import { platformTraits } from '../platforms/index.js';
import type { ProblemFacts } from '../policy/policy-problems.js';
import { canonicalTable, definitionOf } from '../policy/sources/definition.js';
import type { ReadSource } from '../policy/sources/definition.js';
import { finder, gatherSources } from '../policy/sources/gather-sources.js';
import { withSharedTags } from '../policy/sources/share-table.js';
import { emptyWorld, knownObjects } from './known-objects.js';
import type { ExistingObjects, KnownObjects } from './known-objects.js';
import type { Problem } from './problem.js';

/** Why a data source is closed: its own definition, or a rule of a policy that cannot be enforced on it. */
export interface Closure {
  readonly dataSource: string;
  /** The policy that cannot be enforced; undefined if the data source itself cannot be read. */
  readonly policy?: string;
  /** Position of the rule in its policy, from 0; undefined if the problem is in the policy as a whole. */
  readonly rule?: number | undefined;
  readonly problem: string;
}

/** What a write does to a world. */
export interface WorldChange {
  /** Objects that are written; they replace those with the same keys. */
  readonly put?: Partial<WorldObjects>;
  /** Keys of objects that are removed. */
  readonly remove?: { readonly [K in Kind]?: readonly string[] };
  /** Set if every object that is not written is removed. */
  readonly only?: true;
}

/** Among everything that a write touches: what it closes, and what was closed before and stays closed. */
export interface Closing {
  readonly closed: readonly Closure[];
  readonly standing: readonly Closure[];
}

/** What cannot be enforced, in words; the same text as in explanations and in the error of a query. */
const reasonOf = ({ policy, rule, problem }: Closure): string =>
  policy === undefined
    ? problem
    : `policy '${policy}'${rule === undefined ? '' : `, rule ${rule + 1}`}: ${problem}`;

/** The message for a closure that a write would cause. */
export const wouldClose = (closure: Closure): string =>
  `data source '${closure.dataSource}' would be closed: ${reasonOf(closure)}`;

/** The message for an existing closure. */
export const isClosed = (closure: Closure): string =>
  `data source '${closure.dataSource}' is closed: ${reasonOf(closure)}`;

/**
 * Finds the data sources that a write closes: policies that it makes unenforceable, and definitions that it makes unreadable, whichever
 * object it writes. It checks only what the write touches.
 * @param existing the world before the write
 */
export async function checkClosing(existing: ExistingObjects, change: WorldChange): Promise<Closing> {
  const before = knownObjects(emptyWorld, existing);
  const after = changedWorld(before, change);
  const scope = await scopeOf(before, after, change);
  if (scope === undefined) return { closed: [], standing: [] };
  const now = await closuresIn(after, scope);
  if (now.length === 0) return { closed: [], standing: [] };
  const stood = new Set((await closuresIn(before, scope)).map((one) => JSON.stringify(one)));
  const stands = (one: Closure): boolean => stood.has(JSON.stringify(one));
  return { closed: now.filter((one) => !stands(one)), standing: now.filter(stands) };
}

/** A world in which closures are looked for. */
type ClosingWorld = Pick<KnownObjects, 'get' | 'all'>;

/** All closures of a world. */
export const closuresOf = (world: ClosingWorld): Promise<readonly Closure[]> => closuresIn(world, 'all');

/** A world as it is after a change. */
function changedWorld(before: ClosingWorld, { put, remove, only }: WorldChange): ClosingWorld {
  const written = knownObjects({ ...emptyWorld, ...put });
  if (only) return written;
  const isRemoved = (kind: Kind, key: string): boolean => remove?.[kind]?.includes(key) ?? false;
  return {
    get: async (kind, key) =>
      (await written.get(kind, key)) ?? (isRemoved(kind, key) ? undefined : await before.get(kind, key)),
    all: async (kind) => {
      const own = await written.all(kind);
      const keys = new Set(own.map((object) => keyOf[kind](object)));
      const others = (await before.all(kind)).filter((object) => {
        const key = keyOf[kind](object);
        return !keys.has(key) && !isRemoved(kind, key);
      });
      return [...own, ...others];
    },
  };
}

/** Pairs of policies and data sources to check: those in which one of the two is named. */
type Scope = 'all' | { readonly policies: ReadonlySet<string>; readonly dataSources: ReadonlySet<string> };

/** What a change touches; undefined if it cannot close anything. */
async function scopeOf(
  before: ClosingWorld,
  after: ClosingWorld,
  { put = {}, remove = {}, only }: WorldChange,
): Promise<Scope | undefined> {
  const touches = (kind: Kind): boolean => (put[kind] ?? []).length + (remove[kind] ?? []).length > 0;
  if (only || touches('settings') || touches('lookupTable')) return 'all';
  if (!touches('policy') && !touches('dataSource')) return undefined;
  const policies = new Set((put.policy ?? []).map(({ name }) => name));
  const written = put.dataSource ?? [];
  const names = new Set([...written.map(formatDataSourceName), ...(remove.dataSource ?? [])]);
  if (names.size === 0) return { policies, dataSources: names };
  const stored: DataSource[] = [];
  for (const name of names) {
    const found = await before.get('dataSource', name);
    if (found !== undefined) stored.push(found);
  }
  return {
    policies,
    dataSources: withReaders(names, [...written, ...stored], await after.all('dataSource')),
  };
}

/** Data sources and everything that reads them, by their name or by their raw table. */
function withReaders(
  names: ReadonlySet<string>,
  changed: readonly DataSource[],
  all: readonly DataSource[],
): ReadonlySet<string> {
  const found = new Set(names);
  const tables = new Set(changed.flatMap(({ table }) => table ?? []));
  const reads = ({ parts, kind }: ReadSource): boolean =>
    kind === 'data source' ? found.has(parts.join('.')) : tables.has(canonicalTable(parts));
  for (const one of all) {
    if (one.table !== undefined && tables.has(one.table)) found.add(formatDataSourceName(one));
  }
  const queries = all.filter(({ query }) => query !== undefined);
  for (let size = -1; size !== found.size;) {
    size = found.size;
    for (const dataSource of queries) {
      const definition = definitionOf(dataSource);
      if (definition.kind === 'query' && definition.sources.some(reads))
        found.add(formatDataSourceName(dataSource));
    }
  }
  return found;
}

async function closuresIn(known: ClosingWorld, scope: Scope): Promise<readonly Closure[]> {
  const settings = (await known.get('settings', 'settings')) ?? defaultSettings;
  const lookupTables = await known.all('lookupTable');
  const policies = await known.all('policy');
  const dataSources = withSharedTags(await known.all('dataSource'));
  const find = finder(dataSources);
  return dataSources.flatMap((dataSource) => {
    const name = formatDataSourceName(dataSource);
    const whole = scope === 'all' || scope.dataSources.has(name);
    if (!whole && scope.policies.size === 0) return [];
    const sources = gatherSources(dataSource, find);
    // Other policies ask for nothing of the data source, so nothing of them can be unenforceable there.
    const looked = policiesAbout(policies, [dataSource, ...[...sources.values()].flat()]).filter(
      ({ name: policy }) => whole || scope.policies.has(policy),
    );
    if (!whole && looked.length === 0) return [];
    const facts: ProblemFacts = { settings, lookupTables, sources, platforms: platformTraits };
    // Nobody sees it, so it does not matter if what it reads is closed too.
    if (!isOpen(dataSource) && [...facts.sources.values()].flat().some((one) => !isOpen(one))) return [];
    return [
      ...(whole
        ? definitionProblems(dataSource, facts).map((problem) => ({ dataSource: name, problem }))
        : []),
      ...looked.flatMap((policy) =>
        policyProblems(policy, dataSource, facts).map(({ rule, problem }) => ({
          ...{ dataSource: name, policy: policy.name, problem },
          ...(rule === undefined ? {} : { rule }),
        })),
      ),
    ];
  });
}

/** Where in the written objects a closure has its cause: at the policy's rule, at the data source, or at something that both depend on. */
export function placeOf(
  { dataSource, policy, rule }: Closure,
  written: Partial<WorldObjects>,
): Omit<Problem, 'message'> {
  const byPolicy = (written.policy ?? []).findIndex(({ name }) => name === policy);
  if (byPolicy >= 0) {
    return { kind: 'policy', index: byPolicy, path: rule === undefined ? [] : ['rules', rule] };
  }
  const source = (written.dataSource ?? []).findIndex((one) => formatDataSourceName(one) === dataSource);
  if (source >= 0) {
    const query = written.dataSource?.[source]?.query !== undefined && policy === undefined;
    return { kind: 'dataSource', index: source, path: query ? ['query'] : [] };
  }
  const kind = (['dataSource', 'lookupTable', 'settings', 'policy'] as const).find(
    (one) => (written[one] ?? []).length > 0,
  );
  invariant(kind !== undefined, 'the cause of a closed data source cannot close another one');
  return { kind, index: 0, path: [] };
}
