import { execFile } from 'node:child_process';
import process from 'node:process';
import { promisify } from 'node:util';

import type { LiveTrino } from '../../test/live/support/live.js';
import { main, startServing } from './scrim.js';

const run = promisify(execFile);

/** Applies a file or folder to a store. @throws Error with what the command printed, if it fails */
export async function applyTo(store: string, path: string): Promise<void> {
  await run(process.execPath, [main, 'apply', '-f', path, '--store', store], { maxBuffer: 64 * 1_024 ** 2 });
}

/** Serves a store at the port that the live Trino's catalog asks. @returns what ends it */
export async function serveForTrino(
  { scrimPort, clientId, clientSecret }: LiveTrino,
  store: string,
): Promise<() => Promise<void>> {
  const client = { id: clientId, secret: clientSecret };
  const options = ['--port', String(scrimPort), '--management-listener', 'none', '--log-level', 'warn'];
  const { stop } = await startServing(store, client, ...options);
  return stop;
}
