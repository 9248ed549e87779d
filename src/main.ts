#!/usr/bin/env node
import { userInfo } from 'node:os';
import { CommanderError } from 'commander';

import { Refusal } from './base/refusal.js';
import { createProgram } from './cli/program.js';

const controller = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    controller.abort();
  });
}

try {
  await createProgram({
    env: process.env,
    out: (text) => process.stdout.write(text),
    err: (text) => process.stderr.write(text),
    signal: controller.signal,
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
    throw error;
  }
}
