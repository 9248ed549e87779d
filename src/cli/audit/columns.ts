import { Option } from 'commander';
import type { Command } from 'commander';

import type { AuditedColumn, AuditedColumns } from '../../use-cases/audit/audit-columns.js';
import type { CliContext } from '../context.js';
import { queriesCounted } from './counts.js';
import { readTime } from './options.js';
import { printReport, withReportOptions } from './print-report.js';
import type { ReportOptions } from './print-report.js';

interface ColumnOptions extends ReportOptions {
  readonly tag?: string;
  readonly dataSource?: string;
  readonly by: 'column' | 'tag';
  readonly since?: string;
}

/** `scrim audit columns`: how tagged columns were read. */
export function registerAuditColumns(group: Command, context: CliContext): void {
  withReportOptions(
    group
      .command('columns')
      .description('list how many queries and people read tagged columns, in the clear and masked')
      .option('--tag <tag>', 'only columns with this tag, or with one below it')
      .option('--data-source <name>', 'only columns of this data source, as SCHEMA.NAME')
      .addOption(
        new Option('--by <what>', 'count for each column of a tag, or for all of them together')
          .choices(['column', 'tag'])
          .default('column'),
      )
      .option('--since <time>', 'only queries since then, such as 2026-12-01 or 30d (default: 90 days)'),
  ).action(async (options: ColumnOptions, command: Command) => {
    const { tag, dataSource, by } = options;
    const since = await readTime('--since', options.since);
    await printReport<AuditedColumn, NonNullable<AuditedColumns['next']>, AuditedColumns>(
      command,
      context,
      options,
      {
        format,
        columns,
        cells: (one) => [
          [
            ...[one.tag, one.dataSource, one.column, one.rawQueries, one.rawPeople, one.lastRaw],
            ...[one.maskedQueries, one.maskedPeople],
            one.clear.map(({ because }) => because).join('; '),
            one.maskedBy.join('; '),
          ],
        ],
        head: ({ since: from, until }) => [`tagged columns that were read from ${from} to ${until}`],
        read: (operations, part) => operations.auditColumns({ tag, dataSource, by, since, ...part }),
        entries: (page) => page.columns,
        next: ({ next }) => next,
      },
    );
  });
}

const columns = [
  ...['tag', 'data source', 'column', 'queries in the clear', 'people in the clear', 'last in the clear'],
  ...['queries masked', 'people masked', 'in the clear because', 'masked by'],
];

function format(one: AuditedColumn): string {
  const { tag, dataSource, column, rawQueries, rawPeople, lastRaw, maskedQueries, maskedPeople } = one;
  return [
    [tag, ...(dataSource === null ? [] : [`${dataSource}.${String(column)}`])].join('  '),
    ...(rawQueries === 0
      ? []
      : [`    in the clear: ${queriesCounted(rawQueries, rawPeople)}, last at ${String(lastRaw)}`]),
    ...one.clear.map(({ because, people }) => `      because: ${because} (${people})`),
    ...(maskedQueries === 0 ? [] : [`    masked: ${queriesCounted(maskedQueries, maskedPeople)}`]),
    ...(one.maskedBy.length === 0 ? [] : [`      by: ${one.maskedBy.join(', ')}`]),
    '',
  ].join('\n');
}
