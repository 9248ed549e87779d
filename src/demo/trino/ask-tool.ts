import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

import type { Environment } from './environment.js';

const execute = promisify(execFile);

/**
 * Runs a tool that answers at once.
 *
 * @returns its standard output and error, or undefined if the tool is missing, fails, or takes longer than 20 seconds
 */
export async function askTool(
  tool: string,
  args: readonly string[],
  env: Environment,
): Promise<string | undefined> {
  try {
    const { stdout, stderr } = await execute(tool, args, { env: { ...env }, timeout: 20_000 });
    return stdout + stderr;
  } catch {
    return undefined;
  }
}
