import { Refusal } from '../base/refusal.js';
import { applyPlan } from './apply-plan.js';
import type { Applied } from './apply-plan.js';
import { caseOff, readCaseSensitive, readCluster, readProfiles, requirePrepared } from './catalog.js';
import type { Cluster } from './cluster.js';
import type { Desired } from './desired.js';
import { partsOf, planPush } from './plan.js';
import type { Plan } from './plan.js';
import { planProfiles } from './plan-profiles.js';
import type { Profile } from './profile-rows.js';
import { lockStatements } from './statements-of-plan.js';
import { viewSchemaOf } from './unit.js';
import type { PlanConfig } from './unit.js';

/** Options of a push. */
export interface PushOptions {
  readonly config: PlanConfig & { readonly lockTimeout: number };
  /** Maximum number of concurrent transactions, in addition to the connection that holds the lock. */
  readonly concurrency: number;
  /** Called while the lock is held, so that no older world is pushed after a newer one. */
  readonly desired: () => Promise<Desired>;
  /** The only data source whose view to push; then no rows are pushed. */
  readonly dataSource?: string | undefined;
  /** Whether to report the changes without making them. */
  readonly dryRun?: boolean;
  readonly onProgress?: (done: number, total: number) => void;
}

/** The result of a push. */
export interface Pushed extends Applied {
  readonly plan: Plan;
}

/**
 * Changes a cluster to what it should hold. A push may be interrupted anywhere and run again. Two pushes wait for each other.
 * @throws Refusal `conflict` if `scrim redshift init` was not run, or another push does not end; `unavailable`
 */
export async function push(cluster: Cluster, options: PushOptions): Promise<Pushed> {
  const { config, concurrency, desired, dataSource, dryRun = false, onProgress } = options;
  const plan = async (): Promise<Plan> => {
    const wanted = await desired();
    const schemas = new Set(wanted.views.map(({ schema }) => viewSchemaOf(config, schema)));
    return planPush(wanted, await readCluster(cluster, config.schemas, [...schemas]), config, dataSource);
  };
  if (dryRun) return { plan: await plan(), done: 0, failures: [] };
  await requirePrepared(cluster, config.schemas);
  if (config.caseSensitive && (await readCaseSensitive(cluster)) === false) {
    throw new Refusal('conflict', caseOff);
  }
  const lock = await cluster.lock(lockStatements(config));
  try {
    const made = await plan();
    const total = partsOf(made).length;
    const applied = await applyPlan(cluster, made, {
      ...{ schemas: config.schemas, concurrency },
      onProgress: (done) => onProgress?.(done, total),
    });
    return { plan: made, ...applied };
  } finally {
    await lock.release();
  }
}

/** The input of {@link pushPeople}. */
export interface PushPeopleOptions extends Pick<PushOptions, 'config' | 'concurrency'> {
  /** The profiles of everybody, and the Redshift names of people whose rows may have changed. */
  readonly changed: () => Promise<{
    readonly profiles: readonly Profile[];
    readonly usernames: readonly string[];
  }>;
}

/**
 * Updates the rows of some people, and reads nothing else in the cluster.
 * @throws Refusal as `push`
 */
export async function pushPeople(cluster: Cluster, options: PushPeopleOptions): Promise<Applied> {
  const { config, concurrency, changed } = options;
  await requirePrepared(cluster, config.schemas);
  const lock = await cluster.lock(lockStatements(config));
  try {
    const { profiles, usernames } = await changed();
    const actual = await readProfiles(cluster, config.schemas, usernames);
    const concerned = new Set(usernames);
    const inScope = (name: string): boolean => concerned.has(name);
    const { closing, opening } = await planProfiles(profiles, { profiles: actual }, config.schemas, {
      inScope,
    });
    return await applyPlan(
      cluster,
      { phases: [closing, opening], drift: [], problems: [] },
      { schemas: config.schemas, concurrency },
    );
  } finally {
    await lock.release();
  }
}
