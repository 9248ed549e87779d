import { sql } from 'kysely';
import type { RawBuilder, Transaction } from 'kysely';

import { inputProblems, textProblem } from '../base/input.js';
import { Refusal } from '../base/refusal.js';
import type { ChangedObject, StoredEditor } from '../world/world-store.js';
import { keyOf, kindOf } from '../model/world.js';
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
 * An object in its stored form, as JSON. Every interface checks its input; this is the last check.
 * @throws Refusal `invalid` for texts that cannot be stored
 */
function stored(kind: Kind, key: string, value: unknown): string {
  const [problem] = inputProblems(value);
  if (problem === undefined) return JSON.stringify(value);
  const at = problem.path.length === 0 ? '' : ` at ${problem.path.join('.')}`;
  throw new Refusal('invalid', `${kind} ${JSON.stringify(key)} cannot be stored${at}: ${problem.message}`);
}

const changeKey = (kind: Kind, key: string): string => JSON.stringify([kind, key]);

/** A row that a statement recorded: the object, and whether it is there before and after the change. */
interface Recorded {
  readonly key: string;
  readonly was: boolean;
  readonly is: boolean;
}

/** An object that was edited, without its documents: a change may have more than memory holds. */
interface Edited {
  readonly kind: Kind;
  readonly key: string;
  readonly title: string;
  readonly was: boolean;
  readonly is: boolean;
}

const changeOf = ({ was, is }: Edited): ChangedObject['change'] =>
  !was ? 'created' : is ? 'changed' : 'removed';

/**
 * Edits objects inside a transaction. Each statement also writes the history of what it changes, so that no documents are kept in memory.
 * @returns the editor, and a function that completes the history and returns the changed objects, without edits that cancel each other
 */
