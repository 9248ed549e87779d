import { Option } from 'commander';
import type { Command } from 'commander';

import type { FilesReading } from '../files/read-files.js';
import type { AppliedChange, ApplyResult } from '../use-cases/world/apply-world.js';
import { actorOption } from './actor-option.js';
import type { CliContext } from './context.js';
import { asJson, jsonOption } from './json-option.js';
import { readCount } from './read-count.js';
import { storeOption, withOperations } from './store-option.js';

/** `scrim apply`: applies world files to the world, all or nothing. */
export function registerApply(program: Command, context: CliContext): void {
  program
    .command('apply')
    .description('apply world files: create or replace every object in them; on any error, change nothing')
    .requiredOption('-f, --file <path...>', 'world file, or folder of world files (YAML, JSON, NDJSON)')
    .option('--prune', 'remove every object that the files do not name')
    .option('--allow-removals', 'let --prune remove more than a tenth of the world')
    .addOption(maxLinesOption())
    .addOption(actorOption(context, 'who applies'))
    .option('--trino <url>', 'have this Trino validate the views of what changed; needs --user')
    .option('--user <user>', 'the Trino user that reads the raw tables')
    .option(...jsonOption)
    .addOption(storeOption())
    .action(
      async (
        {
          file,
          prune,
          allowRemovals,
          json,
          trino,
          user,
          actor,
          maxLines,
        }: {
          file: string[];
          prune?: true;
          allowRemovals?: true;
          json?: true;
          trino?: string;
          user?: string;
          actor: string;
          maxLines?: number;
        },
        command: Command,
      ) => {
        const validate =
          trino === undefined
            ? undefined
            : (await import('./validate-on-trino.js')).validator(context, trino, user);
        const reading = await readFiles(file, maxLines);
        const result: ApplyResult =
          'errors' in reading
            ? reading
            : await withOperations(command, (operations) =>
                operations.apply({
                  ...reading,
                  maxLines,
                  prune: prune ?? false,
                  allowRemovals: allowRemovals ?? false,
                  actor,
                }),
              );
        report(context, result, json ?? false);
        if (validate !== undefined && 'changes' in result)
          await validate(command, { changes: result.changes });
      },
    );
}

/** The option for how much is read of files of lines. */
export const maxLinesOption = (): Option =>
  new Option(
    '--max-lines <number>',
    'lines of *.ndjson files with users to read at most (default: 5000000)',
  ).argParser(readCount);

/** Reads world files, of files of lines at most so many lines. */
export async function readFiles(
  paths: readonly string[],
  maxLines: number | undefined,
): Promise<FilesReading> {
  const { readWorldFiles } = await import('../files/read-files.js');
  const { lineBounds } = await import('../files/read-lines.js');
  return readWorldFiles(paths, { ...lineBounds, ...(maxLines === undefined ? {} : { lines: maxLines }) });
}

/** Prints the changes of an apply, or all errors. With errors, the exit code is 1. */
export function report({ out, err, fail }: CliContext, result: ApplyResult, json: boolean): void {
  if ('errors' in result) fail();
  if (json) {
    out(asJson(result));
  } else if ('errors' in result) {
    const count = result.errors.length;
    err(`${result.errors.join('\n')}\n${count} error${count === 1 ? '' : 's'}; nothing was applied\n`);
  } else {
    for (const warning of result.warnings ?? []) err(`warning: ${warning}\n`);
    out(
      `${result.changes.map(changeLine).join('')}${summary(result.changes)} (revision ${result.revision})\n`,
    );
  }
}

const mark: Readonly<Record<AppliedChange['change'], string>> = { created: '+', changed: '~', removed: '-' };

const changeLine = ({ object, change }: AppliedChange): string => `${mark[change]} ${object}\n`;

const summary = (changes: readonly AppliedChange[]): string =>
  changes.length === 0
    ? 'nothing to change'
    : (['created', 'changed', 'removed'] as const)
        .map((change) => [changes.filter((one) => one.change === change).length, change] as const)
        .filter(([count]) => count > 0)
        .map(([count, change]) => `${count} ${change}`)
        .join(', ');
