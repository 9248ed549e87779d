import { isDeepStrictEqual } from 'node:util';
import { sql } from 'kysely';
import type { Transaction } from 'kysely';

import { inputProblems, textProblem } from '../base/input.js';
import { Refusal } from '../base/refusal.js';
import type { Changed, Editor } from '../world/world-store.js';
import { keyOf } from '../model/world.js';
import type { Kind, ObjectOf } from '../model/world.js';
import type { Database } from './database.js';
import { createDirectoryEditor } from './directory.js';
import { createReader } from './read.js';

/** Maximum number of rows in one statement. */
const batch = 500;

function* batches<T>(list: readonly T[]): Generator<readonly T[]> {
  for (let start = 0; start < list.length; start += batch) yield list.slice(start, start + batch);
}

/**
 * An object in its stored form. Every interface checks its input; this is the last check.
 * @throws Refusal `invalid` for texts that cannot be stored
 */
function plain(kind: Kind, key: string, value: unknown): unknown {
  const doc: unknown = JSON.parse(JSON.stringify(value));
  const [problem] = inputProblems(doc);
  if (problem === undefined) return doc;
  const at = problem.path.length === 0 ? '' : ` at ${problem.path.join('.')}`;
  throw new Refusal('invalid', `${kind} ${JSON.stringify(key)} cannot be stored${at}: ${problem.message}`);
}

const changeKey = (kind: Kind, key: string): string => JSON.stringify([kind, key]);

/**
 * Edits objects inside a transaction and records the changes.
 * @returns the editor, and a function that returns the changes so far, without edits that cancel each other
 */
export function createEditor(
  tx: Transaction<Database>,
  revision: number,
): { editor: Editor; changed: () => readonly Changed[] } {
  const changes = new Map<string, Changed>();

  const note = (kind: Kind, key: string, before: unknown, after: unknown): void => {
    const earlier = changes.get(changeKey(kind, key));
    changes.set(changeKey(kind, key), { kind, key, before: earlier ? earlier.before : before, after });
  };

  const stored = async (kind: Kind, keys: readonly string[]): Promise<Map<string, unknown>> => {
    const rows = await tx
      .selectFrom('object')
      .select(['key', 'doc'])
      .where('kind', '=', kind)
      .where('key', 'in', keys)
      .execute();
    return new Map(rows.map(({ key, doc }) => [key, doc]));
  };

  const putBatch = async <K extends Kind>(kind: K, objects: readonly ObjectOf[K][]): Promise<void> => {
    const wanted = new Map(
      objects.map((object): [string, unknown] => {
        const key = keyOf[kind](object);
        return [key, plain(kind, key, object)];
      }),
    );
    const before = await stored(kind, [...wanted.keys()]);
    const different = [...wanted].filter(([key, doc]) => !isDeepStrictEqual(before.get(key), doc));
    if (different.length === 0) return;
    await tx
      .insertInto('object')
      .values(different.map(([key, doc]) => ({ kind, key, doc: JSON.stringify(doc), revision })))
      .onConflict((conflict) =>
        conflict
          .columns(['kind', 'key'])
          .doUpdateSet({ doc: sql`excluded.doc`, revision: (row) => row.ref('excluded.revision') }),
      )
      .execute();
    for (const [key, doc] of different) note(kind, key, before.get(key) ?? null, doc);
  };

  const removeBatch = async (kind: Kind, keys: readonly string[]): Promise<void> => {
    const before = await stored(kind, keys);
    if (before.size === 0) return;
    await tx
      .deleteFrom('object')
      .where('kind', '=', kind)
      .where('key', 'in', [...before.keys()])
      .execute();
    for (const [key, doc] of before) note(kind, key, doc, null);
  };

  const rename = async <K extends Kind>(kind: K, from: string, object: ObjectOf[K]): Promise<void> => {
    const key = keyOf[kind](object);
    const doc = plain(kind, key, object);
    const before = (await stored(kind, [from])).get(from);
    await tx
      .updateTable('object')
      .set({ key, doc: JSON.stringify(doc), revision })
      .where('kind', '=', kind)
      .where('key', '=', from)
      .execute();
    note(kind, from, before ?? null, null);
    note(kind, key, null, doc);
  };

  return {
    editor: {
      ...createReader(tx),
      directory: createDirectoryEditor(tx, rename),
      async put(kind, objects) {
        for (const part of batches(objects)) await putBatch(kind, part);
      },
      async remove(kind, keys) {
        for (const part of batches(keys)) await removeBatch(kind, part);
      },
    },
    changed: () => [...changes.values()].filter(({ before, after }) => !isDeepStrictEqual(before, after)),
  };
}

/** Writes the history of a change. */
export async function recordChange(
  tx: Transaction<Database>,
  revision: number,
  actor: string,
  changed: readonly Changed[],
): Promise<void> {
  const problem = textProblem(actor);
  if (problem !== undefined) throw new Refusal('invalid', `the name of who makes a change: ${problem}`);
  await tx.insertInto('change').values({ revision, actor }).execute();
  const json = (value: unknown): string | null => (value === null ? null : JSON.stringify(value));
  for (const part of batches(changed)) {
    await tx
      .insertInto('change_entry')
      .values(
        part.map(({ kind, key, before, after }) => ({
          revision,
          kind,
          key,
          before: json(before),
          after: json(after),
        })),
      )
      .execute();
  }
}
