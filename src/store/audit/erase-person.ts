import { isDeepStrictEqual } from 'node:util';
import { sql } from 'kysely';
import type { Kysely, RawBuilder, Transaction } from 'kysely';

import { rowEraser, untouched } from '../../audit/erased-row.js';
import type { Erased, StoredRow } from '../../audit/erased-row.js';
import { chunks } from '../../base/chunks.js';
import { Refusal } from '../../base/refusal.js';
import { kindOf } from '../../model/world.js';
import type { Kind } from '../../model/world.js';
import type { Database } from '../database.js';

/** A table, or a part of one by time. */
interface Table {
  readonly name: string;
  /** The table of which it is a part; its own name for a whole one. */
  readonly of: string;
  readonly texts: readonly string[];
  readonly documents: readonly string[];
  /** Whether its rows name the kind of object that they are about. */
  readonly hasKind: boolean;
}

/** Tables that hold nothing about people. */
const without = ['world', 'secret', 'kysely_migration', 'kysely_migration_lock', 'audit_archive'];
/** Objects that are records of what people did: their names are replaced. Any other object that names the person is used. */
const records: readonly Kind[] = ['block', 'recertification', 'subscription'];

/** Rows that one transaction changes: recording waits for none of them for long. */
const batch = 200;
/** A query that ends meanwhile gets a new version of its row, which the next pass finds. */
const passes = 5;

/** Which person to erase, and whether to count only. */
export interface ErasePerson extends Erased {
  readonly dryRun: boolean;
}

/**
 * Replaces the name of a person in all tables, part by part. What was done stays if it is interrupted: it goes on when it runs again.
 * @returns how many rows of each table were changed, or would be
 * @throws Refusal `conflict` for a person who exists, or whom an object of the world names
 */
export async function erasePerson(
  db: Kysely<Database>,
  { name, pseudonym, dryRun }: ErasePerson,
): Promise<Readonly<Record<string, number>>> {
  await refuseWhoIsUsed(db, name);
  const { row: erased } = rowEraser({ name, pseudonym });
  const counts: Record<string, number> = {};
  const count = (table: string, rows: number): void => {
    if (rows > 0) counts[table] = (counts[table] ?? 0) + rows;
  };
  count('audit_document', await removeOwnDocuments(db, name, dryRun));
  for (const table of await tablesOf(db)) {
    for (let pass = 0; pass < (dryRun ? 1 : passes); pass += 1) {
      const changed = await eraseIn(db, table, name, (row) => erased(table.of, row), dryRun);
      count(table.of, changed);
      if (changed === 0) break;
    }
  }
  return counts;
}

/** A row that is found by its place, with the columns that may have the name. */
type Placed = StoredRow & { readonly ctid: string };

async function eraseIn(
  db: Kysely<Database>,
  { name: table, texts, documents, hasKind }: Table,
  name: string,
  erased: (row: StoredRow) => StoredRow,
  dryRun: boolean,
): Promise<number> {
  const columns = [...texts, ...documents];
  if (columns.length === 0) return 0;
  const [plain, quoted] = [like(name), like(JSON.stringify(name).slice(1, -1))];
  const has = sql.join(
    [
      ...texts.map(
        (column) => sql`(${sql.ref(column)} ilike ${plain} or ${sql.ref(column)} ilike ${quoted})`,
      ),
      ...documents.map((column) => sql`${sql.ref(column)}::text ilike ${quoted}`),
    ],
    sql` or `,
  );
  const places = await slowly(
    db,
    async (tx) =>
      (
        await sql<{ readonly ctid: string }>`select ctid::text from ${sql.table(table)} where ${has}`.execute(
          tx,
        )
      ).rows,
  );
  let changed = 0;
  for (const part of chunks(places, batch)) {
    changed += await slowly(db, async (tx) => {
      const { rows } = await sql<Placed>`
        select ctid::text, ${sql.join([...columns, ...(hasKind ? ['kind'] : [])].map((column) => sql.ref(column)))}
        from ${sql.table(table)} where ctid in (${sql.join(part.map(({ ctid }) => sql`${ctid}::tid`))}) for update`.execute(
        tx,
      );
      let done = 0;
      for (const { ctid, ...row } of rows) {
        const after = erased(row);
        const different = columns.filter((column) => !isDeepStrictEqual(row[column], after[column]));
        if (different.length === 0) continue;
        done += 1;
        if (dryRun) continue;
        const set = different.map((column): RawBuilder<unknown> =>
          documents.includes(column)
            ? sql`${sql.ref(column)} = ${after[column] === null ? null : JSON.stringify(after[column])}::jsonb`
            : sql`${sql.ref(column)} = ${after[column]}`,
        );
        await sql`update ${sql.table(table)} set ${sql.join(set)} where ctid = ${ctid}::tid`.execute(tx);
      }
      return done;
    });
  }
  return changed;
}

