import { openFactsFor } from '../../facts/facts-for.js';
import { entryId, touched } from '../../world/touched.js';
import type { Look } from '../../world/look.js';
import type { WorldCache } from '../../world/world-cache.js';
import type { WorldStore } from '../../world/world-store.js';
import { formatDataSourceName } from '../../model/names.js';
import { isOpen, present } from '../../model/present.js';
import { defaultSettings } from '../../model/settings.js';
import { decideForEveryone } from '../decisions/decide.js';
import { compileRedshiftView } from '../../platforms/redshift/compile-view.js';
import type { Desired, DesiredView } from '../../redshift/desired.js';
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
  readonly store: Pick<WorldStore, 'snapshot' | 'read'>;
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
  /** Computes again what depends on changes since the last call, or on a time that has passed. */
  refresh(): Promise<DesiredChange>;
  /** As of the last refresh. */
  desired(): Desired;
  /** The next time at which something changes by itself, if any. */
  nextChange(): Date | undefined;
}

interface Computed<T> {
  readonly value: T;
  /** The entries of the world that it was computed from. */
  readonly from: ReadonlySet<string>;
}

/** @see DesiredState */
export function createDesiredState(ports: DesiredPorts, place: DesiredPlace): DesiredState {
  const { store, world, now } = ports;
  const people = new Map<string, Computed<Profile | undefined>>();
  const views = new Map<string, Computed<DesiredView | undefined>>();
  let revision = -1;
  let hashKey: string | undefined;

  /** Reads the world, and records the entries that the result depends on. */
  const compute = async <T>(question: (look: Look) => T): Promise<Computed<T>> => {
    const from = new Set<string>();
    const value = await world.ask((look) => {
      from.clear();
      return question((entry) => {
        from.add(entryId(entry));
        return look(entry);
      });
    });
    return { value, from };
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
      const isStale = ({ from }: Computed<unknown>): boolean =>
        ids === undefined || [...ids].some((id) => from.has(id));

      const usernames = new Set<string>();
      let more = ids === undefined || keyBefore !== hashKey;
      for (const name of new Set([...people.keys(), ...names.users])) {
        const before = people.get(name);
        const due = before?.value?.until !== undefined && new Date(before.value.until) <= at;
        if (before !== undefined && !due && !isStale(before)) continue;
        const after = await compute((look) => profileOf(look, { userName: name, at }));
        if (after.value === undefined) people.delete(name);
        else people.set(name, after);
        for (const profile of [before?.value, after.value])
          if (profile !== undefined) usernames.add(profile.username);
        more ||=
          before?.value?.username !== after.value?.username ||
          before?.value?.problem !== after.value?.problem;
      }
      for (const name of new Set([...views.keys(), ...names.dataSources])) {
        const before = views.get(name);
        if (before !== undefined && !isStale(before)) continue;
        const after = await compute((look) => desiredViewOf(look, name, at, { ...place, inlineHashKey }));
        if (after.value === undefined) views.delete(name);
        else views.set(name, after);
        more ||= JSON.stringify(before?.value) !== JSON.stringify(after.value);
      }
      revision = reached;
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

/** Names of all users, and of the data sources that are on Redshift. */
async function namesIn({ store }: Pick<DesiredPorts, 'store'>) {
  const { result } = await store.snapshot(async (reader) => ({
    users: (await reader.all('user')).map(({ name }) => name),
    dataSources: (await reader.all('dataSource'))
      .filter(({ platform }) => platform === 'redshift')
      .map(formatDataSourceName),
  }));
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
