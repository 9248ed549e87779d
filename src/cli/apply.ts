import { Option } from 'commander';
import type { Command } from 'commander';

import { Refusal } from '../base/refusal.js';
import type { FilesReading } from '../files/read-files.js';
import type { AppliedChange, ApplyResult } from '../use-cases/world/apply-world.js';
import type { Operations } from '../use-cases/operations.js';
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
    .argument('[plan]', 'a plan of scrim plan --out; refused when the world has changed since')
    .option('-f, --file <path...>', 'world file, or folder of world files (YAML, JSON, NDJSON)')
    .option('--prune', 'remove every object that the files do not name')
    .option('--allow-removals', 'let --prune remove more than a tenth of the world')
    .addOption(maxLinesOption())
    .option(
      '-y, --yes',
      'do not ask; on a terminal, scrim asks when people would see more, or much is removed',
    )
    .addOption(actorOption(context, 'who applies'))
    .option('--trino <url>', 'have this Trino validate the views of what changed; needs --user')
    .option('--user <user>', 'the Trino user that reads the raw tables')
    .option(...jsonOption)
    .addOption(storeOption())
    .action(async (plan: string | undefined, options: Options, command: Command) => {
      const { json = false, trino, user } = options;
      const validate =
        trino === undefined
          ? undefined
          : (await import('./validate-on-trino.js')).validator(context, trino, user);
      const input = await inputOf(plan, options);
      if ('errors' in input) {
        reportErrors(context, input, json);
        return;
      }
      const result = await withOperations(command, async (operations) => {
        const wanted = await wantedOf(context, operations, input, options);
        return wanted && operations.apply({ ...wanted, actor: options.actor });
      });
      if (result === undefined) {
        context.err('nothing was applied\n');
        context.fail();
        return;
      }
      report(context, result, json);
      if (validate !== undefined && 'changes' in result) await validate(command, { changes: result.changes });
    });
}

interface Options {
  readonly file?: string[];
  readonly prune?: boolean;
  readonly allowRemovals?: boolean;
  readonly json?: true;
  readonly trino?: string;
  readonly user?: string;
  readonly actor: string;
  readonly maxLines?: number;
  readonly yes?: true;
}

type Input = Omit<Parameters<Operations['apply']>[0], 'actor'>;

/** What to apply: files, or a plan that has them. */
async function inputOf(
  plan: string | undefined,
  { file, maxLines, prune = false, allowRemovals = false }: Options,
): Promise<Input | { readonly errors: readonly string[] }> {
  if ((plan === undefined) === (file === undefined)) {
    throw new Refusal('invalid', 'give either world files (-f PATH) or a plan (scrim apply FILE)');
  }
  if (plan !== undefined) {
    if (prune || allowRemovals || maxLines !== undefined) {
      throw new Refusal('invalid', 'a plan has its own --prune, --allow-removals and --max-lines');
    }
    return (await import('./plan-file.js')).readPlanFile(plan);
  }
  const reading = await readFiles(file ?? [], maxLines);
  return 'errors' in reading ? reading : { ...reading, maxLines, prune, allowRemovals };
}

/** Removed objects from which on a person is asked, in spite of nobody seeing more. */
const manyRemoved = 10;

/**
 * What to apply: at a terminal, a person is asked about what widens, or removes much, and then it is applied to the world that they were
 * asked about or not at all. Nothing if they do not want it. Scripts are not asked.
 */
async function wantedOf(
  context: CliContext,
  operations: Pick<Operations, 'plan'>,
  input: Input,
  { yes, json }: Options,
): Promise<Input | undefined> {
  const { confirm, isAtTerminal } = await import('./confirm.js');
  if (yes || json || !isAtTerminal()) return input;
  const plan = await operations.plan(input);
  if ('errors' in plan) return input;
  const { widens } = await import('../use-cases/plan/widening.js');
  const removed = plan.changes.filter(({ change }) => change === 'removed').length;
  const planned = { ...input, revision: plan.revision };
  if (!plan.effects.some(widens) && removed < manyRemoved) return planned;
  const { formatPlan } = await import('./format-plan.js');
  context.err(formatPlan(plan));
  return (await confirm(context, 'apply?')) ? planned : undefined;
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

/** Prints all errors of files that cannot be applied. The exit code is 1. */
export function reportErrors(
  { out, err, fail }: CliContext,
  result: Extract<ApplyResult, { readonly errors: readonly string[] }>,
  json: boolean,
): void {
  fail();
  if (json) out(asJson(result));
  else {
    const count = result.errors.length;
    err(`${result.errors.join('\n')}\n${count} error${count === 1 ? '' : 's'}; nothing was applied\n`);
  }
}

/** Prints the changes of an apply, or all errors. With errors, the exit code is 1. */
export function report(context: CliContext, result: ApplyResult, json: boolean): void {
  const { out, err } = context;
  if ('errors' in result) reportErrors(context, result, json);
  else if (json) out(asJson(result));
  else {
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
