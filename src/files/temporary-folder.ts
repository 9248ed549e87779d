import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Refusal } from '../base/refusal.js';
import { errorMessage } from '../base/system-error.js';

/**
 * Runs work with a folder that only this user can read, and removes it afterwards.
 * @throws Refusal `unavailable` if there is no place for it
 */
export async function inTemporaryFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'scrim-')).catch((error: unknown) => {
    throw new Refusal(
      'unavailable',
      `the folder for temporary files, ${tmpdir()}, cannot be used: ${errorMessage(error)}; set TMPDIR to a folder that scrim may write to`,
    );
  });
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
