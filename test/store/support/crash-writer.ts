// Opens a store, tells what it finds there, and then makes one change after the other until it is killed. Each change writes
// the same number to several objects and makes one of its own, so that half of it could be told from all of it.
import process from 'node:process';

import { connect, isServer } from '../../../src/store/connect.js';
import type { Connections } from '../../../src/store/connect.js';
import { group, user } from '../../../src/model/principals.js';
import { createKyselyStore } from '../../../src/store/kysely-store.js';
import { migrate } from '../../../src/store/migrate.js';

/** What a store holds after a crash. */
export interface Found {
  /** The numbers on the objects that every change writes. */
  readonly numbers: readonly number[];
  /** How many objects were made, one by each change. */
  readonly made: number;
  readonly revision: number;
  /** Changes in the history, the highest revision among them, and how many entries of it there are for each. */
  readonly changes: number;
  readonly newest: number;
  readonly entriesEach: readonly number[];
}

/** Objects that every change writes, besides the one that it makes. */
const written = 8;

process.once('message', (location) => void run(String(location)));

async function run(location: string): Promise<void> {
  // Opened once for both, as `openStore` does it.
  const connections = await connect(location, 60_000);
  await migrate(connections.changes);
  const found = await look(connections);
  const store = createKyselyStore(connections, { alone: !isServer(location) });
  process.send?.(found);
  for (let number = found.revision + 1; ; number += 1) {
    await store.change('crash', async (editor) => {
      await editor.put(
        'user',
        Array.from({ length: written }, (_, index) =>
          user.parse({ name: `u${index}`, comment: `${number}` }),
        ),
      );
      await editor.put('group', [group.parse({ name: `g${number}` })]);
    });
    process.send?.(number);
  }
}

/** Reads the tables themselves, with nothing remembered. */
const look = ({ changes: db }: Connections): Promise<Found> =>
  db.transaction().execute(async (tx) => {
    // Waits for the change that a server may still be making for a writer that is dead.
    const world = await tx.selectFrom('world').select('revision').forUpdate().executeTakeFirstOrThrow();
    const objects = await tx.selectFrom('object').select(['kind', 'doc']).execute();
    const changes = await tx.selectFrom('change').select('revision').orderBy('revision').execute();
    const entries = await tx.selectFrom('change_entry').select('revision').execute();
    const each = new Map<number, number>();
    for (const { revision } of entries) each.set(revision, (each.get(revision) ?? 0) + 1);
    return {
      numbers: objects
        .filter(({ kind }) => kind === 'user')
        .map(({ doc }) => Number((doc as { comment?: string }).comment)),
      made: objects.filter(({ kind }) => kind === 'group').length,
      revision: world.revision,
      changes: changes.length,
      newest: changes.at(-1)?.revision ?? 0,
      entriesEach: [...new Set(each.values())],
    };
  });
