import { runAs } from './run-as.js';
import type { Answer } from './run-as.js';

type Session = Readonly<Record<string, string>>;

/** Copies of what views show a person, on which a query is answered as it must be on the view. */
export interface Copies {
  /** Copies what a view shows now. @returns it */
  add(view: string): Promise<Answer>;
  /**
   * Asks a query of the view and of its copy, in the same session: the person's own tables may raise an error in both.
   *
   * @param sql makes the query for a table; undefined where there is none for it
   * @returns what was answered on the view where it differs from the answer on the copy, else undefined
   * @throws when the view was not added
   */
  differs(
    view: string,
    sql: (table: string) => string | undefined,
    session?: Session,
  ): Promise<string | undefined>;
}

interface Copy {
  readonly table: string;
  readonly made: Promise<void>;
  /** By query and session: each is asked once. */
  readonly answers: Map<string, Promise<string>>;
}

/** Whether rows with an id are among those shown. */
export function showsId({ columns, rows }: Answer, id: number): boolean {
  const at = columns.findIndex(({ name }) => name === 'id');
  if (at < 0) throw new Error('there is no column id');
  return rows.some((row) => row[at] === id);
}

/** A query that ends with ORDER BY, and not one within parentheses. */
const isOrdered = /ORDER BY [^)]*$/;

/** What a person is answered: rows, or the message of an error. */
export const answerTo = async (user: string, sql: string, session: Session = {}): Promise<string> =>
  runAs(user, sql, { session }).then(
    ({ rows }) => {
      const lines = rows.map((row) => JSON.stringify(row));
      return (isOrdered.test(sql) ? lines : lines.toSorted()).join('\n');
    },
    (error: Error) => error.message,
  );

/** Names of tables and places in a query stand in some messages. */
const neutral = (text: string, table: string): string =>
  text.replaceAll(table, 'it').replaceAll(/line \d+:\d+/g, 'line');

/** Makes a table anew; another test file may have left one of its name. */
export async function makeTable(user: string, name: string, sql: string): Promise<void> {
  await runAs(user, `DROP TABLE IF EXISTS ${name}`);
  await runAs(user, `CREATE TABLE ${name} AS ${sql}`);
}

/** The attacker's own tables, in `memory.default`: ids with and without that of the hidden row, and guesses of raw values. */
export async function makeOwnTables(user: string): Promise<void> {
  const own = {
    probe: "SELECT * FROM (VALUES BIGINT '1', 2, 3, 4, 5) AS t (id)",
    others: "SELECT * FROM (VALUES BIGINT '1', 2, 4, 5) AS t (id)",
    names: "SELECT * FROM (VALUES ('Ada', BIGINT '100'), ('Ben', 200)) AS t (name, salary)",
  };
  for (const [name, sql] of Object.entries(own)) await makeTable(user, `memory.default.${name}`, sql);
}

/** Copies for a person, in `memory.default`. Views that show the same share one. */
export function copiesFor(user: string): Copies {
  const ofContent = new Map<string, Copy>();
  const ofView = new Map<string, Copy>();
  return {
    async add(view) {
      const shown = await runAs(user, `SELECT * FROM ${view}`);
      const { columns, rows } = shown;
      const content = JSON.stringify([columns, rows.map((row) => JSON.stringify(row)).toSorted()]);
      let copy = ofContent.get(content);
      if (copy === undefined) {
        const table = `memory.default.copy_${ofContent.size}`;
        copy = { table, made: makeTable(user, table, `SELECT * FROM ${view}`), answers: new Map() };
        ofContent.set(content, copy);
      }
      ofView.set(view, copy);
      await copy.made;
      return shown;
    },
    async differs(view, sql, session = {}) {
      const copy = ofView.get(view);
      if (copy === undefined) throw new Error(`there is no copy of ${view}`);
      const { table, answers } = copy;
      const [onView, onCopy] = [sql(view), sql(table)];
      if (onView === undefined || onCopy === undefined) return undefined;
      const key = JSON.stringify([onCopy, session]);
      const expected = answers.get(key) ?? answerTo(user, onCopy, session);
      answers.set(key, expected);
      const found = neutral(await answerTo(user, onView, session), view);
      return found === neutral(await expected, table) ? undefined : found;
    },
  };
}
