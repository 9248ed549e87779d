import { existsSync, openAsBlob } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { PGlite } from '@electric-sql/pglite';
import type { PGliteOptions } from '@electric-sql/pglite';

const create = PGlite.create.bind(PGlite);
const template = process.env['SCRIM_TEST_DATABASE'];

/** Whether PGlite finds a database in the folder of its file system. */
const isThere = ({ fs }: PGliteOptions): boolean =>
  fs !== undefined && 'rootDir' in fs && existsSync(join(String(fs.rootDir), 'PG_VERSION'));

/** In unit tests, new databases of PGlite are copies of the empty one that the run has made; see the global setup. */
if (template !== undefined) {
  PGlite.create = (async (options: PGliteOptions = {}) =>
    create(
      isThere(options) ? options : { ...options, loadDataDir: await openAsBlob(template) },
    )) as typeof create;
}
