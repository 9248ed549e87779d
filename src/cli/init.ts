import { Argument, Option } from 'commander';
import type { Command } from 'commander';

import { actorOption } from './actor-option.js';
import type { CliContext } from './context.js';
import { asJson, jsonOption } from './json-option.js';
import { storeOption, withOperations } from './store-option.js';

interface Options {
  readonly name: string;
  readonly another?: true;
  readonly actor: string;
  readonly ci?: 'github' | 'gitlab' | 'none';
  readonly json?: true;
}

/** `scrim init`: creates the first API key, with which all others are created. `scrim init FOLDER`: makes a folder of world files. */
export function registerInit(program: Command, context: CliContext): void {
  const { out, err } = context;
  program
    .command('init')
    .description(
      "create the first API key, an administrator's, and print it once; with a folder: make a folder of world files instead",
    )
    .addArgument(
      new Argument(
        '[folder]',
        'new or empty folder, to make with a first data source, policy, test and pipelines; no key is created',
      ),
    )
    .addOption(
      new Option('--ci <system>', 'with a folder: the pipeline to make (default: both)').choices([
        'github',
        'gitlab',
        'none',
      ]),
    )
    .option('--name <name>', 'name of the key', 'administrator')
    .option('--another', 'create one even if an administrator key exists')
    .addOption(actorOption(context, 'who creates it'))
    .option(...jsonOption)
    .addOption(storeOption())
    .action(
      async (folder: string | undefined, { name, another, actor, ci, json }: Options, command: Command) => {
        if (folder !== undefined) {
          const { initFolder } = await import('./init-folder.js');
          const systems = ci === undefined ? (['github', 'gitlab'] as const) : ci === 'none' ? [] : [ci];
          const files = await initFolder(folder, systems);
          out(json ? asJson({ folder, files }) : files.map((file) => `${file}\n`).join(''));
          if (!json) err(`${folder} is a world. Next: cd ${folder} && scrim validate . && scrim test .\n`);
          return;
        }
        const made = await withOperations(command, (operations) =>
          operations.createAdminKey({ name, actor, another: another ?? false }),
        );
        out(json ? asJson(made) : `${made.key}\n`);
        if (!json)
          err('This key may do everything. Keep it: scrim does not store it, and shows it only once.\n');
      },
    );
}
