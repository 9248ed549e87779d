import { constants } from 'node:fs';
import { access, readdir } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import process from 'node:process';

/** How to come by what the store's tests need. */
export const howToGetPostgres =
  'they need the server of PostgreSQL 15 or newer (initdb and postgres): install it, such as with ' +
  '`apt-get install postgresql`, or put its bin folder on PATH';

/** Where Debian keeps the server, which is not on PATH there. */
const debian = '/usr/lib/postgresql';

/** The folder with `initdb` and `postgres`: one on PATH, or the newest that Debian has; undefined when there is none. */
export async function findPostgres(): Promise<string | undefined> {
  const versions = await readdir(debian).catch(() => []);
  const folders = [
    ...(process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== ''),
    ...versions.toSorted((a, b) => Number(b) - Number(a)).map((version) => join(debian, version, 'bin')),
  ];
  for (const folder of folders) {
    if (await hasServer(folder)) return folder;
  }
  return undefined;
}

async function hasServer(folder: string): Promise<boolean> {
  try {
    for (const program of ['initdb', 'postgres']) await access(join(folder, program), constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
