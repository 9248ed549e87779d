import { spawn } from 'node:child_process';
import type { ChildProcess, SpawnOptions } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chown, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';

import { freePort } from '../../../src/demo/trino/free-port.js';
import { findPostgres, howToGetPostgres } from './find-postgres.js';

/** A PostgreSQL of its own, in a temporary folder, which only its password opens. */
export interface PostgresServer {
  /** Where the database `postgres` is, with the password of its superuser. */
  readonly url: string;
  /** The process that started every other of the server. */
  readonly pid: () => number;
  /** Starts it again after `halt` or `kill`, at the same port. */
  start(): Promise<void>;
  /** Ends it as an operator does: sessions are broken off, the data is left in order. */
  halt(): Promise<void>;
  /** Ends it as a crash does: it has to recover when it is started again. */
  kill(): Promise<void>;
  /** Stops every process of the server where it stands, so that it neither answers nor hangs up. */
  freeze(): Promise<void>;
  /** Lets them go on. */
  thaw(): Promise<void>;
  /** Ends it and removes its folder. */
  dispose(): Promise<void>;
}

/** Milliseconds until a server answers, on a machine that is busy. */
const patience = 60_000;

/** Accounts without rights, as whom the server runs for root, of whom PostgreSQL wants nothing to do. */
const unprivileged = ['postgres', 'nobody'];

/**
 * Starts a server.
 * @param settings lines of `postgresql.conf`
 * @throws Error when there is no PostgreSQL on this machine, or it does not start
 */
export async function startPostgres(
  settings: Readonly<Record<string, string | number>> = {},
): Promise<PostgresServer> {
  const bin = await findPostgres();
  if (bin === undefined) throw new Error(`tests of the store cannot run: ${howToGetPostgres}`);
  const account = process.getuid?.() === 0 ? await unprivilegedAccount() : undefined;
  const folder = await mkdtemp(join(tmpdir(), 'scrim-postgres-'));
  const data = join(folder, 'data');
  const password = randomBytes(18).toString('hex');
  const passwordFile = join(folder, 'password');
  await writeFile(passwordFile, password, { mode: 0o600 });
  if (account !== undefined) {
    await chown(folder, account.uid, account.gid);
    await chown(passwordFile, account.uid, account.gid);
  }
  const options: SpawnOptions = { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'], ...account };

  const initdb = spawn(
    join(bin, 'initdb'),
    [
      ...['--pgdata', data, '--username', 'scrim', '--pwfile', passwordFile, '--auth', 'scram-sha-256'],
      ...['--encoding', 'UTF8', '--no-locale', '--no-sync'],
    ],
    options,
  );
  const complaints = collected(initdb);
  const [code] = (await once(initdb, 'exit')) as [number | null];
  if (code !== 0) throw new Error(`initdb failed: ${complaints()}`);

  const port = await freePort();
  const url = `postgres://scrim:${password}@127.0.0.1:${port}/postgres`;
  const configured = Object.entries({
    ...{ listen_addresses: '127.0.0.1', port, unix_socket_directories: '' },
    ...settings,
  }).flatMap(([name, value]) => ['-c', `${name}=${value}`]);

  let server: ChildProcess | undefined;
  const pid = (): number => {
    if (server?.pid === undefined) throw new Error('the server does not run');
    return server.pid;
  };
  const abandon = (): void => {
    if (server?.pid !== undefined) process.kill(server.pid, 'SIGQUIT');
  };

  const start = async (): Promise<void> => {
    const started = spawn(join(bin, 'postgres'), ['-D', data, ...configured], options);
    const log = collected(started);
    server = started;
    process.once('exit', abandon);
    for (const until = Date.now() + patience; ; await sleep(50)) {
      if (started.exitCode !== null) throw new Error(`PostgreSQL ended at once: ${log()}`);
      if (await answers(url)) return;
      if (Date.now() > until) throw new Error(`PostgreSQL does not answer: ${log()}`);
    }
  };
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    const ending = server;
    server = undefined;
    process.off('exit', abandon);
    if (ending === undefined || ending.exitCode !== null) return;
    const children = await childrenOf(ending.pid);
    const ended = once(ending, 'exit');
    ending.kill(signal);
    await ended;
    // After a crash of the first process the others go by themselves; until then the folder is theirs.
    while (children.some(isAlive)) await sleep(20);
  };
  const signalAll = async (signal: NodeJS.Signals): Promise<void> => {
    for (const one of [pid(), ...(await childrenOf(pid()))]) process.kill(one, signal);
  };

  await start();
  return {
    url,
    pid,
    start,
    halt: () => end('SIGINT'),
    kill: () => end('SIGKILL'),
    freeze: () => signalAll('SIGSTOP'),
    thaw: () => signalAll('SIGCONT'),
    dispose: async () => {
      await end('SIGINT');
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function unprivilegedAccount(): Promise<{ readonly uid: number; readonly gid: number }> {
  const lines = (await readFile('/etc/passwd', 'utf8')).split('\n').map((line) => line.split(':'));
  for (const name of unprivileged) {
    const line = lines.find(([account]) => account === name);
    if (line !== undefined) return { uid: Number(line[2]), gid: Number(line[3]) };
  }
  throw new Error(`PostgreSQL does not run as root, and there is no account ${unprivileged.join(' or ')}`);
}

function collected(process: ChildProcess): () => string {
  let text = '';
  process.stderr?.setEncoding('utf8').on('data', (chunk: string) => (text = (text + chunk).slice(-4_000)));
  return () => text.trim();
}

async function answers(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.end();
    return true;
  } catch {
    return false;
  }
}

/** The processes that a process started, by Linux's own list. */
async function childrenOf(pid: number | undefined): Promise<readonly number[]> {
  const list = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8').catch(() => '');
  return list.split(' ').filter(Boolean).map(Number);
}

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};
