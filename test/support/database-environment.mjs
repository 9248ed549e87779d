import { openAsBlob } from 'node:fs';
import process from 'node:process';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { PGlite } from '@electric-sql/pglite';
import { TestEnvironment } from 'jest-environment-node';

/**
 * Databases in memory, for one test file after another. One takes 200 MB and a second to make, and Jest never lets go of what a
 * test file has loaded; so they are made out here, where all files of a worker find them, and are emptied in between.
 */
const idle = [];
const taken = new Set();

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc');
/** As much as a worker may take before it looks for what it can give back. */
const fair = 650 * 2 ** 20;

/** Databases that are closed are given back late otherwise: most of what they take is no memory of JavaScript. */
function tidy() {
  if (process.memoryUsage.rss() > fair) collectGarbage();
}

/** Databases that wait for the next test file; most test files open one. */
const kept = 2;

async function take() {
  tidy();
  const database = idle.pop() ?? (await make());
  taken.add(database);
  return database;
}

async function make() {
  const template = process.env.SCRIM_TEST_DATABASE;
  return PGlite.create(template === undefined ? {} : { loadDataDir: await openAsBlob(template) });
}

async function giveBack(database) {
  if (!taken.delete(database)) return;
  if (idle.length >= kept) {
    await database.close();
    return;
  }
  for (const sql of ['rollback', 'drop schema public cascade', 'create schema public', 'discard all']) {
    await database.exec(sql);
  }
  idle.push(database);
}

// eslint-disable-next-line import-x/no-default-export -- Jest takes an environment by its default export
export default class extends TestEnvironment {
  async setup() {
    await super.setup();
    this.global.scrimDatabases = { take, giveBack, tidy };
  }

  async teardown() {
    for (const database of taken) await giveBack(database);
    await super.teardown();
  }
}
