import { Refusal } from '../../../src/base/refusal.js';
import { createProgram } from '../../../src/cli/program.js';
import { refusalLines } from '../../../src/cli/refusal-text.js';

/** What a command printed, and whether it ends with a failure. */
export interface Printed {
  readonly out: string;
  readonly err: string;
  readonly failed: boolean;
}

/**
 * Runs a command in the name of an actor.
 * @throws what the command throws
 */
export async function runCommand(actor: string, args: readonly string[]): Promise<Printed> {
  const { out, err, code } = await runForCode(actor, args);
  return { out, err, failed: code !== 0 };
}

/** What a command printed, and its exit code. */
export type Ended = Omit<Printed, 'failed'> & { readonly code: number };

/** Runs a command, and tells its exit code. @see runCommand */
export async function runForCode(actor: string, args: readonly string[]): Promise<Ended> {
  const ended = { out: '', err: '', code: 0 };
  await run(actor, args, ended);
  return ended;
}

/** Runs a command, and prints a refusal as a process does. It needs none of the seconds in which a process loads scrim. */
export async function runToEnd(actor: string, args: readonly string[]): Promise<Ended> {
  const ended = { out: '', err: '', code: 0 };
  try {
    await run(actor, args, ended);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    ended.err += refusalLines(error)
      .map((line) => `scrim: ${line}\n`)
      .join('');
    ended.code = 1;
  }
  return ended;
}

/** @param ended what is printed is added to it, and its exit code set */
async function run(
  actor: string,
  args: readonly string[],
  ended: { out: string; err: string; code: number },
): Promise<void> {
  const program = createProgram({
    env: {},
    out: (text) => (ended.out += text),
    err: (text) => (ended.err += text),
    signal: new AbortController().signal,
    actor,
    fail: (code = 1) => (ended.code = code),
  });
  await program.parseAsync(['node', 'scrim', ...args]);
}
