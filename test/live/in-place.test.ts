import { afterAll, beforeAll, describe } from '@jest/globals';

import { testAttacks } from './in-place/attacks.js';
import { testOneTable } from './in-place/one-table.js';
import { testWorlds } from './in-place/worlds.js';
import { administration, startAskingTrino } from './support/asking-trino.js';
import type { AskingTrino } from './support/asking-trino.js';
import { describeLive, live } from './support/live.js';

// In one file, so that they share a Trino: its start and its first queries take a minute of a processor.
describeLive('in place', () => {
  let trino: AskingTrino;
  const asking = (): AskingTrino => trino;

  beforeAll(async () => {
    trino = await startAskingTrino(administration, { postgres: live().postgres });
  }, 900_000);
  afterAll(() => trino.stop());

  describe('one table', () => testOneTable(asking));
  describe('attacks on raw tables', () => testAttacks(asking));
  describe('raw tables of worlds', () => testWorlds(asking));
});
