import type { Command } from 'commander';

import type { CliContext } from './context.js';
import { oneDataSourceArgument } from './data-source-argument.js';
import { withClusterOptions } from './redshift-options.js';
import type { RunOptions } from './run-redshift.js';
import type { Connect } from './with-redshift.js';

/**
 * `scrim redshift init|push|uninstall`: what scrim does in a Redshift cluster.
 * @param connect how to connect to a cluster, in place of PostgreSQL's protocol over TLS
 */
export function registerRedshift(program: Command, context: CliContext, connect?: Connect): void {
  const redshift = program
    .command('redshift')
    .description('push views and what people may see to Amazon Redshift');
  const add = (name: string, description: string): Command =>
    withClusterOptions(redshift.command(name))
      .description(description)
      .option('--dry-run', 'change nothing')
      .option('--sql', 'with --dry-run: print every statement that would be sent, and nothing else')
      .option('--assume-empty', 'with --dry-run: ask no cluster, and take it to hold nothing');

  add('init', "make scrim's own objects in a cluster, or bring them up to date").action(
    async (options: RunOptions, command: Command) => {
      const { runRedshiftInit } = await import('./run-redshift.js');
      await runRedshiftInit(context, options, command, connect);
    },
  );
  add('push', 'make views, and what is known of people, what they should be; safe to run at any time')
    .argument(...oneDataSourceArgument)
    .option('--json', 'print JSON')
    .action(async (dataSource: string | undefined, options: RunOptions, command: Command) => {
      const { runRedshiftPush } = await import('./run-redshift.js');
      await runRedshiftPush(context, dataSource, options, command, connect);
    });
  add('uninstall', 'take away all that scrim made in a cluster')
    .option('--yes', 'do not ask')
    .action(async (options: RunOptions) => {
      const { runRedshiftUninstall } = await import('./run-redshift.js');
      await runRedshiftUninstall(context, options, connect);
    });
}
