import { randomBytes } from 'node:crypto';
import process from 'node:process';
import pg from 'pg';

import { openStore } from '../../src/store/open-store.js';

/** The engine under the stores that this run tests: PGlite in memory, or the PostgreSQL of the project `store`. */
const engine = process.env['SCRIM_TEST_ENGINE'] === 'postgres' ? 'PostgreSQL' : 'PGlite';

/**
 * A location that holds nothing yet.
 * @throws Error on PostgreSQL when the run has no server
 */
export async function emptyLocation(): Promise<string> {
  return engine === 'PostgreSQL' ? emptyDatabase() : 'memory:';
}

/** A database of its own on the server of the run. */
export async function emptyDatabase(): Promise<string> {
  const server = process.env['SCRIM_TEST_POSTGRES'];
  if (server === undefined) throw new Error('there is no PostgreSQL: run the tests as the project `store`');
  const name = `test_${randomBytes(8).toString('hex')}`;
  const client = new pg.Client({ connectionString: server });
  await client.connect();
  await client.query(`create database ${name}`);
  await client.end();
  const url = new URL(server);
  url.pathname = name;
  return url.href;
}

/** An empty store on the engine of the run. */
export const openEmptyStore = async () => openStore(await emptyLocation());
