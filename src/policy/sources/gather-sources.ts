import type { DataSource } from '../../model/data-source.js';
import type { Facts } from '../facts.js';
import { definitionOf, sourceKey } from './definition.js';
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
  return found;
}
