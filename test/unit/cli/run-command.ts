import { createProgram } from '../../../src/cli/program.js';

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

/** Runs a command, and tells its exit code. @see runCommand */
export async function runForCode(
  actor: string,
  args: readonly string[],
): Promise<Omit<Printed, 'failed'> & { readonly code: number }> {
  const printed = { out: '', err: '', code: 0 };
  const program = createProgram({
    env: {},
    out: (text) => (printed.out += text),
    err: (text) => (printed.err += text),
    signal: new AbortController().signal,
    actor,
    fail: (code = 1) => (printed.code = code),
  });
  await program.parseAsync(['node', 'scrim', ...args]);
  return printed;
}
