import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';

import { startLivePostgres } from '../../test/live/support/live-postgres.js';
import { fillStore, fillStoreWith } from './fill-store.js';
import type { WholeWorld } from './fill-store.js';
import type { Size } from './world.js';

/** Makes worlds in databases of a PostgreSQL. @returns where a world is stored */
type FillWorld = (world: Size | WholeWorld) => Promise<string>;

/**
 * Starts a PostgreSQL for a benchmark that needs worlds in it, and stops it afterwards.
 * @throws Error if no PostgreSQL is installed
 */
export async function withFilledWorlds(work: (fill: FillWorld) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'scrim-scale-'));
  // PostgreSQL may run as another user.
  await chmod(folder, 0o755);
  const postgres = await startLivePostgres(folder);
  if (postgres === undefined) throw new Error('no PostgreSQL is installed: set SCRIM_POSTGRES_BIN');
  const server = `postgres://${postgres.user}@127.0.0.1:${postgres.port}`;
  try {
    let databases = 0;
    await work(async (world) => {
      databases += 1;
      const name = `world_${databases}`;
      await execute(`${server}/postgres`, `create database ${name}`);
      const location = `${server}/${name}`;
      await ('sections' in world ? fillStoreWith(location, world) : fillStore(location, world));
      // What the autovacuum of a PostgreSQL does some minutes after a world was loaded: until then, its index of tags is slow.
      await execute(location, 'vacuum analyze');
      return location;
    });
  } finally {
    await postgres.stop();
    await rm(folder, { recursive: true });
  }
}

async function execute(location: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: location });
  await client.connect();
  await client.query(statement).finally(() => client.end());
}
