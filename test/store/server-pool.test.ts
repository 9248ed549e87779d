import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { PostgresPool } from 'kysely';

import { createServerPool } from '../../src/store/server-pool.js';
import { emptyDatabase } from '../unit/test-store.js';

let pool: PostgresPool;
beforeAll(async () => {
  pool = createServerPool(await emptyDatabase(), { max: 1, connect: 5_000, statement: 5_000 });
});
afterAll(() => pool.end());

it('a connection does not compile statements, which takes longer than to run them', async () => {
  const client = await pool.connect();
  expect((await client.query<{ jit: string }>('show jit', [])).rows).toEqual([{ jit: 'off' }]);
  client.release();
});
