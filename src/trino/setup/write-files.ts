import { chmod, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import { Refusal } from '../../base/refusal.js';
import { errorMessage, systemErrorCode } from '../../base/system-error.js';

/** What was done with a file. */
export interface WrittenFile {
  /** Relative to the folder. */
  readonly path: string;
  readonly change: 'created' | 'replaced' | 'unchanged';
}

/**
 * Writes files into a folder, all of them or none.
 *
 * @param files content by path, relative to the folder
 * @param options `force` replaces existing files with other contents; `secret` names the files that only their owner
 *   may read
 * @throws Refusal `conflict` with the files that would be replaced; `invalid` if the folder is not writable
 */
export async function writeFiles(
  folder: string,
  files: ReadonlyMap<string, string>,
  { force, secret = [] }: { readonly force: boolean; readonly secret?: readonly string[] },
): Promise<readonly WrittenFile[]> {
  try {
    const planned = await Promise.all(
      [...files].map(async ([path, content]) => ({
        path,
        content,
        change: changeOf(await readIfThere(join(folder, path)), content),
      })),
    );
    const replaced = planned.filter(({ change }) => change === 'replaced').map(({ path }) => path);
    if (replaced.length > 0 && !force) {
      throw new Refusal(
        'conflict',
        `${folder} has other contents in ${replaced.join(', ')}; nothing was written. Use --force to replace them.`,
      );
    }
    for (const { path, content, change } of planned) {
      const mode = secret.includes(path) ? 0o600 : undefined;
      if (change !== 'unchanged') await replace(join(folder, path), content, mode);
      else if (mode !== undefined) await chmod(join(folder, path), mode);
    }
    return planned.map(({ path, change }) => ({ path, change }));
  } catch (error) {
    if (error instanceof Refusal) throw error;
    throw new Refusal('invalid', `cannot write to ${folder}: ${errorMessage(error)}`, undefined, {
      cause: error,
    });
  }
}

const changeOf = (old: string | undefined, content: string): WrittenFile['change'] =>
  old === undefined ? 'created' : old === content ? 'unchanged' : 'replaced';

async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/** Replaces a file by renaming. A running Trino may read `rules.json` at any moment, and half of it would close everything. */
async function replace(file: string, content: string, mode: number | undefined): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  // A file left behind by an earlier run would keep its mode.
  await rm(`${file}.new`, { force: true });
  await writeFile(`${file}.new`, content, { flag: 'wx', mode: mode ?? 0o666 });
  await rename(`${file}.new`, file);
}
