import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { PGlite } from '@electric-sql/pglite';

/** Makes an empty database once for the run, of which the tests' stores are copies: making one anew takes seconds. */
// eslint-disable-next-line import-x/no-default-export -- Jest calls a global set-up by its default export
export default async function setUp() {
  const database = await PGlite.create();
  const dump = await database.dumpDataDir('none');
  await database.close();
  const folder = await mkdtemp(join(tmpdir(), 'scrim-template-'));
  const template = join(folder, 'empty-database.tar');
  await writeFile(template, new Uint8Array(await dump.arrayBuffer()));
  process.env['SCRIM_TEST_DATABASE'] = template;
  globalThis.scrimTemplate = () => rm(folder, { recursive: true });
}
