import type { Command } from 'commander';

import type { CliContext } from './context.js';
import { jsonOption } from './json-option.js';
import { readCount } from './read-count.js';
import type { TestOptions } from './run-test.js';

/** `scrim test`: runs the tests of policies in folders of world files. */
export function registerTest(program: Command, context: CliContext): void {
  program
    .command('test')
    .description('run the tests of policies (*_test.yaml) in a folder of world files, without a server')
    .argument('<path...>', 'folder, or files, with world files and tests')
    .option('--filter <text>', 'only tests whose name contains this text')
    .option('--coverage', 'list the branches of rules that no case exercises')
    .option('--threshold <percent>', 'fail if less of the branches is covered; implies --coverage', readCount)
    .option('--verbose', 'name the tests that passed too')
    .option('--junit <file>', 'also write the results as JUnit XML, for continuous integration')
    .option('--tap', 'print the results in the Test Anything Protocol')
    .option(...jsonOption)
    .option(
      '--trino <url>',
      'run the cases on this Trino: the query of each view over the given rows, without any table',
    )
    .option('--user <user>', 'the Trino user; the password is read from SCRIM_TRINO_PASSWORD')
    .option('--watch', 'run again whenever a file changes, until Ctrl-C')
    .addHelpText(
      'after',
      '\nExit codes: 0 all passed; 4 a test failed; 3 the world files have errors; 1 anything else.\nThe form of test files: docs/policy-as-code.md',
    )
    .action(async (paths: readonly string[], options: TestOptions) => {
      const { runTest } = await import('./run-test.js');
      await runTest(paths, options, context);
    });
}
