#!/usr/bin/env node
import { userInfo } from 'node:os';
import { CommanderError } from 'commander';

import { Refusal } from './base/refusal.js';
import { createProgram } from './cli/program.js';

/** One Ctrl-C can come twice, from the terminal and from npm: a second wish to end, in milliseconds, is a later one. */
const sameWish = 1_000;

const controller = new AbortController();
let asked: number | undefined;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    if (asked !== undefined && Date.now() - asked > sameWish) process.exit(130);
    asked ??= Date.now();
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
