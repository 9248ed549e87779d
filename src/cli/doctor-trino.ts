import { Option } from 'commander';
import type { Command } from 'commander';

import type { CliContext } from './context.js';
import { oneDataSourceArgument } from './data-source-argument.js';
import { doctorOf } from './doctor.js';
import { jsonOption } from './json-option.js';
import { readCount } from './read-count.js';
import { repeatedOption } from './repeated.js';
import type { DoctorTrinoOptions } from './run-doctor-trino.js';
import { storeOption } from './store-option.js';
import { withTrinoOptions } from './trino-options.js';

/** `scrim doctor trino`: checks whether raw catalogs, or the views, reveal hidden rows. */
export function registerDoctorTrino(program: Command, context: CliContext): void {
  withTrinoOptions(doctorOf(program).command('trino'))
    .description(
      "check whether a Trino reveals hidden rows: by its configuration of raw catalogs and, with --as, by attacks on people's views and by every way to the raw tables; exit code 1 if it does",
    )
    .argument(...oneDataSourceArgument)
    .addOption(
      repeatedOption(
        '--as <user>',
        'attack the views of this user with queries that they could run, and try as this user every way to the raw tables; --user must be allowed to impersonate them, and to read the raw tables',
      ),
    )
    .addOption(
      new Option('--tables <n>', 'the maximum number of raw tables that are tried')
        .argParser(readCount)
        .default(20),
    )
    .option(
      '--scratch <catalog.schema>',
      'try also to copy raw tables into tables and views of this schema, which are dropped again',
    )
    .option(
      '--archive <catalog.schema>',
      'try also whether they can read the archive of records in this schema, past scrim',
    )
    .option('--catalog <name>', "scrim's catalog in this Trino", 'scrim')
    .option(...jsonOption)
    .addOption(storeOption())
    .action(async (dataSource: string | undefined, options: DoctorTrinoOptions, command: Command) => {
      const { runDoctorTrino } = await import('./run-doctor-trino.js');
      await runDoctorTrino(context, dataSource, options, command);
    });
}
