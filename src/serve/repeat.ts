import { setTimeout as sleep } from 'node:timers/promises';

/** The longest pause after failures, in milliseconds, unless the usual one is longer. */
const longestPause = 60_000;

/**
 * Does something again and again until it is stopped. After failures the pauses grow.
 * @param seconds the pause between two times
 * @param act gets a signal that it is to end
 * @param onFailure is told of each failure
 */
export function repeat(
  seconds: number,
  act: (signal: AbortSignal) => Promise<void>,
  onFailure: (error: unknown) => void,
): { stop(): Promise<void> } {
  const stopping = new AbortController();
  const { signal } = stopping;
  const usual = seconds * 1_000;
  const run = async (): Promise<void> => {
    let failures = 0;
    while (!signal.aborted) {
      try {
        await act(signal);
        failures = 0;
      } catch (error) {
        failures += 1;
        onFailure(error);
      }
      const pause = Math.min(usual * 2 ** Math.min(failures, 16), Math.max(longestPause, usual));
      await sleep(pause, undefined, { signal }).catch(() => undefined);
    }
  };
  const ended = run();
  return {
    async stop() {
      stopping.abort();
      await ended;
    },
  };
}
