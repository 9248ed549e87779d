import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));

/** Starts a TypeScript file of this folder as a process of its own, to be talked to by messages. */
export const startChild = (file: string): ChildProcess =>
  fork(join(here, 'run-typescript.mjs'), [`./${file}`], {
    serialization: 'advanced',
    execArgv: ['--disable-warning=ExperimentalWarning'],
    env: { PATH: process.env['PATH'] },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });

/**
 * The next message of a process.
 * @throws Error when it ends without one
 */
export const nextMessage = <T>(child: ChildProcess): Promise<T> =>
  new Promise((resolve, reject) => {
    const ended = (code: number | null, signal: string | null): void => {
      reject(new Error(`the process ended (${signal ?? code}) before it said anything`));
    };
    child.once('exit', ended);
    child.once('message', (message) => {
      child.off('exit', ended);
      resolve(message as T);
    });
  });
