import type { Actual } from './catalog.js';
import type { Desired } from './desired.js';
import { requireGrants } from './limits.js';
import { planHashKey } from './plan-hash-key.js';
import { planProfiles } from './plan-profiles.js';
import { planReaders } from './plan-readers.js';
import { planViews } from './plan-views.js';
import type { Part, PlanConfig, Unit } from './unit.js';

/** The changes to a cluster, and what was noticed. */
export interface Plan {
  /** Changes in phases: a phase is finished before the next begins. Within a phase, the order does not matter. */
  readonly phases: readonly (readonly Unit[])[];
  /** Changes of scrim's objects by somebody else, which the plan corrects. */
  readonly drift: readonly string[];
  /** Problems that the plan cannot solve. */
  readonly problems: readonly string[];
}

/**
 * The difference between what a cluster should hold and what it holds. Changes that close come first: removed rows, then views,
 * then added rows. So an interrupted push shows nobody anything that neither state shows them.
 * @param dataSource the only data source whose view to change; then no rows are changed
 * @throws Refusal `invalid` if views would be granted too often
 */
export async function planPush(
  desired: Desired,
  actual: Actual,
  config: PlanConfig,
  dataSource?: string,
): Promise<Plan> {
  const everything = dataSource === undefined;
  const readers = planReaders(desired, actual, config);
  const granted = desired.views.filter(
    (view) => view.definition !== undefined && (everything || view.dataSource === dataSource),
  );
  requireGrants({ views: granted.length, grantees: readers.grantees.length }, config.limits);
  const views = planViews(
    desired.views,
    actual,
    config,
    readers.grantees,
    (name) => everything || name === dataSource,
  );
  const profiles = await planProfiles(desired.profiles, actual, config.schemas, {
    inScope: () => everything,
    between: views.units.length > 0,
  });
  const hashKey = planHashKey(desired, actual, config.schemas);
  return {
    phases: [
      profiles.closing,
      hashKey.put,
      readers.units,
      views.units,
      hashKey.taken,
      profiles.opening,
    ].filter(({ length }) => length > 0),
    drift: [...readers.drift, ...views.drift],
    problems: [...profiles.problems, ...readers.problems, ...views.problems],
  };
}

/** Every change of a plan. */
export const partsOf = ({ phases }: Plan): readonly Part[] =>
  phases.flatMap((units) => units.flatMap(({ parts }) => parts));
