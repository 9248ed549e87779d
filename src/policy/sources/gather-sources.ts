import type { DataSource } from '../../model/data-source.js';
import { formatDataSourceName } from '../../model/names.js';
import type { Facts } from '../facts.js';
import { canonicalTable, definitionOf, sourceKey } from './definition.js';
import type { ReadSource } from './definition.js';

/**
 * Gathers what governs each table that a data source reads, and that those read in turn.
 * @param find the data source of a name, or those that stand for a raw table
 */
export function gatherSources(
  dataSource: DataSource | undefined,
  find: (source: ReadSource) => readonly DataSource[],
): Facts['sources'] {
  const found = new Map<string, readonly DataSource[]>();
  const open = dataSource === undefined ? [] : [dataSource];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const definition = definitionOf(next);
    if (definition.kind !== 'query') continue;
    for (const source of definition.sources) {
      const key = sourceKey(source.parts);
      if (found.has(key)) continue;
      const governing = find(source);
      found.set(key, governing);
      open.push(...governing);
    }
  }
  return found.size === 0 ? noSources : found;
}

/** Most data sources are tables, and share it. */
const noSources: Facts['sources'] = new Map();

/** Finds the data source of a name, or those that stand for a raw table. */
export function finder(dataSources: readonly DataSource[]): (source: ReadSource) => readonly DataSource[] {
  const byName = new Map<string, readonly DataSource[]>();
  const byTable = new Map<string, readonly DataSource[]>();
  const add = (to: Map<string, readonly DataSource[]>, key: string, one: DataSource): void => {
    to.set(key, [...(to.get(key) ?? []), one]);
  };
  for (const dataSource of dataSources) {
    add(byName, formatDataSourceName(dataSource), dataSource);
    if (dataSource.table !== undefined) add(byTable, dataSource.table, dataSource);
  }
  return ({ parts, kind }) =>
    (kind === 'data source' ? byName.get(parts.join('.')) : byTable.get(canonicalTable(parts))) ?? [];
}
