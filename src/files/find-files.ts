import { readdir, stat } from 'node:fs/promises';
import { join, normalize } from 'node:path';

import { fileProblem } from '../base/file-problem.js';
import { systemErrorCode } from '../base/system-error.js';
import type { Complaint } from './place.js';

const worldFileName = /\.(ya?ml|json|ndjson|ndjson\.gz)$/;

/** Names of files with tests of policies. They are in the same folders as world files, and are never world files. */
const testFileName = /_test\.(ya?ml|json)$/;

/** The world files in a folder and its subfolders, sorted. Names that begin with a dot are left out; links to files are followed. */
async function beneath(folder: string): Promise<readonly string[]> {
  const names = (await readdir(folder)).filter((name) => !name.startsWith('.')).sort();
  const found: string[] = [];
  for (const name of names) {
    const path = join(folder, name);
    const entry = await stat(path);
    if (entry.isDirectory()) found.push(...(await beneath(path)));
    else if (entry.isFile() && worldFileName.test(name) && !testFileName.test(name)) found.push(path);
  }
  return found;
}

const problemOf = (error: unknown): string =>
  systemErrorCode(error) === 'ENOENT'
    ? 'there is no such file or folder; give a world file, or a folder with world files'
    : fileProblem(error);

/**
 * The world files for paths. A path to a file is taken whatever its name, unless it is a test file. Of a folder, every *.yaml, *.yml,
 * *.json, *.ndjson and *.ndjson.gz in it is taken, sorted, without test files (*_test.yaml, *_test.yml, *_test.json). A file that is given
 * twice is read once.
 */
export async function findFiles(
  paths: readonly string[],
): Promise<{ files: readonly string[]; complaints: readonly Complaint[] }> {
  const files = new Set<string>();
  const complaints: Complaint[] = [];
  for (const path of paths) {
    try {
      if (!(await stat(path)).isDirectory()) {
        if (testFileName.test(path)) {
          const message = `files named *_test.yaml, *_test.yml or *_test.json are tests of policies, not world files; run them with scrim test, or rename this file`;
          complaints.push({ place: { file: path }, message });
        } else {
          files.add(normalize(path));
        }
        continue;
      }
      const found = await beneath(path);
      for (const file of found) files.add(file);
      if (found.length === 0) {
        complaints.push({
          place: { file: path },
          message: 'there is no world file in this folder; expected *.yaml, *.yml, *.json or *.ndjson',
        });
      }
    } catch (error) {
      complaints.push({ place: { file: path }, message: problemOf(error) });
    }
  }
  return { files: [...files], complaints };
}
