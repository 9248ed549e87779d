import type { DataSource } from '../model/data-source.js';
import { formatDataSourceName } from '../model/names.js';
import { defaultSettings } from '../model/settings.js';
import type { WorldObjects } from '../model/world.js';
import { definitionProblems, policyProblems } from '../policy/policy-problems.js';
import { canonicalTable } from '../policy/sources/definition.js';
import type { ReadSource } from '../policy/sources/definition.js';
import { gatherSources } from '../policy/sources/gather-sources.js';
import { knownObjects } from './known-objects.js';
import type { ExistingObjects } from './known-objects.js';
import type { Problem } from './problem.js';

/**
 * Queries of written data sources that could not be read, and rules of written policies that could not be enforced on a data
 * source that they are about: it would be closed.
 * @see checkReferences, which comes first
 */
export async function checkEnforceable(
  world: WorldObjects,
  existing?: ExistingObjects,
): Promise<readonly Problem[]> {
  const known = knownObjects(world, existing);
  const settings = (await known.get('settings', 'settings')) ?? defaultSettings;
  const lookupTables = await known.all('lookupTable');
  const dataSources = await known.all('dataSource');
  const find = finder(dataSources);
  const factsOf = (dataSource: DataSource) => ({
    settings,
    lookupTables,
    sources: gatherSources(dataSource, find),
  });
  return [
    ...world.dataSource.flatMap((dataSource, index) =>
      dataSource.query === undefined
        ? []
        : definitionProblems(dataSource, factsOf(dataSource)).map((message): Problem => ({
            kind: 'dataSource',
            index,
            path: ['query'],
            message,
          })),
    ),
    ...world.policy.flatMap((policy, index) =>
      dataSources.flatMap((dataSource) =>
        policyProblems(policy, dataSource, factsOf(dataSource)).map(({ rule, problem }): Problem => ({
          kind: 'policy',
          index,
          path: rule === undefined ? [] : ['rules', rule],
          message: `data source '${formatDataSourceName(dataSource)}' would be closed: ${problem}`,
        })),
      ),
    ),
  ];
}

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
