import { schemaOf } from '../model/world.js';
import type { Kind } from '../model/world.js';
import type { Changed, Entry } from './world-store.js';

/** The text that stands for an entry in a cache. */
export const entryId = (entry: Entry): string => {
  switch (entry.entry) {
    case 'subscriptions':
      return `subscriptions ${entry.dataSource}`;
    case 'dataSourcesOf':
      return `dataSourcesOf ${JSON.stringify(entry.principal)}`;
    case 'user':
    case 'group':
    case 'dataSource':
      return `${entry.entry} ${entry.name}`;
    default:
      return entry.entry;
  }
};

const touchedBy: { readonly [K in Kind]: (key: string, versions: readonly unknown[]) => readonly Entry[] } = {
  settings: () => [{ entry: 'settings' }],
  tag: () => [],
  group: (name) => [{ entry: 'group', name }],
  user: (name) => [{ entry: 'user', name }],
  policy: () => [{ entry: 'policies' }],
  dataSource: (name, versions) => [
    { entry: 'dataSource', name },
    ...versions
      .flatMap((version) => schemaOf.dataSource.safeParse(version).data?.owners ?? [])
      .map((principal) => ({ entry: 'dataSourcesOf', principal }) as const),
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
};

/** The entries whose value a change may have made another. */
export const touched = ({ kind, key, before, after }: Changed): readonly Entry[] =>
  touchedBy[kind](
    key,
    [before, after].filter((version) => version !== null),
  );
