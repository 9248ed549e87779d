import { chmod, lstat, mkdir, readdir, stat } from 'node:fs/promises';
import { userInfo } from 'node:os';

import { Refusal } from '../base/refusal.js';

/** The names that scrim uses in a store folder. A folder with nothing else belongs to scrim. */
const scrimsOwn: ReadonlySet<string> = new Set(['pglite', 'pglite.new', 'scrim.sock', 'client-credential']);

/** Permissions of a group and of everybody else. */
const others = 0o077;
const writableByAll = 0o002;
const sticky = 0o1000;

const shown = (mode: number): string => (mode & 0o7777).toString(8).padStart(4, '0');

/**
 * Creates a folder that only this user may enter. The umask does not matter. An existing folder is closed to others if
 * it contains nothing but a store. Otherwise others may read the names in it, but may never replace scrim's files.
 * @throws Refusal `unavailable` if everybody may write to the folder
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
      `the store folder ${folder} has mode ${shown(mode)}: any user of this machine could replace the store; run chmod 700 on it, or give a folder of its own to scrim (--store, SCRIM_STORE)`,
    );
  }
}

/**
 * Creates a folder of this user in a place where everybody may create folders.
 * @throws Refusal `unavailable` if somebody else created it or may use it
 */
export async function makeOwnFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const found = await lstat(folder);
  if (found.isDirectory() && found.uid === userInfo().uid && (found.mode & others) === 0) return;
  throw new Refusal(
    'unavailable',
    `${folder} must belong to this user only (found mode ${shown(found.mode)}, user ${found.uid}): remove it, or give a store folder with a shorter path`,
  );
}
