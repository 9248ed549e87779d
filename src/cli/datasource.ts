import type { Command } from 'commander';

import { jsonOption } from './json-option.js';
import { actorOption } from './actor-option.js';
import { repeatedOption } from './repeated.js';
import type { AddOptions, CheckOptions, DatasourceContext, DatasourcePorts } from './run-datasource.js';
import { storeOption } from './store-option.js';
import { withTrinoOptions } from './trino-options.js';

/**
 * `scrim datasource`: registers tables of a Trino, and tells where they have changed since.
 * @param ports what joins the commands to the world, to Trino and to the language
 * @returns its group
 */
export function registerDatasource(
  program: Command,
  context: DatasourceContext,
  ports: () => Promise<DatasourcePorts>,
): Command {
  const group = program.command('datasource').description('register tables, and check them against Trino');
  withTrinoOptions(group.command('add'))
    .description('register a table of Trino, or every table of a schema; refresh those registered before')
    .requiredOption('--from-trino <name>', 'CATALOG.SCHEMA.TABLE, or CATALOG.SCHEMA for every table in it')
    .requiredOption('--schema <schema>', 'the virtual schema to register under')
    .option('--name <name>', 'the virtual name, for one table (default: its own)')
    .addOption(repeatedOption('--owner <owner>', 'an owner of each data source, USER or group:NAME'))
    .addOption(repeatedOption('--tag <tag>', 'a tag for each data source'))
    .option('--prune', 'remove data sources whose table is gone from the schema')
    .addOption(actorOption(context, 'who registers them'))
    .option(...jsonOption)
    .addOption(storeOption())
    .action(async (options: AddOptions, command: Command) => {
      const { addDataSources } = await import('./run-datasource.js');
      await addDataSources(context, await ports(), options, command);
    });
  withTrinoOptions(group.command('check'))
    .description(
      'compare registered columns, and the results of queries, with what Trino has; exit code 1 when any differ',
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
