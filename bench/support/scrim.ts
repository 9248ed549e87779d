import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { UnsecuredJWT } from 'jose';

import { memoryOf, processorSecondsOf } from './usage.js';

/** The built command line. */
export const main = fileURLToPath(new URL('../../dist/main.js', import.meta.url));

/** A scrim in a process of its own, asked over loopback as Trino asks. */
export interface ServedScrim {
  readonly url: string;
  /** A token of a session of a user. */
  bearerOf(user: string): Promise<string>;
  /** Resident memory in MiB. */
  memory(): Promise<number>;
  /** Seconds for which it has used processors. */
  processorSeconds(): Promise<number>;
  /** Sends it a signal. */
  signal(name: NodeJS.Signals): void;
  stop(): Promise<void>;
}

/** A process that serves. */
interface Serving {
  readonly server: ChildProcess;
  readonly url: string;
  stop(): Promise<void>;
}

/**
 * Starts `scrim serve` on a store with a client. `SCRIM_BENCH_NODE` may hold options of its Node, such as `--cpu-prof`.
 *
 * @throws Error if it ends before it answers, with what it wrote
 */
export async function startServing(
  store: string,
  client: { readonly id: string; readonly secret: string },
  ...options: readonly string[]
): Promise<Serving> {
  const ofNode = process.env['SCRIM_BENCH_NODE']?.split(' ') ?? [];
  const server = spawn(process.execPath, [...ofNode, main, 'serve', '--store', store, ...options], {
    env: { ...process.env, SCRIM_CLIENT_ID: client.id, SCRIM_CLIENT_SECRET: client.secret },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const url = await addressOf(server);
  return {
    server,
    url,
    stop: async () => {
      const ended = new Promise((resolve) => server.once('exit', resolve));
      server.kill();
      await ended;
    },
  };
}

/** Starts `scrim serve` on a store. @throws Error if it ends before it answers, with what it wrote */
export async function serveScrim(store: string, ...options: readonly string[]): Promise<ServedScrim> {
  const secret = randomBytes(24).toString('base64url');
  const { server, url, stop } = await startServing(store, { id: 'bench', secret }, '--port', '0', ...options);
  return {
    url,
    bearerOf: (user) => bearerOf(url, secret, user),
    memory: () => memoryOf(server),
    processorSeconds: () => processorSecondsOf(server),
    signal: (name) => server.kill(name),
    stop,
  };
}

const addressOf = (server: ChildProcess): Promise<string> =>
  new Promise((resolve, reject) => {
    let text = '';
    server.stderr?.on('data', (part: Buffer) => {
      if (text.length < 10_000) text += part.toString();
      const found = /answers at (\S+)/.exec(text)?.[1];
      if (found !== undefined) resolve(found);
    });
    server.once('exit', () => {
      reject(new Error(`scrim ended: ${text}`));
    });
  });

async function bearerOf(url: string, secret: string, user: string): Promise<string> {
  const token = async (form: Readonly<Record<string, string>>): Promise<string> => {
    const response = await fetch(`${url}/v1/oauth/tokens`, {
      method: 'POST',
      body: new URLSearchParams(form),
    });
    const { access_token: bearer } = (await response.json()) as { access_token?: string };
    if (bearer === undefined) throw new Error(`scrim gave no token: ${response.status}`);
    return bearer;
  };
  const catalog = await token({
    grant_type: 'client_credentials',
    client_id: 'bench',
    client_secret: secret,
  });
  return token({
    grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
    subject_token: new UnsecuredJWT({ user }).encode(),
    subject_token_type: 'urn:ietf:params:oauth:token-type:jwt',
    actor_token: catalog,
  });
}
