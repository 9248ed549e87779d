import type { Command } from 'commander';

import { Refusal } from '../base/refusal.js';
import { emptyCluster, readCluster, readVersion } from '../redshift/catalog.js';
import { checkOtherDatabases } from '../redshift/check-mode.js';
import { connectCluster } from '../redshift/connect-cluster.js';
import { dropDependents, findDependents, inWords } from '../redshift/dependents.js';
import type { Desired } from '../redshift/desired.js';
import { planPush } from '../redshift/plan.js';
import { push } from '../redshift/push.js';
import { inTransaction, statementsOfPlan } from '../redshift/statements-of-plan.js';
import { installStatements } from '../redshift/system-objects.js';
import type { SentStatement } from '../redshift/system-objects.js';
import { planUninstall } from '../redshift/uninstall.js';
import { print } from '../sql/print/print.js';
import { confirm } from './confirm.js';
import type { CliContext } from './context.js';
import { oneDataSourceArgument } from './data-source-argument.js';
import { formatPush, pushAsJson } from './format-push.js';
import { progressBar } from './progress-bar.js';
import { redshiftConfigOf, redshiftDesiredOf, withRedshift } from './redshift-options.js';
import type { Connect, RedshiftOptions } from './redshift-options.js';
import { storeOption } from './store-option.js';

interface Options extends RedshiftOptions {
  readonly json?: true;
  readonly yes?: true;
}

/** `scrim redshift init|push|uninstall`: what scrim does in a Redshift cluster. */
export function registerRedshift(
  program: Command,
  context: CliContext,
  connect: Connect = connectCluster,
): void {
  const redshift = program
    .command('redshift')
    .description('push views and what people may see to Amazon Redshift');
  const add = (name: string, description: string): Command =>
    redshift
      .command(name)
      .description(description)
      .option('--config <file>', 'configuration of the cluster (YAML or JSON)')
      .option('--database <name>', 'the database that people connect to (default: that of the connection)')
      .option('--dry-run', 'change nothing')
      .option('--sql', 'with --dry-run: print every statement that would be sent, and nothing else')
      .option('--assume-empty', 'with --dry-run: ask no cluster, and take it to hold nothing')
      .addOption(storeOption());

  add('init', "make scrim's own objects in a cluster, or bring them up to date").action(
    async (options: Options, command: Command) => {
      const config = await redshiftConfigOf(options);
      const statements = installStatements(config.schemas);
      if (options.assumeEmpty) return shown(context, options, statements);
      const { desired, database } = await redshiftDesiredOf(command, config, options);
      await withRedshift(context, config, connect, async (cluster) => {
        if (config.mode === 'multiple') await checkOtherDatabases(cluster, desired, database);
        const before = await readVersion(cluster, config.schemas);
        if (options.dryRun) return shown(context, options, statements);
        await cluster.transaction(statements);
        context.out(
          `${before === undefined ? 'made' : 'brought up to date'}: schemas ${Object.values(config.schemas).join(', ')}\n`,
        );
      });
    },
  );

  add('push', 'make views, and what is known of people, what they should be; safe to run at any time')
    .argument(...oneDataSourceArgument)
    .option('--json', 'print JSON')
    .action(async (dataSource: string | undefined, options: Options, command: Command) => {
      const config = await redshiftConfigOf(options);
      const desired = async (): Promise<Desired> =>
        (await redshiftDesiredOf(command, config, options)).desired;
      if (options.assumeEmpty) {
        const plan = planPush(await desired(), emptyCluster, config, dataSource);
        plan.problems.forEach((problem) => context.err(`${problem}\n`));
        return printed(context, options, statementsOfPlan(plan, config), () =>
          report(context, options, { plan, done: 0, failures: [] }),
        );
      }
      await withRedshift(context, config, connect, async (cluster) => {
        const pushed = await push(cluster, {
          config,
          concurrency: config.pool.max,
          desired,
          dataSource,
          dryRun: options.dryRun ?? false,
          ...(options.json ? {} : { onProgress: progressBar(context) }),
        });
        printed(context, options, statementsOfPlan(pushed.plan, config), () =>
          report(context, options, pushed),
        );
      });
    });

  add('uninstall', 'take away all that scrim made in a cluster')
    .option('--yes', 'do not ask')
    .action(async (options: Options) => {
      const config = await redshiftConfigOf(options);
      if (options.assumeEmpty) {
        return shown(context, options, planUninstall(emptyCluster, config.schemas).statements);
      }
      await withRedshift(context, config, connect, async (cluster) => {
        if ((await readVersion(cluster, config.schemas)) === undefined) {
          context.out(`there is nothing of scrim's in schema ${config.schemas.system}\n`);
          return;
        }
        const actual = await readCluster(cluster, config.schemas, []);
        const withSchemas = await readCluster(cluster, config.schemas, [...actual.ownSchemas]);
        const { statements, kept } = planUninstall(withSchemas, config.schemas);
        const dependents = await findDependents(cluster, [...actual.inventory.values()]);
        if (dependents.length > 0) {
          throw new Refusal(
            'conflict',
            `views of scrim's cannot be dropped while others depend on them: ${inWords(dependents)}. Run first: ${dropDependents(dependents).join(' ')}`,
          );
        }
        if (options.dryRun) return shown(context, options, statements);
        const question = `drop ${actual.inventory.size} views, and the schemas ${[...actual.ownSchemas, ...Object.values(config.schemas)].join(', ')}?`;
        if (options.yes !== true && !(await confirm(context, question))) {
          throw new Refusal('invalid', 'nothing was dropped; --yes says yes');
        }
        await cluster.transaction(statements);
        context.out(
          [...kept, `${actual.inventory.size} views dropped, with all of scrim's own objects`, ''].join('\n'),
        );
      });
    });
}

/** Prints statements that run in one transaction. */
function shown(context: CliContext, options: Options, statements: readonly SentStatement[]): void {
  printed(context, options, inTransaction(statements), () => {
    context.out(`${statements.length} statements would be sent; --sql prints them\n`);
  });
}

function printed(
  { out }: CliContext,
  { sql }: Options,
  statements: readonly SentStatement[],
  otherwise: () => void,
): void {
  if (sql !== true) return otherwise();
  out(statements.map((statement) => `${print(statement, 'redshift')};\n`).join(''));
}

function report(context: CliContext, options: Options, pushed: Awaited<ReturnType<typeof push>>): void {
  context.out(
    options.json
      ? `${JSON.stringify(pushAsJson(pushed), undefined, 2)}\n`
      : formatPush(pushed, options.dryRun ?? false),
  );
  if (pushed.failures.length + pushed.plan.problems.length > 0) context.fail();
}
