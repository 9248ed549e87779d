import type { Command } from 'commander';

import type { AuditedQueries, AuditedQuery } from '../../use-cases/audit/audit-queries.js';
import type { CliContext } from '../context.js';
import { storeOption } from '../store-option.js';
import { formatQuery, queryCells, queryColumns } from './format-query.js';
import { listRecords } from './list-records.js';
import { withArchiveOptions, withRecordOptions } from './options.js';
import type { RecordOptions } from './options.js';

interface QueryOptions extends RecordOptions {
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
export function registerAuditQueries(group: Command, context: CliContext): void {
  withArchiveOptions(
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
    ),
  )
    .addOption(storeOption())
    .action(async (options: QueryOptions, command: Command) => {
      const { user, dataSource, column, raw, policy, purpose, project } = options;
      const { cluster, queryId, denied, alarms } = options;
      const search = {
        ...{ user, dataSource, column, raw, policy, purpose, project },
        ...{ cluster, queryId, denied, alarms },
      };
      await listRecords<AuditedQuery, NonNullable<AuditedQueries['next']>>(command, context, options, {
        format: formatQuery,
        columns: queryColumns,
        cells: queryCells,
        archived: true,
        versionOf: (query) => `${query.cluster} ${query.queryId} ${query.endedAt}`,
        read: async (operations, part) => {
          const { queries, next } = await operations.auditQueries({ ...search, ...part });
          return { records: queries, next };
        },
      });
    });
}