/** A pattern that finds a text anywhere in another. */
const like = (text: string): string => `%${text.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`;

/** Reads or changes a large part of a table, which takes longer than a request may. */
const slowly = <T>(db: Kysely<Database>, work: (tx: Transaction<Database>) => Promise<T>): Promise<T> =>
  db.transaction().execute(async (tx) => {
    await sql`set local statement_timeout = 0`.execute(tx);
    return work(tx);
  });

async function tablesOf(db: Kysely<Database>): Promise<readonly Table[]> {
  const { rows } = await sql<{
    readonly name: string;
    readonly of: string;
    readonly column: string;
    readonly type: string;
  }>`
    select part.relname as name, coalesce(whole.relname, part.relname) as of, column_name as column, data_type as type
    from pg_class as part
    left join pg_inherits on inhrelid = part.oid
    left join pg_class as whole on whole.oid = inhparent
    join information_schema.columns on table_schema = current_schema() and table_name = part.relname
    where part.relnamespace = current_schema()::regnamespace and part.relkind = 'r'
      and data_type in ('text', 'jsonb')
    order by 1, ordinal_position`.execute(db);
  const tables = new Map<string, { -readonly [K in keyof Table]: Table[K] }>();
  for (const { name, of, column, type } of rows) {
    if (without.includes(of)) continue;
    const table = tables.get(name) ?? { name, of, texts: [], documents: [], hasKind: false };
    tables.set(name, table);
    if (column === 'kind') table.hasKind = true;
    if (untouched.has(column)) continue;
    if (type === 'text') table.texts = [...table.texts, column];
    else table.documents = [...table.documents, column];
  }
  return [...tables.values()];
}

/** Removes what was shown and answered to this person only: it has their values, as filters. */
async function removeOwnDocuments(db: Kysely<Database>, name: string, dryRun: boolean): Promise<number> {
  const own = sql`
    digest in (
      select unnest(array[shown, answer]) from audit_decision where user_name = ${name}
    ) and digest not in (
      select digest from audit_decision, unnest(array[shown, answer]) as digest
      where user_name is distinct from ${name} and digest is not null
    )`;
  return slowly(db, async (tx) => {
    const { rows } = dryRun
      ? await sql`select from audit_document where ${own}`.execute(tx)
      : await sql`delete from audit_document where ${own} returning 1`.execute(tx);
    return rows.length;
  });
}

async function refuseWhoIsUsed(db: Kysely<Database>, name: string): Promise<void> {
  const found = await db
    .selectFrom('object')
    .select(['kind', 'key', 'doc'])
    .where(sql<boolean>`doc::text ilike ${like(JSON.stringify(name).slice(1, -1))}`)
    .execute();
  if (found.some(({ kind, key }) => kind === 'user' && key === name)) {
    throw new Refusal('conflict', `user '${name}' exists: remove the user first`);
  }
  const { row: erased } = rowEraser({ name, pseudonym: '' });
  const named = found.filter(
    ({ kind, key, doc }) =>
      !records.includes(kind) && !isDeepStrictEqual(erased('object', { key, doc })['doc'], doc),
  );
  if (named.length === 0) return;
  const list = named.slice(0, 5).map(({ kind, doc }) => kindOf[kind].title(doc as never));
  const more = named.length > 5 ? ` and ${named.length - 5} more` : '';
  throw new Refusal('conflict', `'${name}' is still named by ${list.join(', ')}${more}: change these first`);
}
