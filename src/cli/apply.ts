import type { Command } from 'commander';

import type { AppliedChange, ApplyResult } from '../use-cases/world/apply-world.js';
import { actorOption } from './actor-option.js';
import type { CliContext } from './context.js';
import { asJson, jsonOption } from './json-option.js';
import { storeOption, withOperations } from './store-option.js';

/** `scrim apply`: applies world files to the world, all or nothing. */
export function registerApply(program: Command, context: CliContext): void {
  program
    .command('apply')
    .description('apply world files: create or replace every object in them; on any error, change nothing')
    .requiredOption('-f, --file <path...>', 'world file, or folder of world files (YAML or JSON)')
    .option('--prune', 'remove every object that the files do not name')
    .option('--allow-removals', 'let --prune remove more than a tenth of the world')
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
        }: {
          file: string[];
          prune?: true;
          allowRemovals?: true;
          json?: true;
          trino?: string;
          user?: string;
          actor: string;
        },
        command: Command,
      ) => {
        const validate =
          trino === undefined
            ? undefined
            : (await import('./validate-on-trino.js')).validator(context, trino, user);
        const { readTexts, readWorldTexts } = await import('../files/read-world.js');
        const { texts, complaints } = await readTexts(file);
        const reading = readWorldTexts(texts, complaints);
        const result: ApplyResult = reading.ok
          ? await withOperations(command, (operations) =>
              operations.apply({
                files: texts,
                prune: prune ?? false,
                allowRemovals: allowRemovals ?? false,
                actor,
              }),
            )
          : { errors: reading.errors };
        report(context, result, json ?? false);
        if (validate !== undefined && 'changes' in result)
          await validate(command, { changes: result.changes });
      },
    );
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
