import { formatDataSourceName } from '../model/names.js';
import type { DataSource } from '../model/data-source.js';
import type { Settings } from '../model/settings.js';
import type { WorldObjects } from '../model/world.js';
import { sharedTables } from '../policy/sources/share-table.js';
import type { ExistingObjects, KnownObjects } from './known-objects.js';
import type { Problem } from './problem.js';

const standsFor = (one: DataSource, other: DataSource | undefined): boolean =>
  one.table === other?.table && one.platform === other?.platform;

/** Whether several data sources may stand for one raw table. */
export const allows = (settings: Settings | undefined): boolean => settings?.sharedRawTables === true;

/** Says that several data sources stand for one raw table, and what follows from it. */
export const describeShared = (group: readonly DataSource[]): string =>
  `${group.map((one) => `'${formatDataSourceName(one)}'`).join(' and ')} stand for the same raw table ${group[0]?.table ?? ''}`;

const remedy =
  'set settings.sharedRawTables: true if this is intended: the tags and local policies of each then apply to all of them';

/**
 * Raw tables for which a written data source stands, and another one too: each would show what the policies of the other hide. Where
 * both stood for it before, that is reported as a warning, and tags and policies of each hold for both.
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
        message: `data source '${formatDataSourceName(other)}' stands for this raw table already; read that one, or ${remedy}`,
      });
    }
  }
  return problems;
}
