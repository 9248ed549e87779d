import type { Command } from 'commander';

import type { CliContext } from './context.js';
import { oneDataSourceArgument } from './data-source-argument.js';
import { doctorOf } from './doctor.js';
import { repeated } from './repeated.js';
import type { DoctorTrinoOptions } from './run-doctor-trino.js';
import { storeOption } from './store-option.js';
import { withTrinoOptions } from './trino-options.js';

/** `scrim doctor trino`: whether raw catalogs, or views themselves, reveal what views hide. */
export function registerDoctorTrino(program: Command, context: CliContext): void {
  withTrinoOptions(doctorOf(program).command('trino'))
    .description(
      "check a Trino for ways to hidden rows: how it reads raw catalogs and, with --as, whether attacks on people's views succeed; fails when there is one",
    )
    .argument(...oneDataSourceArgument)
    .option(
      '--as <user>',
      'attack the views of this user, as they could; may be repeated; --user must be allowed to impersonate them, and to read the raw tables',
      repeated,
      [],
    )
    .option('--catalog <name>', "scrim's catalog in this Trino", 'scrim')
    .option('--json', 'print JSON')
    .addOption(storeOption())
    .action(async (dataSource: string | undefined, options: DoctorTrinoOptions, command: Command) => {
      const { runDoctorTrino } = await import('./run-doctor-trino.js');
      await runDoctorTrino(context, dataSource, options, command);
    });
}
