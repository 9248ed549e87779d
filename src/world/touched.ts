import type { DataSource } from '../model/data-source.js';
import { tagsReaching } from '../model/tags-reaching.js';
import type { Group, User } from '../model/principals.js';
import { schemaOf } from '../model/world.js';
import type { Kind, ObjectOf } from '../model/world.js';
import type { Changed, Entry } from './world-store.js';

/** The key of an entry in a cache. */
export const entryId = (entry: Entry): string => {
  switch (entry.entry) {
    case 'subscriptions':
    case 'projectsWith':
      return `${entry.entry} ${entry.dataSource}`;
    case 'dataSourcesOf':
    case 'blocksOf':
      return `${entry.entry} ${JSON.stringify(entry.principal)}`;
    case 'dataSourcesIn':
      return `dataSourcesIn ${entry.schema}`;
    case 'dataSourcesOver':
      return `dataSourcesOver ${entry.table}`;
    case 'dataSourcesTagged':
      return `dataSourcesTagged ${entry.tag}`;
    case 'acknowledgements':
    case 'workingProject':
      return `${entry.entry} ${entry.user}`;
    case 'user':
    case 'group':
    case 'attributeKnown':
    case 'dataSource':
    case 'purpose':
    case 'project':
      return `${entry.entry} ${entry.name}`;
    default:
      return entry.entry;
  }
};

/** Whether both versions of a data source have the same raw table, or neither has one. */
function standsForTheSame(versions: readonly DataSource[]): boolean {
  const [one, other] = versions.map(({ platform, table }) =>
    table === undefined ? undefined : JSON.stringify([platform, table]),
  );
  return one === other;
}

/** The attributes that only one of the two versions of a user or group has. */
function gainedOrLost(versions: readonly (User | Group)[]): readonly string[] {
  const [before = [], after = []] = versions.map(({ attributes }) =>
    Object.entries(attributes).flatMap(([name, values]) => (values.length > 0 ? [name] : [])),
  );
  return [
    ...before.filter((name) => !after.includes(name)),
    ...after.filter((name) => !before.includes(name)),
  ];
}

/** A change of an object: its key, and its versions before and after, if they exist. */
interface Changing<K extends Kind> {
  readonly key: string;
  readonly versions: () => readonly ObjectOf[K][];
}

type Touching<E extends Entry> = {
  readonly [K in Kind]?: (change: Changing<K>) => readonly Omit<E, 'entry'>[];
};

const itself = () => [{}];
const byName = ({ key }: { readonly key: string }) => [{ name: key }];
const byUser = ({ key }: { readonly key: string }) => [{ user: key }];

/** For each entry: the kinds of objects that it is read from, and which entries a change of such an object affects. */
const touching: { readonly [E in Entry['entry']]: Touching<Extract<Entry, { readonly entry: E }>> } = {
  settings: { settings: itself },
  policies: { policy: itself },
  subscriptionPolicies: { subscriptionPolicy: itself },
  lookupTables: { lookupTable: itself },
  operationRules: { operationRule: itself },
  user: { user: byName },
  group: { group: byName },
  attributeKnown: {
    user: ({ versions }) => gainedOrLost(versions()).map((name) => ({ name })),
    group: ({ versions }) => gainedOrLost(versions()).map((name) => ({ name })),
  },
  attributeNames: {
    user: ({ versions }) => (gainedOrLost(versions()).length > 0 ? [{}] : []),
    group: ({ versions }) => (gainedOrLost(versions()).length > 0 ? [{}] : []),
  },
  dataSource: { dataSource: byName },
  subscriptions: {
    subscription: ({ versions }) => versions().map(({ dataSource }) => ({ dataSource })),
  },
  blocks: { block: itself },
  blocksOf: { block: ({ versions }) => versions().map(({ blocked }) => ({ principal: blocked })) },
  dataSourcesOf: {
    dataSource: ({ versions }) =>
      versions().flatMap(({ owners }) => owners.map((principal) => ({ principal }))),
    subscription: ({ versions }) => versions().map(({ subscriber }) => ({ principal: subscriber })),
  },
  dataSourcesIn: { dataSource: ({ versions }) => versions().map(({ schema }) => ({ schema })) },
  dataSourcesTagged: {
    dataSource: ({ versions }) =>
      versions().flatMap((version) => tagsReaching(version).map((tag) => ({ tag }))),
  },
  dataSourcesOver: {
    dataSource: ({ versions }) => versions().flatMap(({ table }) => (table === undefined ? [] : [{ table }])),
  },
  tablesRead: {
    dataSource: ({ versions }) => (versions().some(({ reads }) => reads !== undefined) ? [{}] : []),
  },
  sharedTables: { dataSource: ({ versions }) => (standsForTheSame(versions()) ? [] : [{}]) },
  purpose: { purpose: byName },
  acknowledgements: { acknowledgement: ({ versions }) => versions().map(({ user }) => ({ user })) },
  project: { project: byName },
  workingProject: { workingProject: byUser },
  projectsAtWork: { workingProject: itself },
  projectsWith: {
    project: ({ versions }) =>
      versions().flatMap(({ dataSources }) => dataSources.map((dataSource) => ({ dataSource }))),
  },
};

/** The entries whose value a change may affect. */
export function touched({ kind, key, before, after }: Changed): readonly Entry[] {
  let read: readonly unknown[] | undefined;
  const versions = (): readonly never[] =>
    (read ??= [before, after].flatMap((version) => {
      const { data } = schemaOf[kind].safeParse(version);
      return data === undefined ? [] : [data];
    })) as readonly never[];
  return Object.entries(touching).flatMap(([entry, by]) =>
    (by[kind]?.({ key, versions }) ?? []).map((of) => ({ entry, ...of }) as Entry),
  );
}
