import type { Command } from 'commander';

import type { ApplyResult } from '../use-cases/world/apply-world.js';
import { actorOption } from './actor-option.js';
import { maxLinesOption, readFiles, report } from './apply.js';
import type { CliContext } from './context.js';
import { jsonOption } from './json-option.js';
import { storeOption, withOperations } from './store-option.js';

/** `scrim import`: imports a file that `scrim export` wrote. */
export function registerImport(program: Command, context: CliContext): void {
  program
    .command('import')
    .description('import a world that scrim export wrote; on any error, change nothing')
    .argument('<file>', 'world file (YAML or JSON), or folder that scrim export wrote')
    .option(
      '--prune',
      'make the world exactly what the file says: remove everything else, including decisions of people that scrim apply --prune keeps',
    )
    .option('--allow-removals', 'let --prune remove more than a tenth of the world')
    .addOption(maxLinesOption())
    .addOption(actorOption(context, 'who imports'))
    .option(...jsonOption)
    .addOption(storeOption())
    .action(
      async (
        file: string,
        {
          prune = false,
          allowRemovals = false,
          json = false,
          actor,
          maxLines,
        }: {
          readonly prune?: boolean;
          readonly allowRemovals?: boolean;
          readonly json?: boolean;
          readonly actor: string;
          readonly maxLines?: number;
        },
        command: Command,
      ) => {
        const reading = await readFiles([file], maxLines);
        const result: ApplyResult =
          'errors' in reading
            ? reading
            : await withOperations(command, (operations) =>
                operations.importWorld({ ...reading, maxLines, prune, allowRemovals, actor }),
              );
        report(context, result, json);
      },
    );
}
