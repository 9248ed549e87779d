import type { Column, DataSource } from '../../model/data-source.js';

/** A data source by the parts of its name. */
type NamedSource = Pick<DataSource, 'schema' | 'name'>;

/** A data source, with the others that stand for its raw table: data policies about any of them are about all. */
export interface SharingDataSource extends DataSource {
  readonly sharedWith?: readonly NamedSource[];
}

interface Held {
  readonly others: readonly DataSource[];
  readonly joined: SharingDataSource;
}
/** What is read for a data source is kept by its identity, so the same one is joined with the same others once. */
const known = new WeakMap<DataSource, Held>();

const union = (lists: readonly (readonly string[])[]): string[] => [...new Set(lists.flat())].toSorted();

/**
 * A data source as data policies see it whose raw table others stand for too: with the tags of all of them, of the table and of
 * each column. Its own columns, owners and access stay its own.
 * @param others the data sources that stand for the same raw table
 */
export function sharing(dataSource: DataSource, others: readonly DataSource[]): SharingDataSource {
  if (others.length === 0) return dataSource;
  const held = known.get(dataSource);
  if (held?.others.length === others.length && held.others.every((one, index) => one === others[index])) {
    return held.joined;
  }
  const columnsOf = new Map<string, Column[]>();
  for (const column of others.flatMap(({ columns }) => columns)) {
    columnsOf.set(column.name, [...(columnsOf.get(column.name) ?? []), column]);
  }
  const joined: SharingDataSource = {
    ...dataSource,
    tags: union([dataSource.tags, ...others.map(({ tags }) => tags)]),
    columns: dataSource.columns.map((column) => ({
      ...column,
      tags: union([column.tags, ...(columnsOf.get(column.name) ?? []).map(({ tags }) => tags)]),
    })),
    sharedWith: others.map(({ schema, name }) => ({ schema, name })),
  };
  known.set(dataSource, { others, joined });
  return joined;
}

/** Of data sources, each group of several that stand for one raw table. */
export function sharedTables(dataSources: readonly DataSource[]): readonly (readonly DataSource[])[] {
  const byTable = new Map<string, DataSource[]>();
  for (const dataSource of dataSources) {
    if (dataSource.table === undefined) continue;
    const key = JSON.stringify([dataSource.platform, dataSource.table]);
    const group = byTable.get(key);
    if (group === undefined) byTable.set(key, [dataSource]);
    else group.push(dataSource);
  }
  return [...byTable.values()].filter((group) => group.length > 1);
}

/** Data sources as data policies see them, each with the tags of all that stand for its raw table. */
export function withSharedTags(dataSources: readonly DataSource[]): readonly SharingDataSource[] {
  const groups = new Map(
    sharedTables(dataSources).flatMap((group) => group.map((one) => [one, group] as const)),
  );
  return dataSources.map((one) =>
    sharing(
      one,
      (groups.get(one) ?? []).filter((other) => other !== one),
    ),
  );
}
