import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { open, readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

import { Refusal } from '../../base/refusal.js';
import { errorMessage } from '../../base/system-error.js';
import { endWithUs } from './end-with-us.js';
import type { Environment, OnProgress } from './environment.js';
import { untilAnswered } from './probe.js';
import type { Probe } from './probe.js';

/** A running Trino. */
export interface TrinoServer {
  /** Address for clients, such as `http://127.0.0.1:18080`. */
  readonly url: string;
  /** The started process: Java, or the client of the container engine. */
  readonly pid: number;
  /** The server's log file. */
  readonly logFile: string;
  /** Ends the server, first by SIGTERM, and resolves when the process has ended. */
  stop(): Promise<void>;
}

/** How to start a server's process, and how long to wait. */
export interface ServerProcessOptions {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Environment;
  readonly url: string;
  readonly logFile: string;
  readonly onProgress: OnProgress;
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds to wait until the server answers. */
  readonly timeLimit: number;
  /** A probe that must succeed too. */
  readonly probe?: Probe | undefined;
  /** The signal for the process if ours ends without stopping it; SIGKILL by default. */
  readonly atExit?: NodeJS.Signals;
}

/** Milliseconds that a server has to end before it is killed. */
const patience = 15_000;

/** Milliseconds from a server's report that it is ready until its probe must succeed. */
const probeLimit = 30_000;

/**
 * Starts a Trino server's process and waits until it accepts queries.
 *
 * @throws Refusal `unavailable` with the last lines of the log if the server ends, is interrupted, or is not ready in time
 */
export async function startServerProcess(options: ServerProcessOptions): Promise<TrinoServer> {
  const { command, args, cwd, env, url, logFile } = options;
  const log = await open(logFile, 'w');
  const child = spawn(command, args, { cwd, env: { ...env }, stdio: ['ignore', log.fd, log.fd] });
  const forget = endWithUs(child, options.atExit ?? 'SIGKILL');
  const gone = new Promise<string>((resolve) => {
    child.once('error', ({ message }) => {
      resolve(message);
    });
    child.once('exit', (code, by) => {
      resolve(`it ended with ${code ?? by ?? 'no code'}`);
    });
  }).finally(forget);
  await log.close();
  const stop = () => end(child, gone);
  try {
    const began = Date.now();
    await ready(gone, options);
    if (options.probe !== undefined) await untilAnswered(url, options.probe, probeLimit);
    options.onProgress(`Trino is ready after ${secondsSince(began)} s`);
  } catch (error) {
    await stop();
    throw new Refusal('unavailable', `Trino did not start: ${errorMessage(error)}\n${await endOf(logFile)}`);
  }
  return { url, pid: child.pid ?? 0, logFile, stop };
}

/** Polls the only path that Trino answers before it is ready. */
async function ready(gone: Promise<string>, options: ServerProcessOptions): Promise<void> {
  const { url, onProgress, signal, timeLimit } = options;
  const began = Date.now();
  let ended: string | undefined;
  void gone.then((how) => {
    ended = how;
  });
  for (let tick = 0; ; tick += 1) {
    if (await answers(url)) return;
    const seconds = secondsSince(began);
    if (ended !== undefined) throw new Error(ended);
    if (signal?.aborted === true) throw new Error('interrupted');
    if (Date.now() - began > timeLimit) throw new Error(`not ready after ${seconds} s`);
    if (tick % 20 === 0) onProgress(`starting Trino, ${seconds} s`);
    await sleep(250);
  }
}

const secondsSince = (began: number): number => Math.round((Date.now() - began) / 1_000);

async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(`${url}/v1/info`, { signal: AbortSignal.timeout(2_000) });
    const info: unknown = await response.json();
    return typeof info === 'object' && info !== null && 'starting' in info && info.starting === false;
  } catch {
    return false;
  }
}

async function end(child: ChildProcess, gone: Promise<string>): Promise<void> {
  child.kill('SIGTERM');
  const kill = setTimeout(() => child.kill('SIGKILL'), patience);
  await gone;
  clearTimeout(kill);
}

/** Starts at an error line, because the lines after it are less useful. */
async function endOf(logFile: string): Promise<string> {
  const lines = (await readFile(logFile, 'utf8')).trimEnd().split('\n');
  const errors = lines.filter((line) => /\bERROR\b|^\d+\) /.test(line));
  return [...errors.slice(0, 5), `last lines of ${logFile}:`, ...lines.slice(-10)].join('\n');
}
