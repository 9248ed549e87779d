import type { WorldStore } from '../entitlements/world-store.js';
import type { DataSource } from '../model/data-source.js';
import { formatDataSourceName } from '../model/names.js';
import { refreshDataSource } from '../registration/refresh-data-source.js';
import { describeChange } from './apply-world.js';
import type { ApplyResult } from './operations.js';

/** What was read from a platform, and in whose name it is registered. */
export interface RegisterInput {
  readonly dataSources: readonly DataSource[];
  /** Names of data sources to remove. */
  readonly remove: readonly string[];
  readonly actor: string;
}

/** Creates data sources that were read from their platform, and refreshes those that are registered already. */
export async function registerDataSources(
  store: WorldStore,
  { dataSources, remove, actor }: RegisterInput,
): Promise<ApplyResult> {
  const { revision, changed } = await store.change(actor, async (editor) => {
    const refreshed: DataSource[] = [];
    for (const found of dataSources) {
      const known = await editor.get('dataSource', formatDataSourceName(found));
      refreshed.push(refreshDataSource(known, found));
    }
    await editor.put('dataSource', refreshed);
    await editor.remove('dataSource', remove);
  });
  return { revision, changes: changed.map(describeChange) };
}
