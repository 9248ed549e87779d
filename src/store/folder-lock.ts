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

/** A folder that this process alone has open. */
export interface HeldFolder {
  release(): Promise<void>;
}

/** Longest path that a socket can have on every Unix (`sun_path` has 104 bytes on some), its final NUL included. */
const longestPath = 103;
/** Long enough for whoever saw the same abandoned socket to have removed ours by mistake, if they were to. */
const settling = 30;

/**
 * Where the socket of a folder's holder is. It stands for both: that the folder is held, which no crash can leave behind,
 * since nobody answers then; and the way to ask the holder, for which the folder's own permissions suffice.
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
 * Whether somebody listens on a socket. A process that is too busy to answer holds its folder all the same, so that a
 * connection is proof enough; and of a socket that cannot be tried, the holder is not known to be gone.
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
 * Takes a folder for this process, and answers others on its socket.
 * @throws Refusal `conflict` when another process has it; `unavailable` when it is no folder, or not to be written to
 */
export async function takeFolder(folder: string, listener: RequestListener): Promise<HeldFolder> {
  try {
    return await take(folder, listener);
  } catch (error) {
    if (error instanceof Refusal) throw error;
    throw new Refusal(
      'unavailable',
      `the store folder ${folder} cannot be used: ${errorMessage(error)}; name one that scrim may write to (--store, SCRIM_STORE)`,
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

/** Whoever may write to the socket is an administrator: nobody but this user, whatever the umask is and the folder allows. */
async function listen(server: Server, socketPath: string): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    const umask = process.umask(0o177);
    try {
      // The socket is made before this returns.
      server.listen(socketPath, () => {
        server.off('error', reject);
        // A connection that cannot be taken is the caller's loss; without somebody to tell, it would end the process.
        server.on('error', () => undefined);
        resolve();
      });
    } finally {
      process.umask(umask);
    }
  });
  await chmod(socketPath, 0o600);
}
