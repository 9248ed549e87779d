import { fsyncSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PGlite } from '@electric-sql/pglite';
import { afterAll, beforeAll, expect, it } from '@jest/globals';

import { putOnDisk } from '../../test/support/on-disk.js';
import { openPGliteFolder } from './pglite-folder.js';

let location: string;
let db: PGlite;
let syncs = 0;
beforeAll(async () => {
  putOnDisk(true);
  location = await mkdtemp(join(tmpdir(), 'scrim-pglite-'));
  await mkdir(join(location, 'pglite.new', 'base'), { recursive: true });
  await writeFile(join(location, 'pglite.new', 'PG_VERSION'), '17\n');
  db = await openPGliteFolder(location, (descriptor) => {
    fsyncSync(descriptor);
    syncs += 1;
  });
});
afterAll(async () => {
  await db.close();
  await rm(location, { recursive: true });
});

it('takes no folder for a database that was only half made', async () => {
  expect((await db.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
  expect(await readdir(location)).toEqual(['pglite']);
});

it('has every commit on the disk before it returns', async () => {
  await db.exec('create table t (i integer)');
  for (let commit = 0; commit < 5; commit += 1) {
    const before = syncs;
    await db.query('insert into t values (1)');
    expect(syncs).toBeGreaterThan(before);
  }
  const { rows } = await db.query(
    "select name, setting from pg_settings where name in ('fsync', 'full_page_writes', 'synchronous_commit') order by name",
  );
  expect(rows).toEqual([
    { name: 'fsync', setting: 'on' },
    { name: 'full_page_writes', setting: 'on' },
    { name: 'synchronous_commit', setting: 'on' },
  ]);
});
