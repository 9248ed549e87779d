import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath, URL } from 'node:url';

/**
 * Makes an empty database once for the run, of which the tests' stores are copies: making one anew takes seconds. A process of its own
 * does so, since what it takes, 600 MB, is never given back.
 */
// eslint-disable-next-line import-x/no-default-export -- Jest calls a global set-up by its default export
export default async function setUp() {
  const folder = await mkdtemp(join(tmpdir(), 'scrim-template-'));
  const template = join(folder, 'empty-database.tar');
  execFileSync(process.execPath, [
    fileURLToPath(new URL('make-empty-database.mjs', import.meta.url)),
    template,
  ]);
  process.env['SCRIM_TEST_DATABASE'] = template;
  globalThis.scrimTemplate = () => rm(folder, { recursive: true });
}
