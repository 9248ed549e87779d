import { chmod, chown, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

import { systemErrorCode } from '../base/system-error.js';

/**
 * Replaces the text of a file completely, or leaves it as it was. The file keeps its mode, and its owner and group if this user may set them. A link stays a
 * link: the file that it leads to is replaced.
 * @throws what the operating system reports
 */
export async function replaceFile(path: string, text: string): Promise<void> {
  const file = await realpath(path);
  const { mode, uid, gid } = await stat(file);
  // Names that begin with a dot are no world files.
  const part = join(dirname(file), `.${basename(file)}.${process.pid}.part`);
  try {
    await writeFile(part, text, { flag: 'wx', mode: 0o600 });
    await chown(part, uid, gid).catch((error: unknown) => {
      if (systemErrorCode(error) !== 'EPERM') throw error;
    });
    await chmod(part, mode & 0o7777);
    await rename(part, file);
  } catch (error) {
    if (systemErrorCode(error) !== 'EEXIST') await rm(part, { force: true });
    throw error;
  }
}
