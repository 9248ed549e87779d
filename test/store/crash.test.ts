import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';

import { often } from '../support/runs.js';
import type { Found } from './support/crash-writer.js';
import { startPostgres } from './support/postgres-server.js';
import { startChild } from './support/start-child.js';

const patience = 900_000;

/** Kills of a process on each engine: each start of a process takes a second of the processor. */
const kills = { embedded: often(8, 60), server: often(24, 140) };

interface Tally {
  kills: number;
  acknowledged: number;
  /** Kills before the store was open, or even made. */
  whileOpening: number;
  /** Kills that met a change which holds, though its writer was never told so. */
  untold: number;
}

/**
 * Lets a process write, kills it at a random moment, and looks with the next what is there.
 * @param longest milliseconds until the kill, from when it begins to open the store, or from its first change
 */
async function crash(location: string, kills: number, longest: number, alsoKill = () => Promise.resolve()) {
  const tally: Tally = { kills: 0, acknowledged: 0, whileOpening: 0, untold: 0 };
  let next = startChild('crash-writer.ts');
  let acknowledged = 0;
  while (tally.kills <= kills) {
    const child = next;
    // Ready by the time that this one is dead.
    if (tally.kills < kills) next = startChild('crash-writer.ts');
    let found: Found | undefined;
    const before = acknowledged;
    const last = tally.kills === kills;
    const begun = new Promise<void>((resolve) => {
      child.on('message', (message) => {
        if (typeof message === 'number') {
          acknowledged = message;
          resolve();
        } else {
          found = message as Found;
          if (last) resolve();
        }
      });
    });
    const ended = once(child, 'exit');
    child.send(location);
    // One in eight is killed while it opens the store, the others once they have begun to write; the last one only looks.
    if (last || Math.random() > 1 / 8) {
      await Promise.race([
        begun,
        ended.then(([code]) => Promise.reject(new Error(`the store does not open (${String(code)})`))),
      ]);
    }
    if (!last) await sleep(Math.random() * longest);
    child.kill('SIGKILL');
    if (!last) await alsoKill();
    await ended;
    tally.kills += 1;
    if (found === undefined) {
      tally.whileOpening += 1;
      continue;
    }
    checkWhole(found);
    // Nothing that was acknowledged is lost; of the one under way nobody knew.
    expect([before, before + 1]).toContain(found.revision);
    if (found.revision > before) tally.untold += 1;
    acknowledged = Math.max(acknowledged, found.revision);
  }
  tally.kills -= 1;
  tally.acknowledged = acknowledged;
  return tally;
}

function checkWhole({ numbers, made, revision, changes, newest, entriesEach }: Found): void {
  expect({ made, changes, newest }).toEqual({ made: revision, changes: revision, newest: revision });
  expect([...new Set(numbers)]).toEqual(revision === 0 ? [] : [revision]);
  expect(entriesEach).toEqual(revision === 0 ? [] : [numbers.length + 1]);
}

const tell = (engine: string, { kills, acknowledged, whileOpening, untold }: Tally): void => {
  process.stdout.write(
    `crash safety on ${engine}: ${kills} kills, ${whileOpening} of them while the store was opened; ` +
      `${acknowledged} changes, none lost, ${untold} made of which the writer was not told\n`,
  );
};

describe('a process that is killed while it changes the world', () => {
  it(
    'leaves a store folder with all of each change or nothing, and with all that it was told',
    async () => {
      const folder = await mkdtemp(join(tmpdir(), 'scrim-crash-'));
      try {
        const tally = await crash(join(folder, 'store'), kills.embedded, 150);
        tell('PGlite', tally);
        expect(tally.acknowledged).toBeGreaterThan(kills.embedded);
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    },
    patience,
  );

  it(
    'does so on PostgreSQL, also when the server crashes with it',
    async () => {
      const server = await startPostgres();
      try {
        let crashes = 0;
        const tally = await crash(server.url, kills.server, 100, async () => {
          if (Math.random() > 1 / 10) return;
          crashes += 1;
          await server.kill();
          await server.start();
        });
        tell(`PostgreSQL, which crashed ${crashes} times as well`, tally);
        expect(tally.acknowledged).toBeGreaterThan(kills.server);
        expect(crashes).toBeGreaterThan(0);
      } finally {
        await server.dispose();
      }
    },
    patience,
  );
});
