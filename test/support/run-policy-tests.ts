import { runTest } from '../../src/cli/run-test.js';
import type { TestOptions } from '../../src/cli/run-test.js';

/** Runs `scrim test`, and returns what it printed and its exit code. */
export async function runPolicyTests(
  paths: readonly string[],
  options: TestOptions = {},
): Promise<{ readonly out: string; readonly err: string; readonly code: number }> {
  const said = { out: '', err: '', code: 0 };
  await runTest(paths, options, {
    env: {},
    out: (text) => void (said.out += text),
    err: (text) => void (said.err += text),
    fail: (code = 1) => void (said.code = code),
    signal: new AbortController().signal,
  });
  return said;
}
