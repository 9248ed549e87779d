#!/usr/bin/env node
import { userInfo } from 'node:os';
import { inspect } from 'node:util';

import { openFilesProblem } from './base/system-error.js';

/** The login name of the person; undefined for a user without a name, as in some containers. */
function loginName(): string | undefined {
  try {
    return userInfo().username;
  } catch {
    return undefined;
  }
}

// Loaded here, so that an error while scrim is loaded can be reported: Node opens all files at the same time.
const loaded = await Promise.all([
  import('commander'),
  import('./base/refusal.js'),
  import('./cli/ending.js'),
  import('./cli/program.js'),
]).catch((error: unknown) => {
  const problem = openFilesProblem(error);
  if (problem === undefined) throw error;
  process.stderr.write(`scrim: cannot start: ${problem}\n`);
  process.exit(1);
});
const [{ CommanderError }, { Refusal }, { endOnWish }, { createProgram }] = loaded;

try {
  await createProgram({
    env: process.env,
    out: (text) => process.stdout.write(text),
    err: (text) => process.stderr.write(text),
    signal: endOnWish(process),
    actor: process.env['SCRIM_ACTOR'] || loginName(),
    fail: (code = 1) => {
      process.exitCode = code;
    },
  }).parseAsync();
} catch (error) {
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode;
  } else if (error instanceof Refusal) {
    // Loaded here, because no other run of scrim needs it.
    const { refusalLines } = await import('./cli/refusal-text.js');
    for (const line of refusalLines(error)) process.stderr.write(`scrim: ${line}\n`);
    process.exitCode = 1;
  } else {
    const problem = openFilesProblem(error) ?? `internal error (please report it): ${inspect(error)}`;
    process.stderr.write(`scrim: ${problem}\n`);
    process.exitCode = 1;
  }
}
