import { Option } from 'commander';
import type { Command } from 'commander';

import type { AuditedUnused } from '../../use-cases/audit/audit-unused.js';
import type { UnusedAccess } from '../../use-cases/audit/unused/unused-access.js';
import type { CliContext } from '../context.js';
import { readCount } from '../read-count.js';
import { printReport, withReportOptions } from './print-report.js';
import type { ReportOptions } from './print-report.js';

interface UnusedOptions extends ReportOptions {
  readonly by: UnusedAccess['of'];
  readonly days: number;
  readonly dataSource?: string;
}

/** `scrim audit unused`: access that nobody used. */
export function registerAuditUnused(group: Command, context: CliContext): void {
  withReportOptions(
    group
      .command('unused')
      .description('list access that nobody used for a time, and how to end it')
      .addOption(
        new Option(
          '--by <whose>',
          'access of each person, of groups by their subscription, or by subscription policies',
        )
          .choices(['person', 'group', 'policy'])
          .default('person'),
      )
      .option('--days <count>', 'for how many days', readCount, 90)
      .option('--data-source <name>', 'only access to this data source, as SCHEMA.NAME'),
  ).action(async (options: UnusedOptions, command: Command) => {
    const { by, days, dataSource } = options;
    await printReport<UnusedAccess, NonNullable<AuditedUnused['next']>, AuditedUnused>(
      command,
      context,
      options,
      {
        format,
        columns,
        cells: ({ of, name, dataSource: from, because, endedBy }) => [[of, name, from, because, endedBy]],
        head,
        read: (operations, part) => operations.auditUnused({ by, days, dataSource, ...part }),
        entries: ({ unused }) => unused,
        next: ({ next }) => next,
      },
    );
  });
}

const columns = ['of', 'name', 'data source', 'because', 'ended by'];

const whose = {
  person: 'access that people have and did not use',
  group: 'subscriptions of groups that no member used',
  policy: 'subscription policies that gave access to nobody who used it',
} as const satisfies Record<UnusedAccess['of'], string>;

const head = ({ by, since, until, recordedSince }: AuditedUnused): readonly string[] => [
  `${whose[by]}, from ${since} to ${until}`,
  recordedSince === null ? 'no queries are on record' : `queries are on record since ${recordedSince}`,
  ...(by === 'policy' ? [] : ['let owners decide: scrim recertify start NAME DATA_SOURCE --due TIME']),
];

const format = ({ name, dataSource, because, endedBy }: UnusedAccess): string =>
  [
    [dataSource, name].filter((part) => part !== null).join('  '),
    `    because: ${because}`,
    ...(endedBy === null ? [] : [`    end it: ${endedBy}`]),
    '',
  ].join('\n');
