import type { Command } from 'commander';

import type { AuditedPolicies, AuditedPolicy } from '../../use-cases/audit/audit-policies.js';
import type { CliContext } from '../context.js';
import { queriesCounted } from './counts.js';
import { readTime } from './options.js';
import { printReport, withReportOptions } from './print-report.js';
import type { ReportOptions } from './print-report.js';

/** `scrim audit policies`: which queries policies shaped, and which shaped none. */
export function registerAuditPolicies(group: Command, context: CliContext): void {
  withReportOptions(
    group
      .command('policies')
      .description(
        'list how many queries each policy shaped; those that shaped none come first, with the reason',
      )
      .option('--since <time>', 'only queries since then, such as 2026-12-01 or 30d (default: 90 days)'),
  ).action(async (options: ReportOptions & { readonly since?: string }, command: Command) => {
    const since = await readTime('--since', options.since);
    await printReport<AuditedPolicy, NonNullable<AuditedPolicies['next']>, AuditedPolicies>(
      command,
      context,
      options,
      {
        format,
        columns: ['policy', 'enabled', 'data sources', 'queries', 'people', 'last', 'because'],
        cells: ({ policy, enabled, dataSources, queries, people, last, because }) => [
          [policy, enabled, dataSources, queries, people, last, because],
        ],
        head: ({ since: from, until }) => [`policies, from ${from} to ${until}`],
        read: (operations, part) => operations.auditPolicies({ since, ...part }),
        entries: ({ policies }) => policies,
        next: ({ next }) => next,
      },
    );
  });
}

const format = ({ policy, queries, people, last, because }: AuditedPolicy): string =>
  because === null
    ? `${policy}  shaped ${queriesCounted(queries, people)}, last at ${String(last)}\n`
    : `${policy}  shaped no query: ${because}\n`;
