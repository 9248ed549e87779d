import { sql } from 'kysely';

import { Refusal } from '../base/refusal.js';
import type { WorldStore } from '../world/world-store.js';
import type { Connections } from './connect.js';
import { countAlike } from './count-alike.js';
import { createEditor } from './edit.js';
import { inTurn } from '../base/in-turn.js';
import { readEntries } from './read-entries.js';
import { createReader, readOnly, readRevision } from './read.js';
import { isUnavailable } from './unreachable.js';

/** Who renews the world, as the actor of its change. */
const renewer = 'scrim';

/** Lets those who remember a part of the world forget it. */
interface Renewing {
  /** Begins a revision after which everything counts as changed, although no object does: it has no entries. */
  renew(): Promise<void>;
}

/**
 * The store over any engine that speaks PostgreSQL's SQL.
 * @param alone whether no other process can change the store: its revision is then known without reading it
 */
export function createKyselyStore(
  { questions, changes, close }: Connections,
  { alone }: { readonly alone: boolean },
): WorldStore & Renewing {
  let known: number | undefined;
  const remember = (revision: number): void => {
    if (alone) known = Math.max(known ?? revision, revision);
  };

  return {
    async revision() {
      if (known !== undefined) return known;
      const revision = await readRevision(questions);
      remember(revision);
      return revision;
    },

    read: (since, wanted) => readEntries(questions, wanted, since),

    alike: (by) =>
      readOnly(changes, async (tx) => ({
        revision: await readRevision(tx),
        people: await countAlike(tx, by),
      })),

    snapshot: (work) =>
      readOnly(changes, async (tx) => ({
        revision: await readRevision(tx),
        result: await work(createReader(tx)),
      })),

    // Changes wait for the lock on the row of the world. Here they wait without using a connection each.
    change: inTurn(async (actor, work) => {
      let worked = false;
      try {
        const done = await changes.transaction().execute(async (tx) => {
          const before = await tx
            .selectFrom('world')
            .select('revision')
            .forUpdate()
            .executeTakeFirstOrThrow();
          const revision = before.revision + 1;
          const { editor, finish } = createEditor(tx, revision, actor);
          const result = await work(editor);
          const changed = await finish();
          worked = changed.length > 0;
          // The time of a change is its end: before that, nobody sees it. The lock lets times be in the order of revisions.
          if (worked) {
            await sql`with ended as (
              update change set at = clock_timestamp() where revision = ${revision}
            ) update world set revision = ${revision}`.execute(tx);
          }
          return { revision: worked ? revision : before.revision, changed, result };
        });
        remember(done.revision);
        return done;
      } catch (error) {
        if (!worked || !isUnavailable(error)) throw error;
        throw new Refusal(
          'unavailable',
          'the store was lost during the change: check whether the change was made before you repeat it',
          error.detail,
          { cause: error },
        );
      }
    }),

    async renew() {
      const { rows } = await sql<{ readonly revision: number }>`
        with begun as (update world set revision = revision + 1 returning revision)
        insert into change (revision, actor) select revision, ${renewer} from begun returning revision`.execute(
        changes,
      );
      for (const { revision } of rows) remember(revision);
    },

    async secret(name, make) {
      await changes
        .insertInto('secret')
        .values({ name, value: make() })
        .onConflict((c) => c.doNothing())
        .execute();
      const row = await changes
        .selectFrom('secret')
        .select('value')
        .where('name', '=', name)
        .executeTakeFirstOrThrow();
      return row.value;
    },

    close,
  };
}
