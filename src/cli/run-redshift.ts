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
import type { Sql } from '../redshift/sql-text.js';
import { planUninstall } from '../redshift/uninstall.js';
import { confirm } from './confirm.js';
import type { CliContext } from './context.js';
import { formatPush, pushAsJson } from './format-push.js';
import { asJson } from './json-option.js';
import { progressBar } from './progress-bar.js';
import type { RedshiftOptions } from './redshift-options.js';
import { redshiftConfigOf, redshiftDesiredOf, withRedshift } from './with-redshift.js';
import type { Connect } from './with-redshift.js';

/** The options of `scrim redshift init|push|uninstall`. */
export interface RunOptions extends RedshiftOptions {
  readonly json?: true;
  readonly yes?: true;
}

/** Creates scrim's own objects in a cluster, or updates them. */
export async function runRedshiftInit(
  context: CliContext,
  options: RunOptions,
  command: Command,
  connect: Connect = connectCluster,
): Promise<void> {
  const config = await redshiftConfigOf(options);
  const statements = installStatements(config.schemas);
  if (options.assumeEmpty) return shown(context, options, statements);
  const { desired, database } = await redshiftDesiredOf(command, config, options);
  await withRedshift(context, config, connect, async (cluster) => {
    if (config.mode === 'multiple') await checkOtherDatabases(cluster, desired, database);
    const before = await readVersion(cluster, config.schemas);
    if (options.dryRun) return shown(context, options, statements);
    await cluster.transaction(statements);
    const schemas = Object.values(config.schemas);
    const done = before === undefined ? 'made' : 'brought up to date';
    context.out(options.json ? asJson({ schemas, done }) : `${done}: schemas ${schemas.join(', ')}\n`);
  });
}

/** Updates views and user profiles: for one data source, or for all. */
export async function runRedshiftPush(
  context: CliContext,
  dataSource: string | undefined,
  options: RunOptions,
  command: Command,
  connect: Connect = connectCluster,
): Promise<void> {
  const config = await redshiftConfigOf(options);
  const desired = async (): Promise<Desired> => (await redshiftDesiredOf(command, config, options)).desired;
  if (options.assumeEmpty) {
    const plan = await planPush(await desired(), emptyCluster, config, dataSource);
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
    printed(context, options, statementsOfPlan(pushed.plan, config), () => report(context, options, pushed));
  });
}

/** Removes everything that scrim created in a cluster. */
export async function runRedshiftUninstall(
  context: CliContext,
  options: RunOptions,
  connect: Connect = connectCluster,
): Promise<void> {
  const config = await redshiftConfigOf(options);
  if (options.assumeEmpty) {
    return shown(context, options, planUninstall(emptyCluster, config.schemas).statements);
  }
  await withRedshift(context, config, connect, async (cluster) => {
    if ((await readVersion(cluster, config.schemas)) === undefined) {
      context.out(
        options.json
          ? asJson({ dropped: 0, kept: [] })
          : `there are no objects of scrim in schema ${config.schemas.system}\n`,
      );
      return;
    }
    const actual = await readCluster(cluster, config.schemas, []);
    const withSchemas = await readCluster(cluster, config.schemas, [...actual.ownSchemas]);
    const { statements, kept } = planUninstall(withSchemas, config.schemas);
    const dependents = await findDependents(cluster, [...actual.inventory.values()]);
    if (dependents.length > 0) {
      throw new Refusal(
        'conflict',
        `views of scrim cannot be dropped while other views depend on them: ${inWords(dependents)}. Run first: ${dropDependents(dependents).join(' ')}`,
      );
    }
    if (options.dryRun) return shown(context, options, statements);
    const question = `drop ${actual.inventory.size} views, and the schemas ${[...actual.ownSchemas, ...Object.values(config.schemas)].join(', ')}?`;
    if (options.yes !== true && !(await confirm(context, question))) {
      throw new Refusal('invalid', 'nothing was dropped; confirm with --yes');
    }
    await cluster.transaction(statements);
    if (options.json) return context.out(asJson({ dropped: actual.inventory.size, kept }));
    context.out(
      [...kept, `${actual.inventory.size} views dropped, with all of scrim's own objects`, ''].join('\n'),
    );
  });
}

/** Prints statements that run in one transaction. */
function shown(context: CliContext, options: RunOptions, statements: readonly Sql[]): void {
  printed(context, options, inTransaction(statements), () => {
    context.out(
      options.json
        ? asJson({ statements: statements.length })
        : `${statements.length} statements would be sent; --sql prints them\n`,
    );
  });
}

function printed(
  { out }: CliContext,
  { sql }: RunOptions,
  statements: readonly Sql[],
  otherwise: () => void,
): void {
  if (sql !== true) return otherwise();
  out(statements.map((statement) => `${statement};\n`).join(''));
}

function report(context: CliContext, options: RunOptions, pushed: Awaited<ReturnType<typeof push>>): void {
  context.out(options.json ? asJson(pushAsJson(pushed)) : formatPush(pushed, options.dryRun ?? false));
  if (pushed.failures.length + pushed.plan.problems.length > 0) context.fail();
}
