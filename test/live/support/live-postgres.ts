import { execFile, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { access, chown, mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';

import { freePort } from '../../../src/demo/trino/free-port.js';

const run = promisify(execFile);

/** A PostgreSQL of the run, to which a catalog of Trino pushes down. */
export interface LivePostgres {
  readonly port: number;
  readonly user: string;
  stop(): Promise<void>;
}

/** Where Debian and its kin install each version's programs. */
const installed = '/usr/lib/postgresql';
const user = 'scrim';

async function binaries(): Promise<string | undefined> {
  const said = process.env['SCRIM_POSTGRES_BIN'];
  if (said !== undefined) return said;
  const versions = await readdir(installed).catch(() => []);
  const [newest] = versions.toSorted((a, b) => Number(b) - Number(a));
  if (newest === undefined) return undefined;
  const folder = join(installed, newest, 'bin');
  return access(join(folder, 'initdb')).then(
    () => folder,
    () => undefined,
  );
}

/** PostgreSQL refuses to run as root: somebody else does it then. */
async function unprivileged(): Promise<{ readonly uid: number; readonly gid: number } | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const id = async (flag: string) => Number((await run('id', [flag, 'postgres'])).stdout);
  return { uid: await id('-u'), gid: await id('-g') };
}

/**
 * Starts a PostgreSQL in a folder, listening on 127.0.0.1 alone.
 * @returns undefined where none is installed (`SCRIM_POSTGRES_BIN` names the folder of its programs)
 */
export async function startLivePostgres(folder: string): Promise<LivePostgres | undefined> {
  const programs = await binaries();
  if (programs === undefined) return undefined;
  const as = await unprivileged();
  const data = join(folder, 'postgres');
  await mkdir(data, { recursive: true, mode: 0o700 });
  if (as !== undefined) await chown(data, as.uid, as.gid);
  await run(join(programs, 'initdb'), ['-D', data, '-U', user, '-A', 'trust', '-E', 'UTF8', '--no-sync'], {
    ...as,
    cwd: data,
  });
  const port = await freePort();
  const options = [
    ...['-D', data, '-p', String(port), '-h', '127.0.0.1', '-k', data],
    ...['-c', 'fsync=off', '-c', 'autovacuum=off'],
  ];
  const server = spawn(join(programs, 'postgres'), options, { ...as, cwd: data, stdio: 'ignore' });
  const ended = new Promise<void>((resolve) => server.once('exit', () => resolve()));
  await ready(port, server);
  return {
    port,
    user,
    stop: async () => {
      server.kill('SIGINT');
      await ended;
    },
  };
}

/** Milliseconds. */
const patience = 60_000;

async function ready(port: number, server: ChildProcess): Promise<void> {
  const until = Date.now() + patience;
  for (;;) {
    if (server.exitCode !== null) throw new Error(`PostgreSQL ended with code ${server.exitCode}`);
    const client = new pg.Client({ host: '127.0.0.1', port, user, database: 'postgres' });
    try {
      await client.connect();
      await client.end();
      return;
    } catch (error) {
      if (Date.now() > until) throw error;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }
}
