import type { Command } from 'commander';

import { actorOption } from './actor-option.js';
import type { CliContext } from './context.js';
import { asJson, jsonOption } from './json-option.js';
import { storeOption, withOperations } from './store-option.js';

/** `scrim init`: creates the first API key, with which all others are created. */
export function registerInit(program: Command, context: CliContext): void {
  const { out, err } = context;
  program
    .command('init')
    .description("create the first API key, an administrator's, and print it once")
    .option('--name <name>', 'name of the key', 'administrator')
    .option('--another', 'create one even if an administrator key exists')
    .addOption(actorOption(context, 'who creates it'))
    .option(...jsonOption)
    .addOption(storeOption())
    .action(
      async (
        { name, another, actor, json }: { name: string; another?: true; actor: string; json?: true },
        command: Command,
      ) => {
        const made = await withOperations(command, (operations) =>
          operations.createAdminKey({ name, actor, another: another ?? false }),
        );
        out(json ? asJson(made) : `${made.key}\n`);
        if (!json)
          err('This key may do everything. Keep it: scrim does not store it, and shows it only once.\n');
      },
    );
}
