import { createProgram } from '../../../src/cli/program.js';

/** What a command printed, and whether it ends with a failure. */
export interface Printed {
  readonly out: string;
  readonly err: string;
  readonly failed: boolean;
  /** The exit code; 0 unless the command set one. */
  readonly code: number;
}

/**
 * Runs a command in the name of an actor.
 * @throws what the command throws
 */
export async function runCommand(actor: string, args: readonly string[]): Promise<Printed> {
  const printed = { out: '', err: '', failed: false, code: 0 };
  const program = createProgram({
    env: {},
    out: (text) => (printed.out += text),
    err: (text) => (printed.err += text),
    signal: new AbortController().signal,
    actor,
    fail: (code = 1) => {
      printed.failed = true;
      printed.code = code;
    },
  });
  await program.parseAsync(['node', 'scrim', ...args]);
  return printed;
}
