import process from 'node:process';

import { startPostgres } from './postgres-server.js';
import type { PostgresServer } from './postgres-server.js';

let running: PostgresServer | undefined;

/** Starts the one server that tests share, each with databases of its own, and tells them of it by the environment. */
export async function startSharedServer(): Promise<void> {
  running = await startPostgres({ fsync: 'off', max_connections: 200 });
  process.env['SCRIM_TEST_POSTGRES'] = running.url;
}

/** Ends it. */
export const stopSharedServer = async (): Promise<void> => running?.dispose();
