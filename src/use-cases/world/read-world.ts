import { z } from 'zod';

import { defaultSettings } from '../../model/settings.js';
import { useCase } from '../use-case.js';

const nothing = z.strictObject({});

/** The settings of the world. */
export const settingsUseCase = useCase({
  name: 'settings',
  whoMay: 'administrator',
  input: nothing,
  run: ({ ports }) => ports.world.ask((look) => look({ entry: 'settings' }) ?? defaultSettings),
});

/** All data sources. */
export const dataSourcesUseCase = useCase({
  name: 'dataSources',
  whoMay: 'administrator',
  input: nothing,
  run: async ({ store }) => (await store.snapshot((reader) => reader.all('dataSource'))).result,
});

/** All lookup tables. */
export const lookupTablesUseCase = useCase({
  name: 'lookupTables',
  whoMay: 'administrator',
  input: nothing,
  run: async ({ store }) => (await store.snapshot((reader) => reader.all('lookupTable'))).result,
});

/** The schemas that are monitored, and what is registered over them. */
export const monitoringUseCase = useCase({
  name: 'monitoring',
  whoMay: 'administrator',
  input: nothing,
  run: async ({ store }) => {
    const { result } = await store.snapshot(async (reader) => ({
      monitored: await reader.all('monitoredSchema'),
      dataSources: await reader.all('dataSource'),
    }));
    return result;
  },
});
