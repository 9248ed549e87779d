import { groupBy } from '../../base/group-by.js';
import type { DataSource } from '../../model/data-source.js';
import { formatDataSourceName } from '../../model/names.js';
import { tagsReaching } from '../../model/tags-reaching.js';
import type { Principal } from '../../model/principals.js';
import { defaultSettings } from '../../model/settings.js';
import type { Entry, EntryValue, ValueOf } from '../world-store.js';
import type { MemoryObjects } from './memory-objects.js';

/** Answers entries from objects in memory. The same entry has the same value, as the same object. */
export type MemoryEntries = <E extends Entry>(entry: E) => ValueOf<E>;

type Answers = {
  readonly [N in Entry['entry']]: (entry: Extract<Entry, { readonly entry: N }>) => EntryValue[N];
};

const nothing: readonly never[] = [];

/** A principal as text: the same for the same one. */
const textOf = (principal: Principal): string =>
  'user' in principal ? `user ${principal.user}` : `group ${principal.group}`;

const distinct = (texts: readonly string[]): readonly string[] => [...new Set(texts)];
const sorted = (texts: readonly string[]): readonly string[] => distinct(texts).toSorted();

/** Computes once, when it is first needed. */
function lazily<T>(compute: () => T): () => T {
  let known: { readonly value: T } | undefined;
  return () => (known ??= { value: compute() }).value;
}

/** Names by a text, for each value of a list that has such texts. */
function namesBy<T>(
  values: readonly T[],
  nameOf: (value: T) => string,
  textsOf: (value: T) => readonly string[],
): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const value of values) {
    for (const text of textsOf(value)) {
      const names = found.get(text);
      if (names === undefined) found.set(text, [nameOf(value)]);
      else names.push(nameOf(value));
    }
  }
  return new Map([...found].map(([text, names]) => [text, sorted(names)]));
}

/** @see MemoryEntries */
export function memoryEntries(objects: MemoryObjects): MemoryEntries {
  const dataSources = lazily(() => objects.all('dataSource'));
  const byDataSource = (textsOf: (dataSource: DataSource) => readonly string[]) =>
    lazily(() => namesBy(dataSources(), formatDataSourceName, textsOf));
  const bySchema = byDataSource(({ schema }) => [schema]);
  const byTag = byDataSource(tagsReaching);
  const byTable = byDataSource(({ table }) => (table === undefined ? [] : [table]));
  const byOwner = byDataSource(({ owners }) => distinct(owners.map(textOf)));
  const bySubscriber = lazily(() =>
    namesBy(
      objects.all('subscription'),
      ({ dataSource }) => dataSource,
      ({ subscriber }) => [textOf(subscriber)],
    ),
  );
  const subscriptions = lazily(() => groupBy(objects.all('subscription'), ({ dataSource }) => dataSource));
  const acknowledgements = lazily(() => groupBy(objects.all('acknowledgement'), ({ user }) => user));
  const blocks = lazily(() => groupBy(objects.all('block'), ({ blocked }) => textOf(blocked)));
  const projects = lazily(() =>
    namesBy(
      objects.all('project'),
      ({ name }) => name,
      (project) => project.dataSources,
    ),
  );
  const attributeNames = lazily(() =>
    sorted(
      [...objects.all('user'), ...objects.all('group')].flatMap(({ attributes }) =>
        Object.entries(attributes).flatMap(([name, values]) => (values.length > 0 ? [name] : [])),
      ),
    ),
  );
  const attributesKnown = lazily(() => new Set(attributeNames()));
  const projectsAtWork = lazily(() => sorted(objects.all('workingProject').map(({ project }) => project)));
  const tablesRead = lazily(() =>
    sorted(dataSources().flatMap(({ reads = [] }) => reads.map(({ table }) => table))),
  );
  const sharedTables = lazily(() =>
    [
      ...groupBy(
        dataSources().filter(({ table }) => table !== undefined),
        ({ table, platform }) => JSON.stringify([table, platform]),
      ).values(),
    ]
      .filter((group) => group.length > 1)
      .map((group) => sorted(group.map(formatDataSourceName)))
      .toSorted((one, other) => (JSON.stringify(one) < JSON.stringify(other) ? -1 : 1)),
  );
  const settings = lazily(() => objects.all('settings')[0] ?? defaultSettings);

  const ofPrincipal = new Map<string, readonly string[]>();
  const answers: Answers = {
    settings,
    policies: () => objects.all('policy'),
    subscriptionPolicies: () => objects.all('subscriptionPolicy'),
    lookupTables: () => objects.all('lookupTable'),
    operationRules: () => objects.all('operationRule'),
    blocks: () => objects.all('block'),
    user: ({ name }) => objects.get('user', name),
    group: ({ name }) => objects.get('group', name),
    dataSource: ({ name }) => objects.get('dataSource', name),
    purpose: ({ name }) => objects.get('purpose', name),
    project: ({ name }) => objects.get('project', name),
    workingProject: ({ user }) => objects.get('workingProject', user),
    subscriptions: ({ dataSource }) => subscriptions().get(dataSource) ?? nothing,
    acknowledgements: ({ user }) => acknowledgements().get(user) ?? nothing,
    blocksOf: ({ principal }) => blocks().get(textOf(principal)) ?? nothing,
    dataSourcesOf: ({ principal }) => {
      const text = textOf(principal);
      const known =
        ofPrincipal.get(text) ??
        sorted([...(byOwner().get(text) ?? []), ...(bySubscriber().get(text) ?? [])]);
      ofPrincipal.set(text, known);
      return known;
    },
    dataSourcesIn: ({ schema }) => bySchema().get(schema) ?? nothing,
    dataSourcesTagged: ({ tag }) => byTag().get(tag) ?? nothing,
    dataSourcesOver: ({ table }) => byTable().get(table) ?? nothing,
    projectsWith: ({ dataSource }) => projects().get(dataSource) ?? nothing,
    attributeKnown: ({ name }) => attributesKnown().has(name),
    attributeNames,
    projectsAtWork,
    tablesRead,
    sharedTables,
  };
  return (entry) => (answers[entry.entry] as unknown as (of: typeof entry) => ValueOf<typeof entry>)(entry);
}
