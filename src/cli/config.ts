import type { Command } from 'commander';

import { addConfigOptions, configOf } from './config-options.js';
import type { CliContext } from './context.js';
import { asJson, jsonOption } from './json-option.js';

/** `scrim config`: the configuration of `scrim serve`, with the origin of each value. */
export function registerConfig(program: Command, context: CliContext): void {
  const command = program
    .command('config')
    .description(
      'check the configuration of scrim serve, and print each value with its origin; secrets are left out',
    )
    .option(...jsonOption);
  addConfigOptions(program, command).action(async (options: { readonly json?: true }) => {
    const effective = await configOf(command, context);
    const { clientNames } = await import('../serve/identity-of.js');
    const clients = await clientNames(effective.config, context.env);
    const { opaOf } = await import('../serve/opa-of.js');
    await opaOf(effective.config, context.env, (message) => {
      context.err(`warning: ${message}\n`);
    });
    const { formatConfig, shownSettings } = await import('../config/show-config.js');
    context.out(options.json ? asJson(shownSettings(effective)) : formatConfig(effective));
    context.err(
      clients.length === 0
        ? 'no client is configured: scrim serve creates one in a store folder; with a store on PostgreSQL, configure one\n'
        : `clients that may connect: ${clients.join(', ')}\n`,
    );
  });
}
