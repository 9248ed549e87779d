import type { ChildProcess } from 'node:child_process';

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Ensures that a child process does not outlive this process: at its exit, after an uncaught error, and at
 * a signal that would end it. If other listeners handle the signal too, they decide when the process ends.
 *
 * @param last the signal for the child when this process exits
 * @returns a function to call when the child has ended
 */
export function endWithUs(child: ChildProcess, last: NodeJS.Signals): () => void {
  const atExit = (): void => {
    child.kill(last);
  };
  const atSignal = (signal: NodeJS.Signals): void => {
    child.kill('SIGTERM');
    if (process.listenerCount(signal) > 1) return;
    forget();
    atExit();
    process.kill(process.pid, signal);
  };
  const forget = (): void => {
    process.off('exit', atExit);
    for (const signal of signals) process.off(signal, atSignal);
  };
  process.on('exit', atExit);
  for (const signal of signals) process.on(signal, atSignal);
  return forget;
}
