import type { Command } from 'commander';

import type { CliContext } from './context.js';
import { doctorOf } from './doctor.js';
import { jsonOption } from './json-option.js';
import { withClusterOptions } from './redshift-options.js';
import type { DoctorRedshiftOptions } from './run-doctor-redshift.js';
import type { Connect } from './with-redshift.js';

/**
 * `scrim doctor redshift`: whether people can reach data past their views.
 * @param connect how to connect to a cluster, in place of PostgreSQL's protocol over TLS
 */
export function registerDoctorRedshift(program: Command, context: CliContext, connect?: Connect): void {
  withClusterOptions(doctorOf(program).command('redshift'))
    .description(
      'check the catalogs of a cluster for ways past the views, and for what prevents pushes; exit code 1 when there is one',
    )
    .option(...jsonOption)
    .action(async (options: DoctorRedshiftOptions, command: Command) => {
      const { runDoctorRedshift } = await import('./run-doctor-redshift.js');
      await runDoctorRedshift(context, options, command, connect);
    });
}
