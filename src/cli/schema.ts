import type { Command } from 'commander';

import type { CliContext } from './context.js';

/** `scrim schema`: prints the JSON Schema of world files, or of test files. */
export function registerSchema(program: Command, { out }: CliContext): void {
  program
    .command('schema')
    .description(
      'print the JSON Schema of world files, or of test files, with which editors complete and check them',
    )
    .option('--test', 'the schema of test files (*_test.yaml)')
    .action(async ({ test }: { readonly test?: true }) => {
      const { worldFileSchema } = await import('../files/world-file-schema.js');
      const { testFileSchema } = await import('../use-cases/policy-tests/read-test-files.js');
      out(`${JSON.stringify(test ? testFileSchema() : worldFileSchema(), undefined, 2)}\n`);
    });
}
