import type { Command } from 'commander';

import type { CliContext } from './context.js';
import { doctorOf } from './doctor.js';
import { jsonOption } from './json-option.js';
import { withClusterOptions } from './redshift-options.js';
import type { DoctorRedshiftOptions } from './run-doctor-redshift.js';
import type { Connect } from './with-redshift.js';

/**
 * `scrim doctor redshift`: checks whether people can read data without their views.
 * @param connect replaces the connection by PostgreSQL's protocol over TLS
 */
export function registerDoctorRedshift(program: Command, context: CliContext, connect?: Connect): void {
  withClusterOptions(doctorOf(program).command('redshift'))
    .description(
      'check the catalogs of a cluster for ways past the views, and for obstacles to pushes; exit code 1 if any is found',
    )
    .option(...jsonOption)
    .action(async (options: DoctorRedshiftOptions, command: Command) => {
      const { runDoctorRedshift } = await import('./run-doctor-redshift.js');
      await runDoctorRedshift(context, options, command, connect);
    });
}
