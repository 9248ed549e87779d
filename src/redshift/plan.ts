import type { Actual } from './catalog.js';
import type { Desired } from './desired.js';
import { planHashKey } from './plan-hash-key.js';
import { planProfiles } from './plan-profiles.js';
import { planReaders } from './plan-readers.js';
import { planViews } from './plan-views.js';
import type { Part, PlanConfig, Unit } from './unit.js';

/** What is to be done to a cluster, and what was noticed. */
export interface Plan {
  /** Units in phases: all of one before any of the next; those of one in any order. */
  readonly phases: readonly (readonly Unit[])[];
  /** What somebody else changed of scrim's objects, and is put right. */
  readonly drift: readonly string[];
  /** What cannot be as it should. */
  readonly problems: readonly string[];
}

/**
 * The difference between what a cluster should hold and what it holds. What closes comes first: rows that go before views, and
 * views before rows that come, so that a push which is broken off shows nobody what neither state shows them.
 * @param dataSource the only data source whose view is to be changed, and then nobody's rows are
 */
export function planPush(desired: Desired, actual: Actual, config: PlanConfig, dataSource?: string): Plan {
  const everything = dataSource === undefined;
  const readers = planReaders(desired, actual, config);
  const views = planViews(
    desired.views,
    actual,
    config,
    readers.grantees,
    (name) => everything || name === dataSource,
  );
  const profiles = planProfiles(desired.profiles, actual, config.schemas, {
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
