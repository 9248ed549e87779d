import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** What a command did. */
export interface CommandResult {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

const main = fileURLToPath(new URL('../../../src/main.ts', import.meta.url));
const loader = new URL('./typescript-loader.mjs', import.meta.url).href;
const register = `data:text/javascript,import { register } from 'node:module'; register('${loader}');`;

/**
 * Runs `scrim` as a process of its own, as a person does in a shell.
 * @param killed SIGKILL is sent when it is aborted; the result has no code then
 */
export function runScrim(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  killed?: AbortSignal,
): Promise<CommandResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--import', register, main, ...args], {
      env: { ...process.env, NODE_OPTIONS: '', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      ...(killed === undefined ? {} : { signal: killed, killSignal: 'SIGKILL' }),
    });
    let out = '';
    let err = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
    child.once('error', (error) => {
      if (error.name !== 'AbortError') reject(error);
    });
    child.once('close', (code) => resolve({ code, out, err }));
  });
}