export function createEditor(
  tx: Transaction<Database>,
  revision: number,
  actor: string,
): { readonly editor: StoredEditor; readonly finish: () => Promise<readonly ChangedObject[]> } {
  const edits = new Map<string, Edited>();
  let repeated = false;

  /** Notes what a statement did, in the order of the edit and not in that of its rows. */
  const note = (kind: Kind, titles: ReadonlyMap<string, string>, rows: readonly Recorded[]): void => {
    const recorded = new Map(rows.map((row) => [row.key, row]));
    for (const [key, title] of titles) {
      const row = recorded.get(key);
      if (row === undefined) continue;
      const id = changeKey(kind, key);
      repeated ||= edits.has(id);
      edits.set(id, { kind, title, ...row });
    }
  };

  /**
   * Runs an edit and writes its history in one statement.
   * @param made common table expressions, the last of which is `edited (key, before, after)`
   */
  const record = async (kind: Kind, made: RawBuilder<unknown>): Promise<readonly Recorded[]> => {
    const problem = textProblem(actor);
    if (problem !== undefined) throw new Refusal('invalid', `the name of who makes a change: ${problem}`);
    const { rows } = await sql<Recorded>`
      with ${made}, begun as (
        insert into change (revision, actor)
        select ${revision}::integer, ${actor}::text where exists (select from edited)
        on conflict (revision) do nothing
      )
      insert into change_entry (revision, kind, key, before, after)
      select ${revision}::integer, ${sql.lit(kind)}, key, before, after from edited
      on conflict (revision, kind, key) do update set after = excluded.after
      returning key, before is not null as was, after is not null as is`.execute(tx);
    return rows;
  };

  const putBatch = async <K extends Kind>(kind: K, objects: readonly ObjectOf[K][]): Promise<void> => {
    const wanted = new Map(objects.map((object) => [keyOf[kind](object), object]));
    const given = [...wanted].map(
      ([key, object]) => `{"key":${JSON.stringify(key)},"doc":${stored(kind, key, object)}}`,
    );
    const rows = await record(
      kind,
      sql`given as materialized (
        select item ->> 'key' as key, item -> 'doc' as doc
        from jsonb_array_elements(${`[${given.join(',')}]`}::jsonb) as item
      ), different as materialized (
        select given.key, object.doc as before, given.doc as after
        from given left join object on object.kind = ${sql.lit(kind)} and object.key = given.key
        where object.doc is distinct from given.doc
      ), written as (
        insert into object (kind, key, doc, revision)
        select ${sql.lit(kind)}, key, after, ${revision}::integer from different
        on conflict (kind, key) do update set doc = excluded.doc, revision = excluded.revision
      ), edited as (select key, before, after from different)`,
    );
    note(kind, new Map([...wanted].map(([key, object]) => [key, kindOf[kind].title(object)])), rows);
  };

  const removeBatch = async (kind: Kind, keys: readonly string[]): Promise<void> => {
    const titles = await titlesOf(kind, keys);
    if (titles.size === 0) return;
    const rows = await record(
      kind,
      sql`edited as (
        delete from object
        where kind = ${sql.lit(kind)} and key in (select jsonb_array_elements_text(${JSON.stringify(keys)}::jsonb))
        returning key, doc as before, null::jsonb as after
      )`,
    );
    note(kind, new Map(keys.map((key) => [key, titles.get(key) ?? key])), rows);
  };

  const titlesOf = async (kind: Kind, keys: readonly string[]): Promise<ReadonlyMap<string, string>> => {
    const rows = await tx
      .selectFrom('object')
      .select(['key', 'doc'])
      .where('kind', '=', kind)
      .where(sql<boolean>`key in (select jsonb_array_elements_text(${JSON.stringify(keys)}::jsonb))`)
      .execute();
    return new Map(rows.map(({ key, doc }) => [key, kindOf[kind].title(doc as never)]));
  };

  const rename = async <K extends Kind>(kind: K, from: string, object: ObjectOf[K]): Promise<void> => {
    const key = keyOf[kind](object);
    const doc = stored(kind, key, object);
    const titles = await titlesOf(kind, [from]);
    const rows = await record(
      kind,
      sql`known as materialized (
        select doc from object where kind = ${sql.lit(kind)} and key = ${from}::text
      ), moved as (
        update object set key = ${key}::text, doc = ${doc}::jsonb, revision = ${revision}::integer
        where kind = ${sql.lit(kind)} and key = ${from}::text
      ), edited as (
        select ${from}::text as key, doc as before, null::jsonb as after from known
        union all
        select ${key}::text, null, ${doc}::jsonb
      )`,
    );
    note(kind, new Map([...titles, [key, kindOf[kind].title(object)]]), rows);
  };

  /** Takes edits that cancel each other out of the history. Their objects have the version again that they had before. */
  const dropCancelled = async (): Promise<void> => {
    const { rows } = await sql<{ readonly kind: Kind; readonly key: string }>`
      with cancelled as (
        delete from change_entry where revision = ${revision}::integer and before is not distinct from after
        returning kind, key
      ), restored as (
        update object set revision = coalesce((
          select max(earlier.revision) from change_entry as earlier
          where earlier.kind = object.kind and earlier.key = object.key and earlier.revision < ${revision}::integer
        ), object.revision)
        from cancelled where object.kind = cancelled.kind and object.key = cancelled.key
      )
      select kind, key from cancelled`.execute(tx);
    for (const { kind, key } of rows) edits.delete(changeKey(kind, key));
    if (edits.size === 0) await tx.deleteFrom('change').where('revision', '=', revision).execute();
  };

  return {
    editor: {
      ...createReader(tx),
      revision: revision - 1,
      directory: createDirectoryEditor(tx, rename),
      isUnchanged: () => edits.size === 0,
      async put(kind, objects) {
        for (const part of batches(objects)) await putBatch(kind, part);
      },
      async remove(kind, keys) {
        for (const part of batches(keys)) await removeBatch(kind, part);
      },
    },
    async finish() {
      if (repeated) await dropCancelled();
      return [...edits.values()].map((edited) => ({
        kind: edited.kind,
        key: edited.key,
        object: edited.title,
        change: changeOf(edited),
      }));
    },
  };
}
