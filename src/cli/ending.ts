import { constants } from 'node:os';

import { errorMessage, systemErrorCode } from '../base/system-error.js';

/** An output of a process. */
interface Output {
  on(event: 'error', listener: (error: Error) => void): unknown;
}

/** The part of `process` that receives signals and output errors. */
export interface Endable {
  on(signal: EndSignal, listener: () => void): unknown;
  exit(code: number): unknown;
  readonly stdout: Output;
  readonly stderr: Output & { write(text: string): unknown };
}

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
type EndSignal = (typeof signals)[number];

/** Milliseconds. One Ctrl-C can arrive twice, from the terminal and from npm. Only a signal after this time is a second one. */
const sameWish = 1_000;

/**
 * Turns the first signal, or a closed output (`| head`), into an abort: the command finishes its current work and ends. A later
 * signal ends the process at once, with the exit code that shells give to it (128 plus the number of the signal). Any other failure
 * of the output also ends the process at once (1).
 */
export function endOnWish(process: Endable, now: () => number = Date.now): AbortSignal {
  const controller = new AbortController();
  let asked: number | undefined;
  const end = (): void => {
    asked ??= now();
    controller.abort();
  };
  for (const signal of signals) {
    process.on(signal, () => {
      if (asked !== undefined && now() - asked > sameWish) process.exit(128 + constants.signals[signal]);
      end();
    });
  }
  for (const output of [process.stdout, process.stderr]) {
    output.on('error', (error) => {
      if (systemErrorCode(error) === 'EPIPE') {
        end();
        return;
      }
      if (output === process.stdout) {
        process.stderr.write(`scrim: standard output cannot be written: ${errorMessage(error)}\n`);
      }
      process.exit(1);
    });
  }
  return controller.signal;
}
