import type { Command } from 'commander';

import type { CliContext } from './context.js';
import { doctorOf } from './doctor.js';
import { jsonOption } from './json-option.js';
import type { DoctorAuditOptions } from './run-doctor-audit.js';

/** `scrim doctor audit`: checks whether queries and decisions get on record. */
export function registerDoctorAudit(program: Command, context: CliContext): void {
  doctorOf(program)
    .command('audit')
    .description(
      'check that each Trino reports its queries and that decisions are on record, and list alarms; exit code 1 if something is missing',
    )
    .option('--config <file>', 'configuration file of scrim serve (YAML or JSON)')
    .option('--store <location>', 'the store, if it is not that of the configuration')
    .option('--days <count>', 'days of which alarms, queries and answers are checked', '7')
    .option(...jsonOption)
    .action(async (options: DoctorAuditOptions) => {
      const { runDoctorAudit } = await import('./run-doctor-audit.js');
      await runDoctorAudit(context, options);
    });
}
