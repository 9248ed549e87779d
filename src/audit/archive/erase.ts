import { isDeepStrictEqual } from 'node:util';

import { chunks } from '../../base/chunks.js';
import { groupBy } from '../../base/group-by.js';
import { Refusal } from '../../base/refusal.js';
import type { Expression } from '../../sql/ast.js';
import { and, column, equals, inList, integer, string } from '../../sql/build.js';
import type { Ask, AskInPages, Attempt } from '../../trino/ask.js';
import { rowEraser, untouched } from '../erased-row.js';
import type { Erased, RowEraser, StoredRow } from '../erased-row.js';
import { day } from './cells.js';
import type { Cell, Cells } from './cells.js';
import { eraseStatements, removedOfOwn } from './erase-statements.js';
import { partsOf } from './rows.js';
import { columnsOf, deleteTexts, readStatement, rowOf, updateStatement } from './statements.js';
import type { ArchivePlace } from './statements.js';
import { tableNames } from './tables.js';
import type { TableName } from './tables.js';

/** Tables with a row for each record, and what tells their rows apart in a batch. */
const keys = {
  audit_decision: { id: 'id', also: [] },
  audit_query: { id: 'query_id', also: ['cluster'] },
  audit_read: { id: 'query_id', also: ['cluster', 'position'] },
} as const satisfies Readonly<
  Partial<Record<TableName, { readonly id: string; readonly also: readonly string[] }>>
>;
type RecordTable = keyof typeof keys;
const recordTables = tableNames.filter((name): name is RecordTable => name !== 'audit_text');

/** Rows that one statement changes. */
const atOnce = 5_000;
/** Texts that one statement names by their digests. */
const digestsAtOnce = 2_000;
/** Looks for the name after all was changed: a statement that was given up may have written rows meanwhile. */
const passes = 3;

/** Columns of a table that hold words of people, as the store has them: not lists of names of other things. */
const isErasable = (name: string): boolean =>
  !untouched.has(name) && !['day', 'batch', 'long', 'read_raw', 'read_masked'].includes(name);

/** A change that some rows of a batch have in common. */
interface Change {
  readonly set: Readonly<Record<string, Cell>>;
  readonly where: readonly Expression[];
  readonly id: string;
}

/** Erases people in the tables of a Trino. @see Archive.erase */
export function createArchiveErasure({
  ask,
  askInPages,
  place,
}: {
  readonly ask: Ask<Attempt>;
  readonly askInPages: AskInPages;
  readonly place: ArchivePlace;
}): (person: Erased & { readonly dryRun: boolean }) => Promise<Readonly<Record<string, number>>> {
  const statements = eraseStatements(place);

  /** What would be changed in a table. */
  const changesIn = async (
    name: RecordTable,
    person: Erased,
    eraser: RowEraser,
  ): Promise<readonly Change[]> => {
    const found: Change[] = [];
    const columns = columnsOf(name).filter(([of, type]) => ['text', 'json'].includes(type) && isErasable(of));
    const has = statements.hasName(
      columns.map(([of]) => of),
      person.name,
    );
    for await (const page of askInPages(readStatement(place, name, has))) {
      for (const values of page) {
        const row: Cells = rowOf(name, values);
        const set = changedIn(name, row, person, eraser);
        if (Object.keys(set).length > 0) found.push({ set, ...placeOf(name, row) });
      }
    }
    return found;
  };

  const eraseRows = async (
    name: RecordTable,
    person: Erased,
    eraser: RowEraser,
    dryRun: boolean,
  ): Promise<number> => {
    const changes = await changesIn(name, person, eraser);
    if (dryRun) return changes.length;
    for (const alike of groupBy(changes, ({ set, where }) => JSON.stringify([set, where])).values()) {
      for (const some of chunks(alike, atOnce)) {
        const [first] = some;
        if (first === undefined) continue;
        const ids = some.map(({ id }) => string(id));
        await ask(
          updateStatement(place, name, first.set, and(...first.where, inList(column(keys[name].id), ids))),
        );
      }
    }
    return changes.length;
  };

  const listed = async (statement: Parameters<AskInPages>[0]): Promise<readonly string[]> => {
    const found: string[] = [];
    for await (const page of askInPages(statement)) found.push(...page.map(([value]) => String(value)));
    return found;
  };

  /** Removes texts that only rows of the person refer to. */
  const removeOwnTexts = async ({ name }: Erased, dryRun: boolean): Promise<readonly string[]> => {
    const own = new Set<string>();
    for (const statement of statements.ownTexts(name)) {
      for (const digest of await listed(statement)) own.add(digest);
    }
    const removed: string[] = [];
    for (const some of chunks([...own], digestsAtOnce)) {
      const shared = new Set<string>();
      for (const statement of statements.sharedTexts(name, some)) {
        for (const digest of await listed(statement)) shared.add(digest);
      }
      // What was removed before is still named by decisions.
      const alone = some.filter((digest) => !shared.has(digest));
      const there = alone.length === 0 ? [] : await listed(statements.existing(alone));
      removed.push(...there);
      if (!dryRun && there.length > 0) await ask(deleteTexts(place, there));
    }
    return removed;
  };

  /** Replaces the name in long texts and documents. They keep their digests, by which rows refer to them. */
  const eraseTexts = async (
    person: Erased,
    eraser: RowEraser,
    removed: readonly string[],
    dryRun: boolean,
  ): Promise<number> => {
    const digests = await listed(statements.textsWith(person.name));
    // Columns have names, which are not those of people.
    const columns = digests.length === 0 ? [] : await listed(statements.columnTexts());
    const left = new Set([...removed, ...columns]);
    let changed = 0;
    for (const digest of digests) {
      if (left.has(digest)) continue;
      const { rows } = await ask(statements.partsOf(digest));
      const parts = rows.map(([, text]) => String(text));
      const before = parts.join('');
      const after = textOf(before, eraser);
      if (after === before) continue;
      changed += 1;
      if (dryRun) continue;
      // There are as many parts as before: the last one takes the rest.
      const wanted = partsOf(after);
      for (const [index, part] of parts.entries()) {
        const isLast = index === parts.length - 1;
        const text = isLast ? wanted.slice(index).join('') : (wanted[index] ?? '');
        if (text === part) continue;
        await ask(
          updateStatement(
            place,
            'audit_text',
            { text },
            and(equals(column('digest'), string(digest)), equals(column('part'), integer(index))),
          ),
        );
      }
    }
    return changed;
  };

  return async ({ dryRun, ...person }) => {
    const eraser = rowEraser(person);
    const counts: Record<string, number> = {};
    const count = (table: TableName, rows: number): void => {
      if (rows > 0) counts[table] = (counts[table] ?? 0) + rows;
    };
    const passOver = async (counting: boolean): Promise<Readonly<Record<string, number>>> => {
      const removed = await removeOwnTexts(person, counting);
      const texts = removed.length + (await eraseTexts(person, eraser, removed, counting));
      const rows: Record<string, number> = { ...(texts > 0 && { audit_text: texts }) };
      for (const name of recordTables) {
        const changed = await eraseRows(name, person, eraser, counting);
        if (changed > 0) rows[name] = changed;
      }
      return rows;
    };
    if (dryRun) return passOver(true);
    for (let pass = 0; pass < passes; pass += 1) {
      const changed = Object.entries(await passOver(false));
      if (changed.length === 0) return counts;
      for (const [name, rows] of changed) count(name as TableName, rows);
    }
    const left = await passOver(true);
    if (Object.keys(left).length === 0) return counts;
    throw new Refusal('unavailable', `the name is still in ${said(left)}: run it again`);
  };
}

