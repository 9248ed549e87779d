import { existsSync, openAsBlob } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { PGlite } from '@electric-sql/pglite';
import type { PGliteOptions } from '@electric-sql/pglite';

/** The databases of the worker; see `database-environment.mjs`. */
interface Databases {
  take(): Promise<PGlite>;
  giveBack(database: PGlite): Promise<void>;
  /** Gives back the memory of closed databases, if there is much of it. */
  tidy(): void;
}

const create = PGlite.create.bind(PGlite);
const template = process.env['SCRIM_TEST_DATABASE'];
const { scrimDatabases } = globalThis as { scrimDatabases?: Databases };

/** Whether PGlite finds a database in the folder of its file system. */
const isThere = ({ fs }: PGliteOptions): boolean =>
  fs !== undefined && 'rootDir' in fs && existsSync(join(String(fs.rootDir), 'PG_VERSION'));

/**
 * In unit tests, a database in memory is one that the worker keeps, and a new one in a folder is a copy of the empty one that the run
 * has made.
 */
PGlite.create = (async (options: PGliteOptions = {}) => {
  if (options.fs === undefined && scrimDatabases !== undefined) return borrow(scrimDatabases);
  scrimDatabases?.tidy();
  if (template === undefined || isThere(options)) return create(options);
  return create({ ...options, loadDataDir: await openAsBlob(template) });
}) as typeof create;

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
async function borrow({ take, giveBack }: Databases): Promise<PGlite> {
  const database = await take();
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
