import type { Command } from 'commander';

import type { AuditedDecision, AuditedDecisions } from '../../use-cases/audit/audit-decisions.js';
import type { CliContext } from '../context.js';
import { storeOption } from '../store-option.js';
import { listRecords } from './list-records.js';
import { withArchiveOptions, withRecordOptions } from './options.js';
import type { RecordOptions } from './options.js';

interface DecisionOptions extends RecordOptions {
  readonly user?: string;
  readonly dataSource?: string;
  readonly for?: 'view';
  readonly policy?: string;
  readonly purpose?: string;
  readonly project?: string;
  readonly denied?: true;
}

/** `scrim audit decisions`: what scrim decided about whom, and why. */
export function registerAuditDecisions(group: Command, context: CliContext): void {
  withArchiveOptions(
    withRecordOptions(
      group
        .command('decisions')
        .description('list decisions: what scrim decided about whom, for which client, and why')
        .option('--user <user>', 'only decisions about this user')
        .option('--data-source <name>', 'only decisions about this data source, as SCHEMA.NAME')
        .option(
          '--for <occasion>',
          'only decisions of this occasion: view, in-place, show, preview, explain, audit, operation, who-can or plan',
        )
        .option('--policy <name>', 'only decisions that this policy shaped')
        .option('--purpose <name>', 'only decisions under this purpose')
        .option('--project <name>', 'only decisions in this project')
        .option('--denied', 'only denials'),
    ),
  )
    .addOption(storeOption())
    .action(async (options: DecisionOptions, command: Command) => {
      const { user, dataSource, for: occasion, policy, purpose, project, denied } = options;
      const search = { user, dataSource, for: occasion, policy, purpose, project, denied };
      const { decisionCells, decisionColumns, formatDecision } = await import('./format-decision.js');
      await listRecords<AuditedDecision, NonNullable<AuditedDecisions['next']>>(command, context, options, {
        format: formatDecision,
        columns: decisionColumns,
        cells: (one) => [decisionCells(one)],
        archived: true,
        versionOf: ({ id, times }) => `${id} ${times}`,
        read: async (operations, part) => {
          const { decisions, next } = await operations.auditDecisions({ ...search, ...part });
          return { records: decisions, next };
        },
      });
    });
}
