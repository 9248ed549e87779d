import type { Command } from 'commander';

import { jsonOption } from './json-option.js';
import { actorOption } from './actor-option.js';
import { repeatedOption } from './repeated.js';
import type { AddOptions, CheckOptions, DatasourceContext, DatasourcePorts } from './run-datasource.js';
import { storeOption } from './store-option.js';
import { withTrinoOptions } from './trino-options.js';

/**
 * `scrim datasource`: registers tables of a Trino, and reports which have changed since.
 * @param ports the commands' access to the world, to Trino and to SQL
 * @returns the group of commands
 */
export function registerDatasource(
  program: Command,
  context: DatasourceContext,
  ports: () => Promise<DatasourcePorts>,
): Command {
  const group = program.command('datasource').description('register tables, and check them against Trino');
  withTrinoOptions(group.command('add'))
    .description(
      'register a table of Trino, or every table of a schema; update those that are registered already',
    )
    .requiredOption('--from-trino <name>', 'CATALOG.SCHEMA.TABLE, or CATALOG.SCHEMA for every table in it')
    .requiredOption('--schema <schema>', 'the virtual schema to register under')
    .option('--name <name>', 'the virtual name, for one table (default: its own)')
    .addOption(repeatedOption('--owner <owner>', 'an owner of each data source, USER or group:NAME'))
    .addOption(repeatedOption('--tag <tag>', 'a tag for each data source'))
    .option('--prune', 'remove data sources whose table no longer exists in the schema')
    .addOption(actorOption(context, 'who registers them'))
    .option(...jsonOption)
    .addOption(storeOption())
    .action(async (options: AddOptions, command: Command) => {
      const { addDataSources } = await import('./run-datasource.js');
      await addDataSources(context, await ports(), options, command);
    });
  withTrinoOptions(group.command('check'))
    .description(
      'compare the registered columns of tables and queries with Trino; exit code 1 on any difference',
    )
    .argument('[data-source...]', 'data sources, as SCHEMA.NAME (default: all)')
    .option(...jsonOption)
    .addOption(storeOption())
    .action(async (names: string[], options: CheckOptions, command: Command) => {
      const { compareDataSources } = await import('./run-datasource.js');
      await compareDataSources(context, await ports(), names, options, command);
    });
  return group;
}
