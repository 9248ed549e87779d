import { chunks } from '../../base/chunks.js';
import { isOfDataSource } from '../../facts/derived-facts.js';
import { openFactsFor } from '../../facts/facts-for.js';
import { entryId, touched } from '../../world/touched.js';
import type { Derive } from '../../world/derive.js';
import type { Look } from '../../world/look.js';
import type { WorldCache } from '../../world/world-cache.js';
import type { World } from '../../world/world-store.js';
import { formatDataSourceName } from '../../model/names.js';
import { isOpen, present } from '../../model/present.js';
import { defaultSettings } from '../../model/settings.js';
import { decideForEveryone } from '../decisions/decide.js';
import { compileRedshiftView } from '../../platforms/redshift/compile-view.js';
import type { Desired, DesiredView } from '../../redshift/desired.js';
import { defaultLimits, requireRows } from '../../redshift/limits.js';
import type { PushLimits } from '../../redshift/limits.js';
import { definitionOf } from './view-definition.js';
import { profileOf } from '../../redshift/profile-rows.js';
import type { Profile } from '../../redshift/profile-rows.js';

/** The properties of the cluster that are part of the views. */
export interface DesiredPlace {
  /** The database that people connect to. */
  readonly database: string;
  readonly systemSchema: string;
  /** Whether quoted names are case-sensitive in the cluster. */
  readonly caseSensitive?: boolean | undefined;
}

/** What the state is computed from. */
export interface DesiredPorts {
  readonly store: Pick<World, 'snapshot' | 'read'>;
  readonly world: WorldCache;
  readonly now: () => Date;
  /** The key of hash masks, by its version. */
  readonly hashKey: (version: number) => Promise<string>;
}

/** What may have changed. */
export interface DesiredChange {
  /** Names in Redshift of people, before and after. */
  readonly usernames: readonly string[];
  /** Whether more than rows may have changed: views, the names of people, or settings. */
  readonly more: boolean;
}

/** What a cluster should contain, kept up to date with the world. */
export interface DesiredState {
  /**
   * Computes again what depends on changes since the last call, or on a time that has passed.
   * @throws Refusal `invalid` if the profiles of all people have too many rows
   */
  refresh(): Promise<DesiredChange>;
  /** As of the last refresh. */
  desired(): Desired;
  /** The next time at which something changes by itself, if any. */
  nextChange(): Date | undefined;
}

/** What was computed, and what from. */
interface Computed<T> {
  readonly value: T;
  /** The entries of the world that it was computed from. */
  readonly from: ReadonlySet<string>;
  /** What it was computed from that is the same for many people. */
  readonly through: readonly Known[];
}

/** What is the same whoever asks, about a data source or a schema. */
interface Known extends Computed<object> {
  /** Whether it may no longer be true: then nothing is that was computed from it. */
  forgotten: boolean;
}

/** What is computed of the world at once. */
const atOnce = 100;