/** Numbers of rows by table, in words. */
export const said = (rows: Readonly<Record<string, number>>): string =>
  Object.entries(rows)
    .map(([table, count]) => `${table} (${count})`)
    .join(', ');

function placeOf(name: RecordTable, row: Cells): Pick<Change, 'where' | 'id'> {
  const { id, also } = keys[name];
  return {
    id: String(row[id]),
    where: [
      equals(column('day'), day(String(row['day']))),
      equals(column('batch'), integer(Number(row['batch']))),
      ...also.map((of) =>
        equals(column(of), of === 'position' ? integer(Number(row[of])) : string(String(row[of]))),
      ),
    ],
  };
}

/** The columns of a row that must be changed, with their values. */
function changedIn(name: RecordTable, row: Cells, person: Erased, eraser: RowEraser): Record<string, Cell> {
  const columns = columnsOf(name);
  const stored: StoredRow = Object.fromEntries(
    columns.map(([of, type]) => {
      const cell = row[of] ?? null;
      return [of, type === 'json' && typeof cell === 'string' ? (JSON.parse(cell) as unknown) : cell];
    }),
  );
  const after = eraser.row(name, stored);
  const set: Record<string, Cell> = {};
  for (const [of, type] of columns) {
    if (!isErasable(of) || isDeepStrictEqual(stored[of] ?? null, after[of] ?? null)) continue;
    const value = after[of] ?? null;
    set[of] = type === 'json' && value !== null ? JSON.stringify(value) : (value as Cell);
  }
  const removed: readonly string[] = isOwn(name, row, person) ? removedOfOwn[name] : [];
  const long = typeof row['long'] === 'string' ? (JSON.parse(row['long']) as Record<string, string>) : {};
  const kept = Object.entries(long).filter(([of]) => !removed.includes(of));
  if (kept.length < Object.keys(long).length) {
    set['long'] = kept.length === 0 ? null : JSON.stringify(Object.fromEntries(kept));
  }
  return set;
}

const isOwn = (name: RecordTable, row: Cells, person: Erased): name is keyof typeof removedOfOwn =>
  name !== 'audit_read' && (row['user_name'] === person.name || row['original_user'] === person.name);

/** A text as it may stay: of JSON, what stands in it. */
function textOf(text: string, eraser: RowEraser): string {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    document = undefined;
  }
  if (typeof document !== 'object' || document === null) {
    return String(eraser.row('audit_text', { text })['text']);
  }
  const after = eraser.row('audit_text', { document })['document'];
  return isDeepStrictEqual(after, document) ? text : JSON.stringify(after);
}
