import { Option } from 'commander';
import type { Command } from 'commander';

import type { TrinoLogin } from '../trino/connect-trino.js';
import type { CliContext } from './context.js';

/** The Trino to query, and the user; the password is in SCRIM_TRINO_PASSWORD. */
export interface TrinoOptions {
  readonly trino: string;
  readonly user: string;
}

/** Adds the options for the Trino to query to a command. */
export const withTrinoOptions = (command: Command): Command =>
  command
    .addOption(
      new Option('--trino <url>', 'the Trino to query, such as https://trino.example.com:8443')
        .env('SCRIM_TRINO_URL')
        .makeOptionMandatory(),
    )
    .requiredOption(
      '--user <user>',
      'the Trino user to query as; the password is read from SCRIM_TRINO_PASSWORD',
    );

/** The login of a command at its Trino. */
export const loginOf = ({ env }: Pick<CliContext, 'env'>, { trino, user }: TrinoOptions): TrinoLogin => ({
  server: trino,
  user,
  password: env['SCRIM_TRINO_PASSWORD'],
});
