#!/usr/bin/env node
import { userInfo } from 'node:os';
import { inspect } from 'node:util';
import { CommanderError } from 'commander';

import { Refusal } from './base/refusal.js';
import { endOnWish } from './cli/ending.js';
import { createProgram } from './cli/program.js';

try {
  await createProgram({
    env: process.env,
    out: (text) => process.stdout.write(text),
    err: (text) => process.stderr.write(text),
    signal: endOnWish(process),
    actor: userInfo().username,
    fail: () => {
      process.exitCode = 1;
    },
  }).parseAsync();
} catch (error) {
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode;
  } else if (error instanceof Refusal) {
    process.stderr.write(`scrim: ${error.message}\n`);
    process.exitCode = 1;
  } else {
    process.stderr.write(`scrim failed, by a fault of its own: ${inspect(error)}\n`);
    process.exitCode = 1;
  }
}
