import { readdir, stat } from 'node:fs/promises';
import { join, normalize } from 'node:path';

import { fileProblem } from '../base/file-problem.js';
import { systemErrorCode } from '../base/system-error.js';
import type { Complaint } from './place.js';

const worldFileName = /\.(ya?ml|json|ndjson|ndjson\.gz)$/;

/** Names of files with tests of policies. They are in the same folders as world files, and are never world files. */
const testFileName = /_test\.(ya?ml|json)$/;

/** Whether a file has tests of policies, by its name. */
export const isTestFile = (file: string): boolean => testFileName.test(file);

/** Some of the files in folders. */
export interface WantedFiles {
  /** Whether a file of a folder is one of them, by its name. */
  readonly isWanted: (name: string) => boolean;
  /** Why a file that is given by its own path is not taken; undefined if it is. */
  readonly refusal: (path: string) => string | undefined;
  /** The error for a folder without any. */
  readonly none: string;
}

const worldFiles: WantedFiles = {
  isWanted: (name) => worldFileName.test(name) && !isTestFile(name),
  refusal: (path) =>
    isTestFile(path)
      ? 'files named *_test.yaml, *_test.yml or *_test.json are tests of policies, not world files; run them with scrim test, or rename this file'
      : undefined,
  none: 'there is no world file in this folder; expected *.yaml, *.yml, *.json or *.ndjson',
};

/** World files and test files that have a canonical form. Files of lines have no other form than theirs. */
export const formattedFiles: WantedFiles = {
  isWanted: (name) => worldFileName.test(name) && !name.includes('.ndjson'),
  refusal: () => undefined,
  none: 'there is no world file or test file in this folder; expected *.yaml, *.yml or *.json',
};

/** The wanted files in a folder and its subfolders, sorted. Names that begin with a dot are left out; links to files are followed. */
async function beneath(folder: string, wanted: WantedFiles): Promise<readonly string[]> {
  const names = (await readdir(folder)).filter((name) => !name.startsWith('.')).sort();
  const found: string[] = [];
  for (const name of names) {
    const path = join(folder, name);
    const entry = await stat(path);
    if (entry.isDirectory()) found.push(...(await beneath(path, wanted)));
    else if (entry.isFile() && wanted.isWanted(name)) found.push(path);
  }
  return found;
}

const problemOf = (error: unknown): string =>
  systemErrorCode(error) === 'ENOENT'
    ? 'there is no such file or folder; give a world file, or a folder with world files'
    : fileProblem(error);

/**
 * The files for paths. A path to a file is taken whatever its name, unless it is refused. Of a folder, every wanted file in it is taken, sorted.
 * A file that is given twice is read once.
 * @param wanted by default world files: every *.yaml, *.yml, *.json, *.ndjson and *.ndjson.gz, without test files (*_test.yaml, *_test.yml,
 *   *_test.json), which are refused
 */
export async function findFiles(
  paths: readonly string[],
  wanted = worldFiles,
): Promise<{ files: readonly string[]; complaints: readonly Complaint[] }> {
  const files = new Set<string>();
  const complaints: Complaint[] = [];
  for (const path of paths) {
    try {
      if (!(await stat(path)).isDirectory()) {
        const refusal = wanted.refusal(path);
        if (refusal === undefined) files.add(normalize(path));
        else complaints.push({ place: { file: path }, message: refusal });
        continue;
      }
      const found = await beneath(path, wanted);
      for (const file of found) files.add(file);
      if (found.length === 0) {
        complaints.push({ place: { file: path }, message: wanted.none });
      }
    } catch (error) {
      complaints.push({ place: { file: path }, message: problemOf(error) });
    }
  }
  return { files: [...files], complaints };
}
