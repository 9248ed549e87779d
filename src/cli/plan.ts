import type { Command } from 'commander';

import type { Plan } from '../use-cases/plan/plan-change.js';
import { maxLinesOption, readFiles, reportErrors } from './apply.js';
import type { CliContext } from './context.js';
import { jsonOption } from './json-option.js';
import { markdownOption, printPlan } from './print-plan.js';
import type { PlanFormat } from './print-plan.js';
import { repeatedOption } from './repeated.js';
import { storeOption, askOperations } from './store-option.js';

interface Options extends PlanFormat {
  readonly file: string[];
  readonly prune?: true;
  readonly allowRemovals?: true;
  readonly maxLines?: number;
  readonly out?: string;
  readonly failOnWidening?: true;
  readonly accept: string[];
}

/** The exit code for a refused widening. */
const wideningCode = 3;

/** `scrim plan`: tells what an apply would do, in objects and in effect on people. */
export function registerPlan(program: Command, context: CliContext): void {
  program
    .command('plan')
    .description(
      'tell what applying world files would change, in objects and in what people see; exit code 0: nothing, 2: changes, 3: a widening is refused, 1: errors',
    )
    .requiredOption('-f, --file <path...>', 'world file, or folder of world files (YAML, JSON, NDJSON)')
    .option('--prune', 'as scrim apply --prune')
    .option('--allow-removals', 'let --prune remove more than a tenth of the world')
    .addOption(maxLinesOption())
    .option('--out <file>', 'keep the plan for scrim apply FILE, which refuses it when the world has changed')
    .option('--fail-on-widening', 'exit with 3 if anybody would see more that nobody accepted')
    .addOption(
      repeatedOption(
        '--accept <widening>',
        "accept a widening by its name, such as 'sales.customer.address: null → hash'",
      ),
    )
    .addOption(markdownOption())
    .option(...jsonOption)
    .addOption(storeOption())
    .action(async (options: Options, command: Command) => {
      const { maxLines, prune = false, allowRemovals = false, out } = options;
      const reading = await readFiles(options.file, maxLines);
      if ('errors' in reading) {
        reportErrors(context, reading, options.json ?? false);
        return;
      }
      const input = { ...reading, maxLines, prune, allowRemovals };
      const { digestsOf, writePlanFile } = await import('./plan-file.js');
      // Before the files are read: of a file that changes meanwhile, the plan then has no digest that it could be applied with.
      const digests = out === undefined ? [] : await digestsOf(reading.lines);
      const plan = await askOperations(command, (operations) => operations.plan(input));
      if ('errors' in plan) {
        reportErrors(context, plan, options.json ?? false);
        return;
      }
      const isRefused = await report(context, plan, options);
      // A plan that was refused is not kept: a script that does not look at the exit code would apply it.
      if (out === undefined || isRefused) return;
      await writePlanFile(out, { ...input, revision: plan.revision, lines: reading.lines, digests });
    });
}

/** Prints a plan. @returns whether it is refused */
async function report(context: CliContext, plan: Plan, options: Options): Promise<boolean> {
  const { notAccepted } = await import('../use-cases/plan/widening.js');
  const refused = notAccepted(plan.effects, options.accept);
  await printPlan(context, plan, options);
  if (!options.failOnWidening || refused.length === 0) return false;
  context.fail(wideningCode);
  context.err(
    `${refused.length} widening${refused.length === 1 ? '' : 's'} not accepted; to accept, add:\n${refused
      .map((name) => `  --accept ${quoted(name)}\n`)
      .join('')}`,
  );
  return true;
}

/** A text as one word of a shell. */
const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;
