import { formatDataSourceName } from '../model/names.js';
import { defaultSettings } from '../model/settings.js';
import type { WorldObjects } from '../model/world.js';
import { policyProblems } from '../policy/policy-problems.js';
import { knownObjects } from './known-objects.js';
import type { ExistingObjects } from './known-objects.js';
import type { Problem } from './problem.js';

/**
 * Rules of written policies that could not be enforced on a data source that they are about: it would be closed.
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
  return world.policy.flatMap((policy, index) =>
    dataSources.flatMap((dataSource) =>
      policyProblems(policy, dataSource, { settings, lookupTables }).map(({ rule, problem }): Problem => ({
        kind: 'policy',
        index,
        path: ['rules', rule],
        message: `data source '${formatDataSourceName(dataSource)}' would be closed: ${problem}`,
      })),
    ),
  );
}
