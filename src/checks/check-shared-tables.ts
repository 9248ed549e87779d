import { formatDataSourceName } from '../model/names.js';
import type { DataSource } from '../model/data-source.js';
import type { Settings } from '../model/settings.js';
import type { WorldObjects } from '../model/world.js';
import { sharedTables } from '../policy/sources/share-table.js';
import type { ExistingObjects, KnownObjects } from './known-objects.js';
import type { Problem } from './problem.js';

const standsFor = (one: DataSource, other: DataSource | undefined): boolean =>
  one.table === other?.table && one.platform === other?.platform;

/** Whether several data sources may have the same raw table. */
export const allows = (settings: Settings | undefined): boolean => settings?.sharedRawTables === true;

/** Describes data sources that have the same raw table. */
export const describeShared = (group: readonly DataSource[]): string =>
  `${group.map((one) => `'${formatDataSourceName(one)}'`).join(' and ')} have the same raw table ${group[0]?.table ?? ''}`;

const remedy =
  'set settings.sharedRawTables: true if this is intended: the tags and local policies of each then apply to all of them';

/**
 * Raw tables that a written data source shares with another one: each would show what the policies of the other hide. If they already
 * shared the table before, this is a warning, and tags and policies of each apply to both.
 */
export async function checkSharedTables(
  world: WorldObjects,
  known: KnownObjects,
  existing?: ExistingObjects,
): Promise<readonly Problem[]> {
  const withTables = world.dataSource.some(({ table }) => table !== undefined);
  if (!withTables && world.settings.length === 0) return [];
  if (allows(await known.get('settings', 'settings'))) return [];
  const before = existing && (await existing.get('settings', 'settings'));
  const forbids = world.settings.length > 0 && allows(before);
  if (!withTables && !forbids) return [];
  const problems: Problem[] = [];
  for (const group of sharedTables(await known.all('dataSource'))) {
    if (forbids) {
      const message = `${describeShared(group)}: remove all but one before you remove settings.sharedRawTables`;
      problems.push({ kind: 'settings', index: 0, path: ['sharedRawTables'], message });
      continue;
    }
    for (const dataSource of group) {
      const index = world.dataSource.indexOf(dataSource);
      if (index < 0) continue;
      const stored = existing && (await existing.get('dataSource', formatDataSourceName(dataSource)));
      const other = group.find((one) => one !== dataSource && !world.dataSource.slice(index).includes(one));
      if (standsFor(dataSource, stored) || other === undefined) continue;
      problems.push({
        ...{ kind: 'dataSource', index, path: ['table'], imported: true },
        message: `data source '${formatDataSourceName(other)}' already has this raw table; use that data source, or ${remedy}`,
      });
    }
  }
  return problems;
}
