import type { Command } from 'commander';

import type { AuditedAccess, AuditedPerson } from '../../use-cases/audit/audit-access.js';
import type { CliContext } from '../context.js';
import { dataSourceArgument } from '../data-source-argument.js';
import { readAsOf, withAsOf } from '../what-if-options.js';
import type { AsOfOption } from '../what-if-options.js';
import { formatAccessHead, formatPerson, personCells, personColumns } from './format-access-report.js';
import { readTime } from './options.js';
import { printReport, withReportOptions } from './print-report.js';
import type { ReportOptions } from './print-report.js';

interface AccessOptions extends ReportOptions, AsOfOption {
  readonly user?: string;
  readonly since?: string;
}

/** `scrim audit access`: who can read a data source, and who did. */
export function registerAuditAccess(group: Command, context: CliContext): void {
  withReportOptions(
    withAsOf(
      group
        .command('access')
        .description('list who can read a data source and who did: when, how often, which columns')
        .argument(...dataSourceArgument)
        .option('--user <user>', 'only this user')
        .option('--since <time>', 'only queries since then, such as 2026-12-01 or 30d (default: 90 days)'),
    ),
  ).action(async (dataSource: string, options: AccessOptions, command: Command) => {
    const { user } = options;
    const asOf = await readAsOf(options.asOf);
    const since = await readTime('--since', options.since);
    await printReport<AuditedPerson, NonNullable<AuditedAccess['next']>, AuditedAccess>(
      command,
      context,
      options,
      {
        format: formatPerson,
        columns: personColumns,
        cells: (person) => [personCells(person)],
        head: formatAccessHead,
        read: (operations, part) => operations.auditAccess({ dataSource, user, since, asOf, ...part }),
        entries: ({ people }) => people,
        next: ({ next }) => next,
      },
    );
  });
}
