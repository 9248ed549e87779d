import type { Command } from 'commander';

import type { CliContext } from './context.js';
import { oneDataSourceArgument } from './data-source-argument.js';
import { jsonOption } from './json-option.js';
import { withClusterOptions } from './redshift-options.js';
import type { RunOptions } from './run-redshift.js';
import type { Connect } from './with-redshift.js';

/**
 * `scrim redshift init|push|uninstall`: creates, updates and removes scrim's objects in a Redshift cluster.
 * @param connect replaces the connection by PostgreSQL's protocol over TLS
 */
export function registerRedshift(program: Command, context: CliContext, connect?: Connect): void {
  const redshift = program
    .command('redshift')
    .description('push views, and what each person may see, to Amazon Redshift');
  const add = (name: string, description: string): Command =>
    withClusterOptions(redshift.command(name))
      .description(description)
      .option('--dry-run', 'change nothing')
      .option('--sql', 'with --dry-run: print every statement that would be sent, and nothing else')
      .option('--assume-empty', 'with --dry-run: connect to no cluster, and assume an empty one')
      .option(...jsonOption);

  add('init', "create or update scrim's own objects in a cluster").action(
    async (options: RunOptions, command: Command) => {
      const { runRedshiftInit } = await import('./run-redshift.js');
      await runRedshiftInit(context, options, command, connect);
    },
  );
  add('push', 'update views and user profiles in a cluster; safe to run at any time')
    .argument(...oneDataSourceArgument)
    .action(async (dataSource: string | undefined, options: RunOptions, command: Command) => {
      const { runRedshiftPush } = await import('./run-redshift.js');
      await runRedshiftPush(context, dataSource, options, command, connect);
    });
  add('uninstall', 'remove everything that scrim made in a cluster')
    .option('--yes', 'do not ask for confirmation')
    .action(async (options: RunOptions) => {
      const { runRedshiftUninstall } = await import('./run-redshift.js');
      await runRedshiftUninstall(context, options, connect);
    });
}
