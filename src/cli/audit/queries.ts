import type { Command } from 'commander';

import { without } from '../../base/without.js';
import type { CliContext } from '../context.js';
import { askOperations, storeOption } from '../store-option.js';
import { formatQuery, queryCells, queryColumns } from './format-query.js';
import { readLimit, readTime, withRecordOptions } from './options.js';
import type { RecordOptions } from './options.js';
import { printer } from './print-records.js';
import { follow, readNewest } from './read-pages.js';

interface QueryOptions extends RecordOptions {
  readonly store: string;
  readonly user?: string;
  readonly dataSource?: string;
  readonly column?: string;
  readonly raw?: true;
  readonly policy?: string;
  readonly purpose?: string;
  readonly project?: string;
  readonly cluster?: string;
  readonly queryId?: string;
  readonly denied?: true;
  readonly alarms?: true;
}

/** `scrim audit queries`: queries of Trino, each with the decisions that shaped it. */
export function registerAuditQueries(group: Command, { out, signal }: CliContext): void {
  withRecordOptions(
    group
      .command('queries')
      .description('list queries: who read what, in the clear or masked, by which policies')
      .option('--user <user>', 'only queries of this user')
      .option('--data-source <name>', 'only queries that read this data source, as SCHEMA.NAME')
      .option('--column <name>', 'only queries that read a column with this name')
      .option('--raw', 'only queries that read a column in the clear; with --column, this one')
      .option('--policy <name>', 'only queries that this policy shaped')
      .option('--purpose <name>', 'only queries under this purpose')
      .option('--project <name>', 'only queries in this project')
      .option('--cluster <name>', 'only queries of this cluster')
      .option('--query-id <id>', 'only the query with this id')
      .option('--denied', 'only queries that were denied')
      .option('--alarms', 'only queries that read a table of a data source without scrim'),
  )
    .addOption(storeOption())
    .action(async (options: QueryOptions, command: Command) => {
      const { since, until, limit, json, csv, follow: following, ...filter } = options;
      const search = without(filter, 'store');
      const [wanted, from, to] = [readLimit(limit), readTime('--since', since), readTime('--until', until)];
      const print = printer(
        { ...(json && { json }), ...(csv && { csv }) },
        { format: formatQuery, columns: queryColumns, cells: queryCells },
        out,
      );
      await askOperations(command, async (operations) => {
        const read = () =>
          readNewest(async (before: AuditCursor | undefined, size) => {
            const { queries, next } = await operations.auditQueries({
              ...search,
              ...{ since: from, until: to, before, limit: size },
            });
            return { records: queries, next };
          }, wanted);
        if (following === undefined) print(await read());
        else
          await follow(
            read,
            ({ cluster, queryId, endedAt }) => `${cluster} ${queryId} ${endedAt}`,
            print,
            signal,
          );
      });
    });
}

interface AuditCursor {
  readonly at: string;
  readonly cluster: string;
  readonly queryId: string;
}
