import { watch } from 'node:fs';
import { stat, writeFile } from 'node:fs/promises';

import { fileProblem } from '../base/file-problem.js';
import { Refusal } from '../base/refusal.js';
import { percentOf } from '../use-cases/policy-tests/coverage.js';
import { runTests, type TestRun } from '../use-cases/policy-tests/run-tests.js';
import type { Seeing } from '../use-cases/policy-tests/seeing.js';
import type { CliContext } from './context.js';
import { formatCoverage, formatJunit, formatOutcomes, formatTap } from './format-tests.js';
import { asJson } from './json-option.js';
import { loginOf } from './trino-options.js';

/** The options of `scrim test`. */
export interface TestOptions {
  readonly filter?: string;
  readonly coverage?: true;
  readonly threshold?: number;
  readonly verbose?: true;
  readonly junit?: string;
  readonly tap?: true;
  readonly json?: true;
  readonly trino?: string;
  readonly user?: string;
  readonly watch?: true;
}

/** Exit codes of `scrim test`. */
const codes = { passed: 0, other: 1, world: 3, failed: 4 } as const;

/**
 * Runs tests and prints their results.
 * @throws Refusal for options that exclude each other, and for a result file that cannot be written
 */
export async function runTest(
  paths: readonly string[],
  options: TestOptions,
  context: Pick<CliContext, 'env' | 'out' | 'err' | 'fail' | 'signal'>,
): Promise<void> {
  if (options.tap && options.json) throw new Refusal('invalid', 'give --tap or --json, not both');
  const see = await seeing(options, context);
  const once = async (): Promise<void> => {
    const code = await printRun(await runTests({ paths, filter: options.filter, see }), options, context);
    if (code !== codes.passed || options.watch) context.fail(code);
  };
  await once();
  if (options.watch) await again(paths, once, context);
}

/** How cases are evaluated: on a Trino, if one is named. */
async function seeing(
  { trino, user }: TestOptions,
  context: Pick<CliContext, 'env'>,
): Promise<Seeing | undefined> {
  if (trino === undefined) return undefined;
  if (user === undefined)
    throw new Refusal('invalid', '--trino needs --user: the Trino user that runs the queries');
  const [{ connectTrino }, { print }, { seeOnTrino }] = await Promise.all([
    import('../trino/connect-trino.js'),
    import('../sql/print/print.js'),
    import('../use-cases/policy-tests/see-on-trino.js'),
  ]);
  return seeOnTrino(connectTrino(loginOf(context, { trino, user }), (query) => print(query, 'trino')));
}

/** Prints a run. @returns the exit code */
async function printRun(
  run: TestRun,
  { coverage: wantsCoverage, threshold, verbose, junit, tap, json }: TestOptions,
  { out, err }: Pick<CliContext, 'out' | 'err'>,
): Promise<number> {
  if ('errors' in run) {
    if (json) out(asJson({ wrong: run.wrong, errors: run.errors }));
    else err(`${run.errors.join('\n')}\n`);
    return run.wrong === 'world' ? codes.world : codes.other;
  }
  const { outcomes, coverage } = run;
  const shows = wantsCoverage === true || threshold !== undefined;
  if (junit !== undefined) await writeResults(junit, formatJunit(outcomes));
  if (json) out(asJson({ tests: outcomes, ...(shows ? { coverage } : {}) }));
  else if (tap) out(formatTap(outcomes));
  else out(`${formatOutcomes(outcomes, verbose === true)}${shows ? formatCoverage(coverage) : ''}`);
  if (outcomes.some(({ status }) => status !== 'passed')) return codes.failed;
  if (threshold !== undefined && percentOf(coverage) < threshold) {
    err(`scrim: coverage is ${percentOf(coverage)} %, less than the threshold of ${threshold} %\n`);
    return codes.failed;
  }
  return codes.passed;
}

async function writeResults(file: string, text: string): Promise<void> {
  try {
    await writeFile(file, text);
  } catch (error) {
    throw new Refusal('invalid', `${file}: ${fileProblem(error)}`);
  }
}

/** Milliseconds without a change after which tests run again: editors write a file in several steps. */
const quiet = 100;

/** Runs again after each change beneath the paths, until the command is interrupted. */
async function again(
  paths: readonly string[],
  once: () => Promise<void>,
  { signal, err }: Pick<CliContext, 'signal' | 'err'>,
): Promise<void> {
  let wake = (): void => undefined;
  let changed = false;
  const watchers = await Promise.all(
    paths.map(async (path) =>
      watch(path, { recursive: (await stat(path)).isDirectory(), signal }, () => {
        changed = true;
        wake();
      }),
    ),
  );
  for (const watcher of watchers) watcher.on('error', () => undefined);
  err('watching for changes; end with Ctrl-C\n');
  while (!signal.aborted) {
    if (!changed)
      await new Promise<void>((resolve) => {
        wake = resolve;
        signal.addEventListener('abort', () => resolve(), { once: true });
      });
    await new Promise((resolve) => setTimeout(resolve, quiet));
    if (signal.aborted) break;
    changed = false;
    await once();
  }
  for (const watcher of watchers) watcher.close();
}
