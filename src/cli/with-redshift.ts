import type { Command } from 'commander';

import { Refusal } from '../base/refusal.js';
import { readRedshiftConfig } from '../config/read-redshift-config.js';
import type { RedshiftConfig } from '../redshift/config.js';
import { inSingleDatabase } from '../redshift/check-mode.js';
import type { Cluster, Connections } from '../redshift/cluster.js';
import { createCluster } from '../redshift/create-cluster.js';
import type { CliContext } from './context.js';
import type { RedshiftOptions } from './redshift-options.js';
import { withOperations } from './store-option.js';

/** Opens the connections of a configuration. */
export type Connect = (config: RedshiftConfig, env: CliContext['env']) => Promise<Connections>;

/**
 * Reads the configuration that options name.
 * @throws Refusal `invalid`
 */
export async function redshiftConfigOf(options: RedshiftOptions): Promise<RedshiftConfig> {
  if ((options.sql || options.assumeEmpty) && !options.dryRun) {
    throw new Refusal('invalid', `--${options.sql ? 'sql' : 'assume-empty'} needs --dry-run`);
  }
  return readRedshiftConfig(options.config);
}

/** The desired state. In single-database mode, views that read another database are left out. */
export async function redshiftDesiredOf(command: Command, config: RedshiftConfig, options: RedshiftOptions) {
  const { database, desired } = await withOperations(command, (operations) =>
    operations.redshiftDesired({
      systemSchema: config.schemas.system,
      caseSensitive: config.caseSensitive,
      profileRows: config.limits.profileRows,
      database: options.database ?? config.connection?.database,
    }),
  );
  return { database, desired: config.mode === 'single' ? inSingleDatabase(desired, database) : desired };
}

/** Runs a command's work on the cluster of a configuration, and closes its connections in every case. */
export async function withRedshift(
  context: CliContext,
  config: RedshiftConfig,
  connect: Connect,
  work: (cluster: Cluster) => Promise<void>,
): Promise<void> {
  // One connection more than concurrent statements: a push keeps its lock on it.
  const pool = { ...config.pool, max: config.pool.max + 1 };
  const cluster = createCluster(await connect({ ...config, pool }, context.env));
  try {
    await work(cluster);
  } finally {
    await cluster.close();
  }
}