/** @see DesiredState */
export function createDesiredState(
  ports: DesiredPorts,
  place: DesiredPlace,
  limits: Pick<PushLimits, 'profileRows'> = defaultLimits,
): DesiredState {
  const { store, world, now } = ports;
  const people = new Map<string, Computed<Profile | undefined>>();
  const views = new Map<string, Computed<DesiredView | undefined>>();
  /** What is the same whoever asks, by key, as of one revision. */
  const shared = new Map<string, Known>();
  let sharedAt = -1;
  let revision = -1;
  let hashKey: string | undefined;
  /** Whether the last refresh failed: what it had computed by then is not reported to anybody. */
  let unfinished = false;

  /** Reads the world for each name, and records the entries that each result depends on. */
  async function* computeEach<T>(
    names: readonly string[],
    question: (look: Look, name: string, derive: Derive) => T,
  ): AsyncGenerator<readonly [name: string, after: Computed<T>]> {
    for (const some of chunks(names, atOnce)) {
      const { results, found, revision } = await world.ask((look, { revision }) => {
        // The last run counts, which found everything that it looked up.
        // What is known of another revision is not mixed with this one.
        const known = revision === sharedAt ? shared : new Map<string, Known>();
        const found = new Map<string, Known>();
        const results = some.map(
          (name) =>
            [
              name,
              tracked(look, { known, found }, (inner, derive) => question(inner, name, derive)),
            ] as const,
        );
        return { results, found, revision };
      });
      if (revision !== sharedAt) forget(shared.keys());
      sharedAt = revision;
      for (const [key, one] of found) shared.set(key, one);
      yield* results;
    }
  }

  const forget = (keys: Iterable<string>): void => {
    for (const key of [...keys]) {
      const one = shared.get(key);
      if (one !== undefined) one.forgotten = true;
      shared.delete(key);
    }
  };

  /** Computes something, and records what from. @param found what becomes known for everybody */
  const tracked = <T>(
    world: Look,
    {
      known,
      found,
    }: {
      readonly known: ReadonlyMap<string, Known>;
      readonly found: Map<string, Known>;
    },
    question: (look: Look, derive: Derive) => T,
  ): Computed<T> => {
    const from = new Set<string>();
    const through = new Set<Known>();
    const own = new Map<string, object>();
    const look: Look = (entry) => {
      from.add(entryId(entry));
      return world(entry);
    };
    const derive: Derive = (key, compute) => {
      if (isOfDataSource(key)) {
        let one = known.get(key) ?? found.get(key);
        if (one === undefined) {
          one = {
            ...tracked<object>(world, { known, found }, (inner, deeper) => compute(inner, deeper, undefined)),
            forgotten: false,
          };
          found.set(key, one);
        }
        through.add(one);
        return one.value as ReturnType<typeof compute>;
      }
      const value =
        (own.get(key) as ReturnType<typeof compute> | undefined) ?? compute(look, derive, undefined);
      own.set(key, value);
      return value;
    };
    return { value: question(look, derive), from, through: [...through] };
  };

  return {
    async refresh() {
      const at = now();
      const { changed, revision: reached } = await store.read(revision, []);
      const ids = changed === 'all' ? undefined : new Set(changed.flatMap(touched).map(entryId));
      const settings = await world.ask((look) => look({ entry: 'settings' }) ?? defaultSettings);
      const inlineHashKey = await ports.hashKey(settings.hashKeyVersion ?? 1);
      const names = await namesIn(ports);
      const keyBefore = hashKey;
      hashKey = inlineHashKey;
      forget([...shared].flatMap(([key, { from }]) => (ids === undefined || meet(from, ids) ? [key] : [])));
      sharedAt = reached;
      const isStale = ({ from, through }: Computed<unknown>): boolean =>
        ids === undefined || meet(from, ids) || through.some(({ forgotten }) => forgotten);

      const usernames = new Set<string>();
      let more = ids === undefined || keyBefore !== hashKey || unfinished;
      unfinished = true;
      const stalePeople = [...new Set([...people.keys(), ...names.users])].filter((name) => {
        const before = people.get(name);
        const due = before?.value?.until !== undefined && new Date(before.value.until) <= at;
        return before === undefined || due || isStale(before);
      });
      // Without those whose rows are computed again: they may lose rows that others gain.
      let rows = [...people.values()].reduce((sum, { value }) => sum + (value?.rows.length ?? 0), 0);
      for (const name of stalePeople) rows -= people.get(name)?.value?.rows.length ?? 0;
      for await (const [name, after] of computeEach(stalePeople, (look, userName, derive) =>
        profileOf(look, { userName, at }, derive),
      )) {
        const before = people.get(name);
        if (after.value === undefined) people.delete(name);
        else people.set(name, after);
        rows += after.value?.rows.length ?? 0;
        requireRows(rows, limits);
        for (const profile of [before?.value, after.value])
          if (profile !== undefined) usernames.add(profile.username);
        more ||=
          before?.value?.username !== after.value?.username ||
          before?.value?.problem !== after.value?.problem;
      }
      const staleViews = [...new Set([...views.keys(), ...names.dataSources])].filter((name) => {
        const before = views.get(name);
        return before === undefined || isStale(before);
      });
      for await (const [name, after] of computeEach(staleViews, (look, dataSourceName) =>
        desiredViewOf(look, dataSourceName, at, { ...place, inlineHashKey }),
      )) {
        const before = views.get(name);
        if (after.value === undefined) views.delete(name);
        else views.set(name, after);
        more ||= JSON.stringify(before?.value) !== JSON.stringify(after.value);
      }
      revision = reached;
      unfinished = false;
      return { usernames: [...usernames], more };
    },
    desired: () => ({
      profiles: [...people.values()].flatMap(({ value }) => (value === undefined ? [] : [value])),
      views: [...views.values()].flatMap(({ value }) => (value === undefined ? [] : [value])),
      ...(hashKey === undefined ? {} : { hashKey }),
    }),
    nextChange() {
      const ends = [...people.values()].flatMap(({ value }) =>
        value?.until === undefined ? [] : [new Date(value.until).getTime()],
      );
      return ends.length === 0 ? undefined : new Date(ends.reduce((a, b) => Math.min(a, b)));
    },
  };
}

/** Whether two sets have something in common. */
function meet(one: ReadonlySet<string>, other: ReadonlySet<string>): boolean {
  const [few, many] = one.size < other.size ? [one, other] : [other, one];
  for (const entry of few) if (many.has(entry)) return true;
  return false;
}

/** Names of all users, and of the data sources that are on Redshift. */
async function namesIn({ store }: Pick<DesiredPorts, 'store'>) {
  const { result } = await store.snapshot(async (reader) => {
    const dataSources: string[] = [];
    for await (const page of reader.pages('dataSource')) {
      for (const one of page) if (one.platform === 'redshift') dataSources.push(formatDataSourceName(one));
    }
    return { users: await reader.keys('user'), dataSources };
  });
  return result;
}

/** The view that everybody reads for a data source; undefined if it is not on Redshift. */
export function desiredViewOf(
  look: Look,
  dataSourceName: string,
  at: Date,
  place: DesiredPlace & { readonly inlineHashKey: string },
): DesiredView | undefined {
  const facts = openFactsFor(look, { dataSourceName, at });
  const { dataSource, settings } = facts;
  if (dataSource?.platform !== 'redshift') return undefined;
  const { schema, name, comment, columns } = present(dataSource);
  const base = {
    ...{ dataSource: dataSourceName, schema, name },
    ...(comment === undefined ? {} : { comment }),
    columns: columns.map((column) => ({ name: column.name, type: column.type })),
  };
  if (!isOpen(dataSource)) return { ...base, reads: [] };
  const compiled = compileRedshiftView(dataSource, decideForEveryone(facts), settings, place);
  return compiled.statement === undefined
    ? { ...base, reads: [], problem: compiled.problems.join('; ') }
    : {
        ...base,
        definition: definitionOf(compiled.statement, base.columns, place.systemSchema),
        reads: compiled.reads,
      };
}
