import { openAsBlob } from 'node:fs';
import process from 'node:process';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { PGlite } from '@electric-sql/pglite';
import { TestEnvironment } from 'jest-environment-node';

/**
 * Databases in memory, for one test file after another. One takes 100 MB and half a second to make, and Jest never lets go of what a
 * test file has loaded; so they are made out here, where all files of a worker find them, and are emptied in between.
 */
const idle = [];
const taken = new Set();

/** The database with the content of a store folder that is closed, by the schema that has it. */
const parked = new Map();
let folders = 0;

// To optimize PostgreSQL's code takes longer than what a test does with it, and more memory.
setFlagsFromString('--liftoff-only');
setFlagsFromString('--expose-gc');

// Jest asks for the used heap to decide whether a worker is to be restarted. Most of what databases take is not in it.
const usage = process.memoryUsage;
process.memoryUsage = Object.assign(() => ({ ...usage(), heapUsed: usage.rss() }), { rss: usage.rss });

const collectGarbage = runInNewContext('gc');
/** As much as a worker may take before it looks for what it can give back. */
const fair = 500 * 2 ** 20;

/** Databases that are closed are given back late otherwise: most of what they take is no memory of JavaScript. */
function tidy() {
  if (process.memoryUsage.rss() > fair) collectGarbage();
}

/** Databases that wait for the next test file; most test files open one. */
const kept = 2;

const hasParked = (database) => [...parked.values()].includes(database);

/** An idle database without a closed folder, which its folder may be opened from again; if need be, one with it. */
function choose() {
  const free = idle.find((one) => !hasParked(one));
  return free ?? (idle.length + taken.size < kept ? undefined : idle.at(-1));
}

async function take() {
  tidy();
  const database = choose() ?? (await make());
  hold(database);
  return database;
}

function hold(database) {
  if (idle.includes(database)) idle.splice(idle.indexOf(database), 1);
  taken.add(database);
}

/** PostgreSQL fills its buffers as time goes by: 128 MB by default. */
const startParams = [...PGlite.defaultStartParams, '-c', 'shared_buffers=2MB'];

async function make() {
  const template = process.env.SCRIM_TEST_DATABASE;
  return PGlite.create({ startParams, loadDataDir: template && (await openAsBlob(template)) });
}

/** Drops each schema that a test has made, except those of closed folders. */
async function empty(database) {
  await database.exec('rollback');
  const { rows } = await database.query(
    "select nspname as name from pg_namespace where nspname !~ '^pg_' and nspname <> 'information_schema'",
  );
  for (const { name } of rows) {
    if (parked.has(name)) continue;
    await database.exec(`drop schema "${name.replaceAll('"', '""')}" cascade`);
  }
}

async function giveBack(database) {
  if (!taken.delete(database)) return;
  if (idle.length >= kept && !hasParked(database)) {
    await database.close();
    return;
  }
  await empty(database);
  for (const sql of ['create schema public', 'discard all']) await database.exec(sql);
  idle.push(database);
}

/** Kysely finds its tables in any schema, so that those of a closed folder have other names. */
const prefix = 'closed_';

async function renameTables(database, nameOf) {
  const { rows } = await database.query(
    "select tablename as name from pg_tables where schemaname = 'public' and tablename ~ 'kysely'",
  );
  for (const { name } of rows) {
    await database.exec(`alter table public.${name} rename to ${nameOf(name)}`);
  }
}

/** @returns the name under which the content of a new folder is kept */
const nameFolder = () => `folder_${++folders}`;

/** Takes a database with what a folder has, or with nothing when it is new. */
async function openFolder(name) {
  const database = parked.get(name);
  if (database === undefined) return take();
  if (taken.has(database)) throw new Error('another store has the database of this folder: close it first');
  hold(database);
  parked.delete(name);
  await database.exec('drop schema public');
  await database.exec(`alter schema ${name} rename to public`);
  await renameTables(database, (table) => table.replace(prefix, ''));
  await database.exec('discard all');
  return database;
}

/** Keeps what a folder has for when it is opened again, and gives the database back. */
async function closeFolder(name, database) {
  await database.exec('rollback');
  await renameTables(database, (table) => `${prefix}${table}`);
  await database.exec(`alter schema public rename to ${name}`);
  parked.set(name, database);
  await giveBack(database);
}

// eslint-disable-next-line import-x/no-default-export -- Jest takes an environment by its default export
export default class extends TestEnvironment {
  async setup() {
    await super.setup();
    this.global.scrimDatabases = { take, giveBack, nameFolder, openFolder, closeFolder, tidy };
  }

  async teardown() {
    const withFolders = new Set(parked.values());
    parked.clear();
    for (const database of withFolders) hold(database);
    for (const database of [...taken]) await giveBack(database);
    await super.teardown();
  }
}
