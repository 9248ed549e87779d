import { createHash } from 'node:crypto';
import { chmod, lstat, mkdir, realpath, unlink } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { RequestListener, Server } from 'node:http';
import { connect } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { Refusal } from '../base/refusal.js';
import { errorMessage, systemErrorCode } from '../base/system-error.js';
import { makeOwnFolder, makePrivateFolder } from './private-folder.js';

/** A folder that only this process has open. */
export interface HeldFolder {
  release(): Promise<void>;
}

/** The maximum length of a socket's path on every Unix (`sun_path` has 104 bytes on some), including the final NUL. */
const longestPath = 103;
/** Another process may have seen the same abandoned socket. After this time it would have removed ours by mistake. */
const settling = 30;

/**
 * The path of the socket of the process that holds a folder. The socket is the lock: a crash cannot leave it behind,
 * because nobody answers on it then. It is also the way to send requests to the holder; the folder's permissions protect it.
 */
export async function socketOf(folder: string): Promise<string> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const real = await realpath(folder);
  const inside = join(real, 'scrim.sock');
  if (Buffer.byteLength(inside) <= longestPath) return inside;
  const outside = join(tmpdir(), `scrim-${userInfo().uid}`);
  await makeOwnFolder(outside);
  return join(outside, `${createHash('sha256').update(real).digest('hex').slice(0, 32)}.sock`);
}

/**
 * Whether a process listens on a socket. A process that is too busy to answer still holds its folder, so a
 * connection is enough. If the connection cannot be tried, the holder may still exist.
 */
export const isAnswered = (socketPath: string): Promise<boolean> =>
  new Promise((resolve) => {
    const probe = connect(socketPath, () => {
      probe.destroy();
      resolve(true);
    });
    probe.on('error', (error) => {
      resolve(!['ECONNREFUSED', 'ENOENT'].includes(systemErrorCode(error) ?? ''));
    });
  });

/**
 * Locks a folder for this process, and answers other processes on its socket.
 * @throws Refusal `conflict` if another process has it; `unavailable` if it is not a folder, or not writable
 */
export async function takeFolder(folder: string, listener: RequestListener): Promise<HeldFolder> {
  try {
    return await take(folder, listener);
  } catch (error) {
    if (error instanceof Refusal) throw error;
    throw new Refusal(
      'unavailable',
      `the store folder ${folder} cannot be used: ${errorMessage(error)}; give a folder that scrim may write to (--store, SCRIM_STORE)`,
      undefined,
      { cause: error },
    );
  }
}

async function take(folder: string, listener: RequestListener): Promise<HeldFolder> {
  await makePrivateFolder(folder);
  const socketPath = await socketOf(folder);
  const server = createServer(listener);
  const inUse = new Refusal('conflict', `the store folder ${folder} is in use by another scrim`);
  try {
    await listen(server, socketPath);
  } catch (error) {
    if (systemErrorCode(error) !== 'EADDRINUSE') throw error;
    if (await isAnswered(socketPath)) throw inUse;
    await unlink(socketPath).catch(() => undefined);
    await listen(server, socketPath).catch(() => {
      throw inUse;
    });
    const inode = async (): Promise<number | undefined> =>
      (await lstat(socketPath).catch(() => undefined))?.ino;
    const ours = await inode();
    await sleep(settling);
    if (ours === undefined || (await inode()) !== ours) {
      server.close();
      throw inUse;
    }
  }
  return {
    release: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}

/** Everybody who may write to the socket is an administrator. So only this user may, whatever the umask and the folder permit. */
async function listen(server: Server, socketPath: string): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    const umask = process.umask(0o177);
    try {
      // The socket exists before this returns.
      server.listen(socketPath, () => {
        server.off('error', reject);
        // If a connection cannot be accepted, its caller gets an error. Without this listener, the process would end.
        server.on('error', () => undefined);
        resolve();
      });
    } finally {
      process.umask(umask);
    }
  });
  await chmod(socketPath, 0o600);
}
