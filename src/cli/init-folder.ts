import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import { Refusal } from '../base/refusal.js';
import { errorMessage, systemErrorCode } from '../base/system-error.js';
import { worldFileSchema } from '../files/world-file-schema.js';
import { testFileSchema } from '../use-cases/policy-tests/read-test-files.js';
import { asJson } from './json-option.js';
import { starterFiles } from './starter-files.js';
import type { CiSystem } from './starter-files.js';

/** What a folder may contain before: the repository itself. */
const allowed: ReadonlySet<string> = new Set(['.git']);

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return [];
    if (systemErrorCode(error) === 'ENOTDIR')
      throw new Refusal('invalid', `${folder} is a file; name a folder`);
    throw new Refusal('unavailable', `${folder} cannot be read: ${errorMessage(error)}`);
  }
}

/**
 * Makes a folder of world files with a first data source, policy and test.
 * @param systems the systems for which a pipeline is made
 * @returns the paths of the files in the folder
 * @throws Refusal if there is anything in the folder but a repository, or it cannot be written
 */
export async function initFolder(folder: string, systems: readonly CiSystem[]): Promise<readonly string[]> {
  const found = (await namesIn(folder)).find((name) => !allowed.has(name));
  if (found !== undefined) {
    throw new Refusal('conflict', `${folder} is not empty: it contains ${found}; name a new or empty folder`);
  }
  const schemas = { world: asJson(worldFileSchema()), tests: asJson(testFileSchema()) };
  const files = starterFiles(systems, schemas);
  try {
    for (const [path, text] of files) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), text, { flag: 'wx' });
    }
  } catch (error) {
    throw new Refusal('unavailable', `${folder} cannot be written: ${errorMessage(error)}`);
  }
  return [...files.keys()];
}
