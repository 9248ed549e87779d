import type { Kysely } from 'kysely';

import type { WorldStore } from '../entitlements/world-store.js';
import type { Database } from './database.js';
import { createEditor, recordChange } from './edit.js';
import { readChanges, readEntry, readRevision } from './read.js';

/**
 * The store over any engine that speaks PostgreSQL's SQL.
 * @param alone whether nobody else can change what is stored: its revision is then known without asking
 */
export function createKyselyStore(db: Kysely<Database>, { alone }: { readonly alone: boolean }): WorldStore {
  let known: number | undefined;
  const remember = (revision: number): void => {
    if (alone) known = Math.max(known ?? revision, revision);
  };

  return {
    async revision() {
      if (known !== undefined) return known;
      const revision = await readRevision(db);
      remember(revision);
      return revision;
    },

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

    async change(actor, work) {
      const done = await db.transaction().execute(async (tx) => {
        const before = await tx.selectFrom('world').select('revision').forUpdate().executeTakeFirstOrThrow();
        const revision = before.revision + 1;
        const { editor, changed } = createEditor(tx, revision);
        const result = await work(editor);
        const changes = changed();
        if (changes.length === 0) return { revision: before.revision, changed: changes, result };
        await recordChange(tx, revision, actor, changes);
        await tx.updateTable('world').set({ revision }).execute();
        return { revision, changed: changes, result };
      });
      remember(done.revision);
      return done;
    },

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
