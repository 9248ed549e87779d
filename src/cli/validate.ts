import type { Command } from 'commander';

import { Refusal } from '../base/refusal.js';
import { maxLinesOption, readFiles } from './apply.js';
import type { CliContext } from './context.js';
import { asJson, jsonOption } from './json-option.js';

interface Options {
  readonly file?: readonly string[];
  readonly maxLines?: number;
  readonly json?: true;
}

/** `scrim validate`: checks world files like `scrim apply`, without a store. */
export function registerValidate(program: Command, { out, err, fail }: CliContext): void {
  program
    .command('validate')
    .description('check world files as apply does, without a store: the files are all there is')
    .argument(
      '[path...]',
      'world file, or folder of world files (YAML, JSON, NDJSON); together they are one world',
    )
    .option('-f, --file <path...>', 'the same as the arguments')
    .addOption(maxLinesOption())
    .option(...jsonOption)
    .action(async (args: readonly string[], { file = [], maxLines, json }: Options) => {
      const paths = [...args, ...file];
      if (paths.length === 0) {
        throw new Refusal('invalid', 'name the files or folders to check, such as: scrim validate world/');
      }
      const { worldOfFiles } = await import('../use-cases/what-if/world-of-files.js');
      const reading = await readFiles(paths, maxLines);
      const result = 'errors' in reading ? reading : await worldOfFiles({ ...reading, maxLines });
      const { errors, warnings } =
        'errors' in result
          ? { errors: result.errors, warnings: [] }
          : { errors: [], warnings: result.warnings };
      if (errors.length > 0) fail();
      if (json) return out(asJson({ errors, warnings }));
      for (const warning of warnings) err(`warning: ${warning}\n`);
      if (errors.length > 0) err(`${errors.join('\n')}\n${count(errors.length, 'error')}\n`);
      else out(`no errors${warnings.length === 0 ? '' : `, ${count(warnings.length, 'warning')}`}\n`);
    });
}

const count = (number: number, of: string): string => `${number} ${of}${number === 1 ? '' : 's'}`;
