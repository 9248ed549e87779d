import { chmod, lstat, mkdir, readdir, stat } from 'node:fs/promises';
import { userInfo } from 'node:os';

import { Refusal } from '../base/refusal.js';

/** What scrim keeps in a store folder; a folder that holds nothing else is scrim's own. */
const scrimsOwn: ReadonlySet<string> = new Set(['pglite', 'pglite.new', 'scrim.sock', 'client-credential']);

/** Permissions of a group and of everybody else. */
const others = 0o077;
const writableByAll = 0o002;
const sticky = 0o1000;

const shown = (mode: number): string => (mode & 0o7777).toString(8).padStart(4, '0');

/**
 * Makes a folder that only this user may enter. The umask does not matter. A folder that is there already is closed to others when
 * it holds nothing but a store; otherwise others may read the names in it, but never put files of their own in the place of scrim's.
 * @throws Refusal `unavailable` for a folder into which everybody may write
 */
export async function makePrivateFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const { mode, uid } = await stat(folder);
  if ((mode & others) === 0) return;
  if (uid === userInfo().uid && (await readdir(folder)).every((name) => scrimsOwn.has(name))) {
    await chmod(folder, 0o700);
    return;
  }
  if ((mode & writableByAll) !== 0 && (mode & sticky) === 0) {
    throw new Refusal(
      'unavailable',
      `the store folder ${folder} has mode ${shown(mode)}: any user of this machine could replace the store; run chmod 700 on it, or name a folder of scrim's own (--store, SCRIM_STORE)`,
    );
  }
}

/**
 * Makes a folder of this user's at a place where anybody may make one.
 * @throws Refusal `unavailable` when somebody else has made it, or may use it
 */
export async function makeOwnFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const found = await lstat(folder);
  if (found.isDirectory() && found.uid === userInfo().uid && (found.mode & others) === 0) return;
  throw new Refusal(
    'unavailable',
    `${folder} is not this user's alone (mode ${shown(found.mode)}, user ${found.uid}): remove it, or name a store folder with a shorter path`,
  );
}
