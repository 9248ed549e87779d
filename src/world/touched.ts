import type { DataSource } from '../model/data-source.js';
import { schemaOf } from '../model/world.js';
import type { Kind } from '../model/world.js';
import type { Changed, Entry } from './world-store.js';

/** The text that stands for an entry in a cache. */
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

/** A tag and every tag above it: a policy on any of these reaches it. */
const tagsAbove = (tag: string): readonly string[] =>
  tag.split('.').map((_, index, parts) => parts.slice(0, index + 1).join('.'));

/** The lists of names in which a data source stands, but for those that subscriptions put it in. */
const listsWith = ({ schema, owners, tags, columns, table }: DataSource): readonly Entry[] => [
  ...(table === undefined ? [] : [{ entry: 'dataSourcesOver', table } as const]),
  { entry: 'dataSourcesIn', schema },
  ...owners.map((principal) => ({ entry: 'dataSourcesOf', principal }) as const),
  ...[...new Set([...tags, ...columns.flatMap((column) => column.tags)].flatMap(tagsAbove))].map(
    (tag) => ({ entry: 'dataSourcesTagged', tag }) as const,
  ),
];

/** Whether a data source stands for the same raw table in both its versions, or for none. */
function standsForTheSame(versions: readonly unknown[]): boolean {
  const [one, other] = versions.map((version) => {
    const { data } = schemaOf.dataSource.safeParse(version);
    return data?.table === undefined ? undefined : JSON.stringify([data.platform, data.table]);
  });
  return one === other;
}

/** The attributes that one version of a user or group has, and the other has not. */
function attributesGainedOrLost(kind: 'user' | 'group', versions: readonly unknown[]): readonly Entry[] {
  const [before = [], after = []] = versions.map((version) => {
    const { data } = schemaOf[kind].safeParse(version);
    return Object.entries(data?.attributes ?? {}).flatMap(([name, values]) =>
      values.length > 0 ? [name] : [],
    );
  });
  const changed = [
    ...before.filter((name) => !after.includes(name)),
    ...after.filter((name) => !before.includes(name)),
  ];
  return changed.length === 0
    ? []
    : [{ entry: 'attributeNames' }, ...changed.map((name) => ({ entry: 'attributeKnown', name }) as const)];
}

const touchedBy: { readonly [K in Kind]: (key: string, versions: readonly unknown[]) => readonly Entry[] } = {
  settings: () => [{ entry: 'settings' }],
  tag: () => [],
  monitoredSchema: () => [],
  tagProposal: () => [],
  group: (name, versions) => [{ entry: 'group', name }, ...attributesGainedOrLost('group', versions)],
  user: (name, versions) => [{ entry: 'user', name }, ...attributesGainedOrLost('user', versions)],
  policy: () => [{ entry: 'policies' }],
  subscriptionPolicy: () => [{ entry: 'subscriptionPolicies' }],
  purpose: (name) => [{ entry: 'purpose', name }],
  project: (name, versions) => [
    { entry: 'project', name },
    ...versions.flatMap((version) => {
      const { data } = schemaOf.project.safeParse(version);
      return (data?.dataSources ?? []).map((dataSource) => ({ entry: 'projectsWith', dataSource }) as const);
    }),
  ],
  lookupTable: () => [{ entry: 'lookupTables' }],
  workingProject: (user) => [{ entry: 'workingProject', user }, { entry: 'projectsAtWork' }],
  acknowledgement: (_key, versions) =>
    versions.flatMap((version) => {
      const { data } = schemaOf.acknowledgement.safeParse(version);
      return data === undefined ? [] : [{ entry: 'acknowledgements', user: data.user } as const];
    }),
  dataSource: (name, versions) => [
    { entry: 'dataSource', name },
    ...versions.flatMap((version) => {
      const { data } = schemaOf.dataSource.safeParse(version);
      return data === undefined ? [] : listsWith(data);
    }),
    ...(standsForTheSame(versions) ? [] : [{ entry: 'sharedTables' } as const]),
  ],
  subscription: (_key, versions) =>
    versions.flatMap((version) => {
      const { data } = schemaOf.subscription.safeParse(version);
      return data === undefined
        ? []
        : [
            { entry: 'subscriptions', dataSource: data.dataSource } as const,
            { entry: 'dataSourcesOf', principal: data.subscriber } as const,
          ];
    }),
  block: (_key, versions) => [
    { entry: 'blocks' },
    ...versions.flatMap((version) => {
      const { data } = schemaOf.block.safeParse(version);
      return data === undefined ? [] : [{ entry: 'blocksOf', principal: data.blocked } as const];
    }),
  ],
};

/** The entries whose value a change may have made another. */
export const touched = ({ kind, key, before, after }: Changed): readonly Entry[] =>
  touchedBy[kind](
    key,
    [before, after].filter((version) => version !== null),
  );
