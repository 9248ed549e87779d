import { Option } from 'commander';
import type { Command } from 'commander';

import type { TrinoLogin } from '../trino/connect-trino.js';
import type { CliContext } from './context.js';

/** Which Trino to ask, and as whom; the password is in SCRIM_TRINO_PASSWORD. */
export interface TrinoOptions {
  readonly trino: string;
  readonly user: string;
}

/** Gives a command the options that say which Trino to ask. */
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

/** Whom a command asks, and as whom. */
export const loginOf = ({ env }: Pick<CliContext, 'env'>, { trino, user }: TrinoOptions): TrinoLogin => ({
  server: trino,
  user,
  password: env['SCRIM_TRINO_PASSWORD'],
});
