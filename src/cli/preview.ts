import { Option } from 'commander';
import type { Command } from 'commander';

import type { CliContext } from './context.js';
import { jsonOption } from './json-option.js';
import { readCount } from './read-count.js';
import type { PreviewOptions } from './run-preview.js';
import { storeOption } from './store-option.js';
import { withPersonOptions } from './what-if-options.js';

/** `scrim preview`: runs a query as a person would see it. */
export function registerPreview(program: Command, context: CliContext): void {
  withPersonOptions(
    program
      .command('preview')
      .description('run a query on data sources as a user would see them, and print its rows')
      .argument('<query>', 'the query: a SELECT on data sources, and on nothing else'),
  )
    .addOption(
      new Option('--trino <url>', 'the Trino to query, such as https://trino.example.com:8443')
        .env('SCRIM_TRINO_URL')
        .makeOptionMandatory(),
    )
    .requiredOption(
      '--trino-user <user>',
      'the Trino user who runs the query, and may read the raw tables; the password is read from SCRIM_TRINO_PASSWORD',
    )
    .option('--impersonate', "run it on scrim's catalog as the user, whom --trino-user may impersonate")
    .option('--catalog <name>', "scrim's catalog in this Trino", 'scrim')
    .addOption(new Option('--limit <rows>', 'rows to print at most').argParser(readCount).default(20))
    .addOption(new Option('--csv', 'print CSV').conflicts('json'))
    .option(...jsonOption)
    .addOption(storeOption())
    .action(async (query: string, options: PreviewOptions, command: Command) => {
      const { runPreview } = await import('./run-preview.js');
      await runPreview(context, query, options, command);
    });
}
