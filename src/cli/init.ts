import type { Command } from 'commander';

import type { CliContext } from './context.js';
import { storeOption, withOperations } from './store-option.js';

/** `scrim init`: makes the first key of the API, which makes all others. */
export function registerInit(program: Command, { out, err, actor }: CliContext): void {
  program
    .command('init')
    .description("make an administrator's key for the API, and print it this once")
    .option('--name <name>', 'what the key is called', 'administrator')
    .option('--another', 'make one although there is one already')
    .option('--json', 'print JSON')
    .addOption(storeOption())
    .action(
      async ({ name, another, json }: { name: string; another?: true; json?: true }, command: Command) => {
        const made = await withOperations(command, (operations) =>
          operations.createAdminKey({ name, actor, another: another ?? false }),
        );
        out(json ? `${JSON.stringify(made, undefined, 2)}\n` : `${made.key}\n`);
        if (!json) err('This key may do everything. Keep it: it is stored nowhere, and shown this once.\n');
      },
    );
}
