import { constants } from 'node:os';

/** The part of `process` that signals come to. */
export interface Signalled {
  on(signal: EndSignal, listener: () => void): unknown;
  exit(code: number): unknown;
}

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
type EndSignal = (typeof signals)[number];

/** One Ctrl-C can come twice, from the terminal and from npm: a second wish to end, in milliseconds, is a later one. */
const sameWish = 1_000;

/**
 * Turns the first signal to end into an abort, on which work in hand is finished; a second one ends the process at once, with
 * the exit code that shells give to a process which the signal ended (128 and its number).
 */
export function endOnSignal(process: Signalled, now: () => number = Date.now): AbortSignal {
  const controller = new AbortController();
  let asked: number | undefined;
  for (const signal of signals) {
    process.on(signal, () => {
      if (asked !== undefined && now() - asked > sameWish) process.exit(128 + constants.signals[signal]);
      asked ??= now();
      controller.abort();
    });
  }
  return controller.signal;
}
