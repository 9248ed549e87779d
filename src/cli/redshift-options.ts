import type { Command } from 'commander';

import { storeOption } from './store-option.js';

/** The options of every command about a cluster. */
export interface RedshiftOptions {
  readonly config?: string;
  readonly database?: string;
  readonly dryRun?: true;
  readonly sql?: true;
  readonly assumeEmpty?: true;
}

/** Adds the options for the cluster and the world to a command. */
export const withClusterOptions = (command: Command): Command =>
  command
    .option('--config <file>', 'configuration of the cluster (YAML or JSON)')
    .option('--database <name>', 'the database that people connect to (default: that of the connection)')
    .addOption(storeOption());
