import {
  CommonTableExpressionNameNode,
  CommonTableExpressionNode,
  ParensNode,
  RawNode,
  SelectQueryNode,
  WithNode,
  sql,
} from 'kysely';
import type { Kysely, KyselyPlugin, OperationNodeSource, RawBuilder } from 'kysely';

import { invariant } from '../base/invariant.js';
import { Refusal } from '../base/refusal.js';
import type { History } from '../world/history.js';
import type { World } from '../world/world-store.js';
import { countAlike } from './count-alike.js';
import type { Database } from './database.js';
import { findObjects } from './find-objects.js';
import { readEntries } from './read-entries.js';
import { isUnreadable } from './read-object.js';
import { createReader, readOnly } from './read.js';

/** Of each object that was changed after a revision: the first such change. */
const undone = (revision: number): RawBuilder<unknown> => sql`
  select kind, key, min(revision) as revision from change_entry
  where revision > ${sql.lit(revision)} group by kind, key`;

/** Objects that were not changed since, and of each other one its version before the first later change. */
const object = (revision: number): RawBuilder<unknown> => sql`
  select kind, key, doc, revision from object as present
  where not exists (select from undone where undone.kind = present.kind and undone.key = present.key)
  union all
  select entry.kind, entry.key, entry.before, (
    select max(earlier.revision) from change_entry as earlier
    where earlier.kind = entry.kind and earlier.key = entry.key and earlier.revision <= ${sql.lit(revision)}
  )
  from undone join change_entry as entry
    on entry.revision = undone.revision and entry.kind = undone.kind and entry.key = undone.key
  where entry.before is not null`;

const named = (name: string, body: OperationNodeSource, materialized: boolean): CommonTableExpressionNode =>
  CommonTableExpressionNode.cloneWith(
    CommonTableExpressionNode.create(
      CommonTableExpressionNameNode.create(name),
      ParensNode.create(body.toOperationNode()),
    ),
    { materialized },
  );

/**
 * Lets queries read the objects of a revision under the name of the table that has those of now. It becomes a part of each query that uses it,
 * so that the indexes of the table are used; only the list of what was changed since is computed once.
 */
export function readingAsOf(revision: number): KyselyPlugin {
  const before = WithNode.cloneWithExpression(
    WithNode.create(named('undone', undone(revision), true)),
    named('object', object(revision), false),
  );
  return {
    transformQuery({ node }) {
      if (SelectQueryNode.is(node) && node.with === undefined) return { ...node, with: before };
      invariant(RawNode.is(node), 'the past can only be read, by a query without common tables or by text');
      // A query with common tables of its own must stand in a subquery, whose order is kept.
      return RawNode.create(['', ' select * from ', ' as asked'], [before, ParensNode.create(node)]);
    },
    transformResult: ({ result }) => Promise.resolve(result),
  };
}

/**
 * Creates worlds of the past.
 * @param secret the secrets of the store, which are not part of a revision: all versions of a key are derived from the same ones
 * @see History.asOf
 */
export const createPast =
  (db: Kysely<Database>, secret: World['secret']): History['asOf'] =>
  (revision) => {
    const then = db.withPlugin(readingAsOf(revision));
    /** @throws Refusal `unsupported` if an object of then has a form that this version of scrim does not know */
    const reading = async <T>(read: Promise<T>): Promise<T> => {
      try {
        return await read;
      } catch (error) {
        if (!isUnreadable(error)) throw error;
        throw new Refusal(
          'unsupported',
          `the world of revision ${revision} cannot be read: ${error.message}`,
          undefined,
          { cause: error },
        );
      }
    };
    return {
      revision: () => Promise.resolve(revision),
      read: async (since, wanted) => ({
        revision,
        changed: since === revision ? [] : 'all',
        values: (await reading(readEntries(then, wanted))).values,
      }),
      find: (kind, query) => reading(findObjects(then, kind, query)),
      alike: async (by) => ({ revision, people: await readOnly(then, (tx) => countAlike(tx, by)) }),
      snapshot: async (work) => ({
        revision,
        result: await reading(readOnly(then, (tx) => work(createReader(tx)))),
      }),
      change: () => Promise.reject(new Error('the world of the past cannot be changed')),
      secret,
    };
  };
