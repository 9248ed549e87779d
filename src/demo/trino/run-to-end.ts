import { spawn } from 'node:child_process';

import type { Environment } from './environment.js';

/** Options to run a tool. */
export interface RunOptions {
  readonly cwd: string;
  readonly env: Environment;
  readonly signal?: AbortSignal | undefined;
  /** Writes the input of the tool, and closes it. */
  readonly feed?: (stdin: NodeJS.WritableStream) => Promise<void>;
}

/**
 * Runs a tool that works for a while.
 *
 * @throws Error with the tool's own reason if it cannot be started, fails, or is interrupted
 */
export async function runToEnd(tool: string, args: readonly string[], options: RunOptions): Promise<void> {
  const { cwd, env, signal, feed } = options;
  const child = spawn(tool, args, { cwd, env: { ...env }, signal, stdio: ['pipe', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      said = (said + text).slice(-8_000);
    });
  }
  let failure: string | undefined;
  const closed = new Promise<void>((resolve) => {
    child.once('error', ({ message }) => {
      failure = message;
    });
    child.once('close', (code, by) => {
      if (code !== 0) failure ??= `${tool} ended with ${code ?? by ?? 'no code'}: ${reasonIn(said)}`;
      resolve();
    });
  });
  if (feed === undefined) child.stdin.end();
  // A tool that ends early closes its input. Its exit code is a better message than the broken pipe.
  else await feed(child.stdin).catch(() => undefined);
  await closed;
  if (failure !== undefined) throw new Error(failure);
}

/** Maven marks its error lines; other tools print the error last. */
function reasonIn(said: string): string {
  const lines = said.split('\n').filter((line) => line.trim() !== '');
  const marked = lines.find((line) => line.startsWith('[ERROR] '));
  return marked?.slice('[ERROR] '.length) ?? lines.slice(-3).join(' / ');
}
