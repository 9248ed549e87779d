import type { Logger } from 'pino';

import { Refusal } from '../base/refusal.js';
import { readRedshiftConfig } from '../config/read-redshift-config.js';
import type { WorldStore } from '../world/world-store.js';
import { connectCluster } from '../redshift/connect-cluster.js';
import type { Environment } from '../redshift/connect-cluster.js';
import { createCluster } from '../redshift/create-cluster.js';
import { createDesiredState } from '../use-cases/redshift/desired-state.js';
import type { Ports } from '../use-cases/views/ports.js';
import { hashKeyOf } from '../use-cases/create-ports.js';
import { keepPushed } from './keep-pushed.js';

/** What a push needs of its service. */
export interface RedshiftPushOptions {
  readonly store: WorldStore;
  readonly ports: Pick<Ports, 'world' | 'now'>;
  readonly env: Environment;
  readonly logger: Logger;
}

/**
 * Starts to keep the cluster of a configuration file up to date.
 * @throws Refusal `invalid` if the file has errors, or names no cluster
 */
export async function startRedshiftPush(
  file: string,
  options: RedshiftPushOptions,
): Promise<{ stop(): Promise<void> }> {
  const { store, ports, env, logger } = options;
  const config = await readRedshiftConfig(file);
  if (config.connection === undefined) {
    throw new Refusal(
      'invalid',
      `${file}: 'connection' is missing; scrim serve needs it to push to a cluster`,
    );
  }
  // One connection more than concurrent statements: a push keeps its lock on it.
  const pool = { ...config.pool, max: config.pool.max + 1 };
  const { database } = config.connection;
  return keepPushed({
    cluster: createCluster(await connectCluster({ ...config, pool }, env)),
    config,
    database,
    state: createDesiredState(
      { store, world: ports.world, now: ports.now, hashKey: (version) => hashKeyOf(store, version) },
      { database, systemSchema: config.schemas.system, caseSensitive: config.caseSensitive },
      config.limits,
    ),
    store,
    now: ports.now,
    logger,
  });
}
