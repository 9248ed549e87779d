import type { Logger } from 'pino';

import { errorMessage } from '../base/system-error.js';
import type { RedshiftConfig } from '../redshift/config.js';
import type { WorldStore } from '../world/world-store.js';
import { inSingleDatabase } from '../redshift/check-mode.js';
import type { Cluster } from '../redshift/cluster.js';
import type { DesiredChange, DesiredState } from '../use-cases/redshift/desired-state.js';
import { push, pushPeople } from '../redshift/push.js';
import type { Pushed } from '../redshift/push.js';
import { repeat } from './repeat.js';

/** The input for keeping a cluster up to date. */
export interface KeepPushedOptions {
  readonly cluster: Cluster;
  readonly config: RedshiftConfig;
  /** The database that people connect to. */
  readonly database: string;
  readonly state: DesiredState;
  readonly store: Pick<WorldStore, 'revision'>;
  readonly now: () => Date;
  readonly logger: Logger;
}

/** Milliseconds between two checks for changes that somebody else made in the cluster. */
const reconcileEvery = 3_600_000;

/**
 * Keeps a cluster up to date until it is stopped. At the start and every hour, it pushes everything. After each change, and when an access
 * ends, it pushes what that affects. A failed push is tried again, and no change is lost in between.
 */
export function keepPushed(options: KeepPushedOptions): { stop(): Promise<void> } {
  const { config, state, store, now, logger } = options;
  const pending = { usernames: new Set<string>(), everything: true };
  let seen = -1;
  let reconciled = -Infinity;

  const collect = ({ usernames, more }: DesiredChange): void => {
    for (const name of usernames) pending.usernames.add(name);
    pending.everything ||= more;
  };
  const refreshIfDue = async (): Promise<void> => {
    const revision = await store.revision();
    const next = state.nextChange();
    if (revision === seen && (next === undefined || next > now())) return;
    collect(await state.refresh());
    // Seen only now: a refresh that fails is due again.
    seen = revision;
  };
  const tick = async (): Promise<void> => {
    if (now().getTime() - reconciled >= reconcileEvery) pending.everything = true;
    await refreshIfDue();
    if (pending.everything) {
      await pushAll(options, async () => collect(await state.refresh()));
      pending.everything = false;
      pending.usernames.clear();
      reconciled = now().getTime();
    } else if (pending.usernames.size > 0) {
      await pushSome(options, async () => {
        collect(await state.refresh());
        return [...pending.usernames];
      });
      pending.usernames.clear();
    }
  };

  const pushing = repeat(config.pollInterval, tick, (error) => {
    logger.error({ error: errorMessage(error) }, 'the push to Redshift failed; scrim tries again');
  });
  return {
    async stop() {
      await pushing.stop();
      await options.cluster.close();
    },
  };
}

async function pushAll(options: KeepPushedOptions, refresh: () => Promise<void>): Promise<void> {
  const { cluster, config, database, state, logger } = options;
  const pushed = await push(cluster, {
    config,
    concurrency: config.pool.max,
    desired: async () => {
      await refresh();
      const desired = state.desired();
      return config.mode === 'single' ? inSingleDatabase(desired, database) : desired;
    },
  });
  const { drift, problems } = pushed.plan;
  for (const line of drift) logger.warn(`Redshift: ${line}; scrim corrects it`);
  for (const line of problems) logger.warn(`Redshift: ${line}`);
  told(pushed, logger);
}

async function pushSome(
  { cluster, config, state, logger }: KeepPushedOptions,
  refresh: () => Promise<readonly string[]>,
): Promise<void> {
  const applied = await pushPeople(cluster, {
    config,
    concurrency: config.pool.max,
    changed: async () => ({ usernames: await refresh(), profiles: state.desired().profiles }),
  });
  told(applied, logger);
}

/** @throws Error if something failed, so that it is tried again */
function told({ done, failures }: Pick<Pushed, 'done' | 'failures'>, logger: Logger): void {
  if (done > 0) logger.info({ changes: done }, 'pushed to Redshift');
  if (failures.length > 0) throw new Error(failures.join('; '));
}
