import type { Command } from 'commander';

import { storeOption } from './store-option.js';

/** The options that every command about a cluster has. */
export interface RedshiftOptions {
  readonly config?: string;
  readonly database?: string;
  readonly dryRun?: true;
  readonly sql?: true;
  readonly assumeEmpty?: true;
}

/** Gives a command the options that say which cluster it is about, and which world. */
export const withClusterOptions = (command: Command): Command =>
  command
    .option('--config <file>', 'configuration of the cluster (YAML or JSON)')
    .option('--database <name>', 'the database that people connect to (default: that of the connection)')
    .addOption(storeOption());
