import { existsSync, openAsBlob } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { PGlite } from '@electric-sql/pglite';
import type { PGliteOptions } from '@electric-sql/pglite';

import { isOnDisk } from './on-disk.js';

/** The databases of the worker; see `database-environment.mjs`. */
interface Databases {
  take(): Promise<PGlite>;
  giveBack(database: PGlite): Promise<void>;
  nameFolder(): string;
  openFolder(name: string): Promise<PGlite>;
  closeFolder(name: string, database: PGlite): Promise<void>;
  /** Gives back the memory of closed databases, if there is much of it. */
  tidy(): void;
}

const create = PGlite.create.bind(PGlite);
const template = process.env['SCRIM_TEST_DATABASE'];
const { scrimDatabases } = globalThis as { scrimDatabases?: Databases };

/** The folder that PGlite is to use. */
const folderOf = ({ fs }: PGliteOptions): string | undefined =>
  fs !== undefined && 'rootDir' in fs ? String(fs.rootDir) : undefined;

/** The file of a folder whose database is in memory: it has the name under which the worker keeps it. */
const nameIn = (folder: string): string => join(folder, 'in-memory');

/**
 * In unit tests, a database in memory is one that the worker keeps. So is one in a folder, unless the test is about what is on the disk
 * (`on-disk.ts`): then a new one is a copy of the empty one that the run has made.
 */
PGlite.create = (async (options: PGliteOptions = {}) => {
  if (scrimDatabases === undefined) return create(options);
  const { take, giveBack, tidy } = scrimDatabases;
  if (options.fs === undefined) return borrow(await take(), giveBack);
  const folder = folderOf(options);
  if (folder !== undefined && !isOnDisk()) return openFolder(folder, scrimDatabases);
  tidy();
  // PostgreSQL fills its buffers as time goes by: 128 MB by default.
  const small = [...(options.startParams ?? PGlite.defaultStartParams), '-c', 'shared_buffers=2MB'];
  const smaller = { ...options, startParams: small };
  if (template === undefined || (folder !== undefined && existsSync(join(folder, 'PG_VERSION')))) {
    return create(smaller);
  }
  return create({ ...smaller, loadDataDir: await openAsBlob(template) });
}) as typeof create;

/** A database of the worker in the place of one in a folder. */
async function openFolder(folder: string, databases: Databases): Promise<PGlite> {
  const file = nameIn(folder);
  if (!existsSync(file)) await writeFile(file, databases.nameFolder());
  const name = await readFile(file, 'utf8');
  return borrow(await databases.openFolder(name), (database) => databases.closeFolder(name, database));
}

/** Points in time are no `Date` to code of another context, so that they go there as texts. */
const toThere = (value: unknown): unknown =>
  Array.isArray(value) ? value.map((one: unknown) => (one instanceof Date ? one.toISOString() : one)) : value;

/** The same value, made of this context's arrays, objects and points in time. */
function inHere(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return value;
  if (Array.isArray(value)) return Array.from(value, inHere);
  if (Object.prototype.toString.call(value) === '[object Date]') return new Date(value as Date);
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, inHere(one)]));
}

/** A database of the worker as one of this test file: closing it gives it back, and its errors are of this file's `Error`. */
function borrow(database: PGlite, giveBack: (database: PGlite) => Promise<void>): PGlite {
  let closed = false;
  return new Proxy(database, {
    get(target, name) {
      if (name === 'closed') return closed;
      const value: unknown = Reflect.get(target, name, target);
      if (typeof value !== 'function') return value;
      return async (...args: readonly unknown[]) => {
        if (closed) throw new Error('PGlite is closed');
        if (name === 'close') {
          closed = true;
          return giveBack(target);
        }
        try {
          return inHere(await (Reflect.apply(value, target, args.map(toThere)) as Promise<unknown>));
        } catch (error) {
          throw Object.assign(new Error((error as Error).message), error);
        }
      };
    },
  });
}
