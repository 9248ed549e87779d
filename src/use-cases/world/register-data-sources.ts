import { z } from 'zod';

import type { World } from '../../world/world-store.js';
import { dataSource } from '../../model/data-source.js';
import type { DataSource } from '../../model/data-source.js';
import { dataSourceName, formatDataSourceName } from '../../model/names.js';
import { refreshDataSource } from '../registration/refresh-data-source.js';
import { changeUnlessRefused } from './apply-world.js';
import { checkRegistration } from '../../checks/check-registration.js';
import type { ApplyResult } from './apply-world.js';
import { useCase } from '../use-case.js';

const registerInput = z.strictObject({
  dataSources: z.array(dataSource),
  remove: z.array(dataSourceName).meta({ description: 'data sources to remove' }),
});
type Registered = z.output<typeof registerInput>;
/** What was read from a platform, and the actor who registers it. */
type RegisterInput = { readonly [K in keyof Registered]: Readonly<Registered[K]> } & {
  readonly actor: string;
};

/**
 * Creates data sources that were read from their platform, and refreshes those that are registered already, in one transaction: everything,
 * or nothing if the world would have errors afterwards.
 */
export async function registerDataSources(
  store: World,
  { dataSources, remove, actor }: RegisterInput,
): Promise<ApplyResult> {
  return changeUnlessRefused(store, actor, async (editor, refuseFor) => {
    const refreshed: DataSource[] = [];
    for (const fresh of dataSources) {
      const before = await editor.get('dataSource', formatDataSourceName(fresh));
      refreshed.push(refreshDataSource(before, fresh));
    }
    const { errors, warnings } = await checkRegistration(editor, refreshed, remove);
    refuseFor(errors);
    await editor.put('dataSource', refreshed);
    await editor.remove('dataSource', remove);
    return warnings;
  });
}

/** Creates and replaces data sources, and keeps tags, owners and comments that people set. @see registerDataSources */
export const registerDataSourcesUseCase = useCase({
  name: 'registerDataSources',
  whoMay: 'administrator',
  named: true,
  input: registerInput,
  run: ({ store }, input, { name }) => registerDataSources(store, { ...input, actor: name }),
});
