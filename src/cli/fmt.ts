import { text } from 'node:stream/consumers';

import type { Command } from 'commander';

import type { CliContext } from './context.js';
import { jsonOption } from './json-option.js';
import type { FmtOptions } from './run-fmt.js';

/**
 * `scrim fmt`: formats world files and test files.
 * @param readInput replaces standard input
 */
export function registerFmt(
  program: Command,
  context: CliContext,
  readInput: () => Promise<string> = () => text(process.stdin),
): void {
  program
    .command('fmt')
    .description(
      'format world files and test files in place: order of keys, indentation, quotes; comments stay',
    )
    .argument('[path...]', 'file, or folder with files (YAML, JSON); - is standard input')
    .option('-f, --file <path...>', 'the same as the arguments')
    .option('--check', 'write nothing; list the files that are not formatted, and fail if there is one')
    .option('--diff', 'write nothing; print what would change')
    .option('--stdin-name <name>', 'name of the file that - is, which says its form', 'stdin.yaml')
    .option(...jsonOption)
    .action(async (paths: readonly string[], options: FmtOptions) => {
      const { runFmt } = await import('./run-fmt.js');
      await runFmt([...paths, ...(options.file ?? [])], options, readInput, context);
    });
}
