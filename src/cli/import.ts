import type { Command } from 'commander';

import type { ApplyResult } from '../service/operations.js';
import { report } from './apply.js';
import type { CliContext } from './context.js';
import { storeOption, withOperations } from './store-option.js';

/** `scrim import`: takes in what `scrim export` wrote. */
export function registerImport(program: Command, context: CliContext): void {
  program
    .command('import')
    .description(
      'take in a world that scrim export wrote: every object in it, or nothing when one has an error',
    )
    .argument('<file>', 'world file (YAML or JSON)')
    .option(
      '--prune',
      'make the world exactly what the file says: remove all else, also what people did, which scrim apply --prune keeps',
    )
    .option('--allow-removals', 'let --prune remove more than a tenth of the world')
    .option('--json', 'print JSON')
    .addOption(storeOption())
    .action(
      async (
        file: string,
        {
          prune = false,
          allowRemovals = false,
          json = false,
        }: { readonly prune?: boolean; readonly allowRemovals?: boolean; readonly json?: boolean },
        command: Command,
      ) => {
        const { readTexts, readWorldTexts } = await import('../world/read-world.js');
        const { texts, complaints } = await readTexts([file]);
        const reading = readWorldTexts(texts, complaints);
        const result: ApplyResult = reading.ok
          ? await withOperations(command, (operations) =>
              operations.importWorld({ files: texts, prune, allowRemovals, actor: context.actor }),
            )
          : { errors: reading.errors };
        report(context, result, json);
      },
    );
}
