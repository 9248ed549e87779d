import { Option } from 'commander';
import type { Command } from 'commander';

import type { ExportFormat } from '../../audit/exported-record.js';
import type { CliContext } from '../context.js';
import { readCount } from '../read-count.js';
import { storeOption } from '../store-option.js';
import type { ExportOptions } from './run-export.js';

/** `scrim audit export`: queries, decisions and changes, for a collector. */
export function registerAuditExport(group: Command, context: CliContext): void {
  group
    .command('export')
    .description('write queries, decisions and changes on record as lines of JSON, for a collector')
    .addOption(
      new Option('--format <format>', 'jsonl: records of scrim; ocsf: events of OCSF')
        .choices(['jsonl', 'ocsf'] satisfies readonly ExportFormat[])
        .default('jsonl'),
    )
    .option('--since <time>', 'only what happened since then, such as 2026-12-01, 2026-12-01T09:00:00Z or 7d')
    .option('--until <time>', 'only what happened before then')
    .addOption(new Option('--follow', 'go on with what happens, until you interrupt it').conflicts('until'))
    .option(
      '--output <file>',
      'append to this file, and go on where it ended; FILE.position has its position (default: standard output)',
    )
    .option('--rotate-size <bytes>', 'begin a new file before it has more bytes, such as 100MB')
    .option('--rotate-every <time>', 'begin a new file after this time, such as 1h or 1d')
    .option('--keep <count>', 'number of old files that are kept (default: all)', readCount)
    .addOption(storeOption())
    .action(async (options: ExportOptions, command: Command) => {
      const { runAuditExport } = await import('./run-export.js');
      await runAuditExport(command, context, options);
    });
}
