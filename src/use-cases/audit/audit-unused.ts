import { z } from 'zod';

import { Refusal } from '../../base/refusal.js';
import { dataSourceName, pointInTime } from '../../model/names.js';
import { useCase } from '../use-case.js';
import type { Acting, InputOf } from '../use-case.js';
import type { Administration } from '../world/context.js';
import { period, recent } from './period.js';
import { usualDays, windowOf } from './recording.js';
import { auditReader, scopeOf } from './scope.js';
import { unusedByGroups } from './unused/by-group.js';
import { unusedByOne, unusedByPeople } from './unused/by-person.js';
import { unusedByPolicies } from './unused/by-policy.js';
import type { UnusedAccess, UnusedPage, UnusedPlace } from './unused/unused-access.js';

/** Which unused access is wanted. */
const unusedInput = z.strictObject({
  by: z.enum(['person', 'group', 'policy']).default('person').meta({
    description: 'whose access: of each person, of groups by their subscription, by subscription policies',
  }),
  days: z
    .int()
    .min(1)
    .max(3_650)
    .default(usualDays)
    .meta({ description: 'for how many days nobody used it, and everybody could' }),
  dataSource: dataSourceName.optional().meta({ description: 'only access to this data source' }),
  recent,
  limit: period.limit,
  before: z
    .strictObject({ dataSource: z.string(), name: z.string(), last: pointInTime.nullable() })
    .optional()
    .meta({ description: 'only what comes after this entry' }),
});

/** Access that was not used, by data source and name. */
export interface AuditedUnused {
  readonly by: UnusedAccess['of'];
  readonly days: number;
  /** The time in which nobody used it. */
  readonly since: string;
  readonly until: string;
  /** Since when queries are on record; null if none is. */
  readonly recordedSince: string | null;
  readonly unused: readonly UnusedAccess[];
  /** What is not known. */
  readonly warnings?: readonly string[];
  /** Where the next page begins; absent at the end. A page can have fewer entries than the limit. */
  readonly next?: UnusedPlace;
}

/**
 * Finds access that was open for so many days and that nobody used: that no query on record read by. What is not on record for the whole time is not
 * reported as unused; a warning says so. Owners get it for their data sources, other users for themselves.
 * @throws Refusal `forbidden`; `invalid` if there is no such data source
 */
async function auditUnused(
  administration: Administration,
  by: Acting['by'],
  { by: whose, days, dataSource, recent: onlyRecent, limit, before: after }: InputOf<typeof unusedInput>,
): Promise<AuditedUnused> {
  const own = await scopeOf(administration, by);
  if (own === undefined && dataSource !== undefined) await mustExist(administration, dataSource);
  const { then, recordedSince, warnings, ...window } = await windowOf(administration, days, onlyRecent);
  const asked = dataSource === undefined ? undefined : [dataSource];
  const find = async (): Promise<UnusedPage> => {
    if (then === undefined || window.platforms.length === 0) return { unused: [] };
    const isTheirs =
      own !== undefined &&
      (asked === undefined ? own.dataSources.length > 0 : own.dataSources.includes(asked[0] ?? ''));
    const search = {
      ...{ ...window, then, recordedSince, warnings, after, limit },
      dataSources: asked ?? own?.dataSources,
      client: by === 'administrator' ? 'operator' : 'api',
    };
    if (own !== undefined && !isTheirs) {
      return whose === 'person'
        ? unusedByOne(administration, { ...search, dataSources: asked }, own.user)
        : { unused: [] };
    }
    return unusedBy[whose](administration, search);
  };
  const { unused, next } = await find();
  return {
    ...{ by: whose, days, since: window.since.toISOString(), until: window.until.toISOString() },
    recordedSince: recordedSince?.toISOString() ?? null,
    unused,
    ...(warnings.length > 0 && { warnings }),
    ...(next !== undefined && { next }),
  };
}

const unusedBy = { person: unusedByPeople, group: unusedByGroups, policy: unusedByPolicies };

async function mustExist({ store }: Pick<Administration, 'store'>, dataSource: string): Promise<void> {
  const found = await store.find('dataSource', { keys: [dataSource], limit: 1 });
  if (found.length === 0) throw new Refusal('invalid', `there is no data source '${dataSource}'`);
}

/** @see auditUnused */
export const auditUnusedUseCase = useCase({
  name: 'auditUnused',
  whoMay: auditReader,
  input: unusedInput,
  run: (administration, input, { by }) => auditUnused(administration, by, input),
});
