import type { Command } from 'commander';

import { addConfigOptions, configOf } from './config-options.js';
import type { CliContext } from './context.js';

/** `scrim config`: what `scrim serve` would run with, and where each value comes from. */
export function registerConfig(program: Command, context: CliContext): void {
  const command = program
    .command('config')
    .description(
      'check the configuration that scrim serve would have, and print it without secrets, each value with where it comes from',
    )
    .option('--json', 'print JSON');
  addConfigOptions(program, command).action(async (options: { readonly json?: true }) => {
    const effective = await configOf(command, context);
    const { clientNames } = await import('../service/identity-of.js');
    const clients = await clientNames(effective.config, context.env);
    const { formatConfig, shownSettings } = await import('../config/show-config.js');
    context.out(
      options.json ? `${JSON.stringify(shownSettings(effective), undefined, 2)}\n` : formatConfig(effective),
    );
    context.err(
      clients.length === 0
        ? 'no client may ask: a store folder will be given one, and a store on PostgreSQL needs one\n'
        : `clients that may ask: ${clients.join(', ')}\n`,
    );
  });
}
