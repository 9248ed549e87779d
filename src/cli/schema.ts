import type { Command } from 'commander';

import type { CliContext } from './context.js';

/** `scrim schema`: prints the JSON Schema of world files. */
export function registerSchema(program: Command, { out }: CliContext): void {
  program
    .command('schema')
    .description('print the JSON Schema of world files, with which editors complete and check them')
    .action(async () => {
      const { worldFileSchema } = await import('../files/world-file-schema.js');
      out(`${JSON.stringify(worldFileSchema(), undefined, 2)}\n`);
    });
}
