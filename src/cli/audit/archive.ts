import type { Command } from 'commander';

import type { ArchivedRecords } from '../../use-cases/audit/archive-records.js';
import type { CliContext } from '../context.js';
import { asJson, jsonOption } from '../json-option.js';
import { configOption, storeOption, withArchive } from '../store-option.js';

/** `scrim audit archive`: moves old records to the archive now. */
export function registerAuditArchive(group: Command, context: CliContext): void {
  group
    .command('archive')
    .description('move the decisions and queries of old days to the archive, as scrim serve does every hour')
    .option('--dry-run', 'print what would be moved, and move nothing')
    .option(...jsonOption)
    .addOption(configOption())
    .addOption(storeOption())
    .action(async ({ dryRun, json }: { readonly dryRun?: true; readonly json?: true }, command: Command) => {
      const result = await withArchive(command, context.env, (operations) =>
        operations.auditArchive({ dryRun: dryRun ?? false }),
      );
      context.out(json ? asJson(result) : formatArchived(result));
    });
}

function formatArchived({ dryRun, place, days }: ArchivedRecords): string {
  if (days.length === 0) return `there are no records to move to ${place}\n`;
  const verb = dryRun ? 'to be moved' : 'moved';
  return days
    .map(
      ({ day, decisions, queries }) =>
        `${day}  ${decisions} decisions, ${queries} queries ${verb} to ${place}\n`,
    )
    .join('');
}
