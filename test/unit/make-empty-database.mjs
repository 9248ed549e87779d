import { writeFile } from 'node:fs/promises';
import process from 'node:process';
import { PGlite } from '@electric-sql/pglite';

/** Makes an empty database and writes it to the file that is named. */
const [, , file] = process.argv;
const database = await PGlite.create();
const dump = await database.dumpDataDir('none');
await database.close();
await writeFile(file, new Uint8Array(await dump.arrayBuffer()));
