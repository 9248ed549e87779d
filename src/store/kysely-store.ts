import type { Kysely } from 'kysely';

import type { WorldStore } from '../entitlements/world-store.js';
import type { Database } from './database.js';
import { createEditor, recordChange } from './edit.js';
import { readChanges, readEntry, readRevision } from './read.js';

/** The store over any engine that speaks PostgreSQL's SQL. */
export function createKyselyStore(db: Kysely<Database>): WorldStore {
  return {
    revision: () => readRevision(db),

    read: (since, wanted) =>
      db
        .transaction()
        .setIsolationLevel('repeatable read')
        .setAccessMode('read only')
        .execute(async (tx) => {
          const revision = await readRevision(tx);
          const changed = revision === since ? [] : await readChanges(tx, since);
          const values = [];
          for (const entry of wanted) values.push(await readEntry(tx, entry));
          return { revision, changed, values };
        }),

    change: (actor, work) =>
      db.transaction().execute(async (tx) => {
        const before = await tx.selectFrom('world').select('revision').forUpdate().executeTakeFirstOrThrow();
        const revision = before.revision + 1;
        const { editor, changed } = createEditor(tx, revision);
        const result = await work(editor);
        const done = changed();
        if (done.length === 0) return { revision: before.revision, changed: done, result };
        await recordChange(tx, revision, actor, done);
        await tx.updateTable('world').set({ revision }).execute();
        return { revision, changed: done, result };
      }),

    async secret(name, make) {
      await db
        .insertInto('secret')
        .values({ name, value: make() })
        .onConflict((c) => c.doNothing())
        .execute();
      const row = await db
        .selectFrom('secret')
        .select('value')
        .where('name', '=', name)
        .executeTakeFirstOrThrow();
      return row.value;
    },

    close: () => db.destroy(),
  };
}
