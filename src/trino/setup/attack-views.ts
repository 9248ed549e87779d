import { Refusal } from '../../base/refusal.js';
import type { Answer, Ask, Question } from '../ask.js';
import type { RawTable } from '../raw-table.js';
import {
  call,
  column,
  equals,
  inList,
  integer,
  isNotNull,
  limitTo,
  query,
  select,
  table,
} from '../../sql/build.js';
import type { Expression, Query } from '../../sql/ast.js';
import { aim, attacks } from './attacks.js';
import type { Attack } from './attacks.js';
import { numberColumn } from './arithmetic.js';

/** Session properties, by name, that a reader may set. */
export type Session = Readonly<Record<string, string>>;

/** A view to attack as its reader. */
export interface AttackedView {
  /** The view, by the parts of its name in Trino. */
  readonly view: readonly [string, string, string];
  /** The raw table behind it. */
  readonly raw: RawTable;
}

/** The result of the attacks on one view. */
export type AttackResult =
  | { readonly kind: 'held'; readonly view: string; readonly attacks: number }
  | {
      readonly kind: 'leak';
      readonly view: string;
      readonly attack: string;
      readonly session: Session;
      readonly message: string;
    }
  | { readonly kind: 'not tried'; readonly view: string; readonly because: string };

/** Sessions in which Trino plans queries differently. A reader can choose them freely. */
const sessions: readonly Session[] = [
  {},
  { enable_dynamic_filtering: 'false' },
  { enable_dynamic_filtering: 'false', allow_unsafe_pushdown: 'true' },
];

/** Whether a reader may set `allow_unsafe_pushdown`. With it, Trino evaluates the reader's conditions early. */
export const maySetUnsafePushdown = async (asReader: (session: Session) => Ask<Question>): Promise<boolean> =>
  (await errorOf(asReader({ allow_unsafe_pushdown: 'true' }), nothing)) === undefined;

const nothing = query(select({ items: [integer(1)] }));

/** The number of raw values among which scrim looks for one that the view leaves out. */
const candidates = 1_000;

/**
 * Runs the attacks of the threat model on views of a Trino, as one reader: queries that raise an error in a row that the view
 * leaves out, and in no other row. An error proves that Trino evaluated the query on the hidden row.
 *
 * @param asOperator a connection of a user who may read the raw tables
 * @param asReader a connection of the reader, with a session
 * @returns the result for each view, and each attack that succeeded
 * @throws Refusal `unavailable` if Trino cannot be reached
 */
export async function attackViews(
  asOperator: Ask<Question>,
  asReader: (session: Session) => Ask<Question>,
  views: readonly AttackedView[],
): Promise<readonly AttackResult[]> {
  const results: AttackResult[] = [];
  for (const one of views) results.push(...(await attackView(asOperator, asReader, one)));
  return results;
}

async function attackView(
  asOperator: Ask<Question>,
  asReader: (session: Session) => Ask<Question>,
  { view, raw }: AttackedView,
): Promise<readonly AttackResult[]> {
  const name = view.join('.');
  const notTried = (because: string): readonly AttackResult[] => [{ kind: 'not tried', view: name, because }];
  const id = numberColumn(raw);
  const code = raw.columns.find(({ type }) => /^varchar/i.test(type))?.name;
  if (id === undefined || code === undefined) {
    return notTried('its table needs an integer column and a varchar column');
  }
  const found = await hiddenValue(asOperator, asReader({}), view, raw, id);
  if ('because' in found) return notTried(found.because);
  const aimed = (attack: Attack, hidden: bigint): Query | undefined =>
    aim(attack, { view, id, code, hidden });
  const usable = [];
  for (const attack of attacks) {
    // If an attack also fails on a value of no row, its error proves nothing.
    const idle = attack.raises === true ? aimed(attack, found.absent) : undefined;
    const real = aimed(attack, found.hidden);
    if (idle === undefined || real === undefined || (await errorOf(asReader({}), idle)) !== undefined)
      continue;
    usable.push({ attack, real });
  }
  const leaks: AttackResult[] = [];
  for (const session of sessions) {
    const ask = asReader(session);
    // If the rules of Trino forbid the session to readers, they cannot use it for an attack.
    if ((await errorOf(ask, one(column(id), view, equals(column(id), integer(found.absent))))) !== undefined)
      continue;
    for (const { attack, real } of usable) {
      const message = await errorOf(ask, real);
      if (message === undefined) continue;
      leaks.push({ kind: 'leak', view: name, attack: attack.name, session, message });
    }
  }
  return leaks.length > 0 ? leaks : [{ kind: 'held', view: name, attacks: usable.length }];
}

/** A number that only hidden rows have, and a number that no row has. */
async function hiddenValue(
  asOperator: Ask<Question>,
  asReader: Ask<Question>,
  view: readonly string[],
  { catalog, schema, table: tableName }: RawTable,
  id: string,
): Promise<{ readonly hidden: bigint; readonly absent: bigint } | { readonly because: string }> {
  const of = column(id);
  const rawName = [catalog, schema, tableName];
  const raw = await tried(asOperator, distinct(of, rawName, isNotNull(of)));
  if (raw instanceof Refusal) return { because: `the raw table cannot be read: ${raw.message}` };
  const values = valuesOf(raw);
  if (values.length === 0) return { because: 'its table is empty' };
  const shown = await tried(
    asReader,
    distinct(
      of,
      view,
      inList(
        of,
        values.map((value) => integer(value)),
      ),
    ),
  );
  if (shown instanceof Refusal) return { because: `the reader cannot query it: ${shown.message}` };
  const seen = new Set(valuesOf(shown));
  const hidden = values.find((value) => !seen.has(value) && value > -largest && value < largest);
  if (hidden === undefined) return { because: `the reader sees all checked values of ${id}` };
  const most = await tried(asOperator, one(call('max', of), rawName));
  if (most instanceof Refusal) return { because: `the raw table cannot be read: ${most.message}` };
  return { hidden, absent: (valuesOf(most)[0] ?? 0n) + 1n };
}

/** Attacks compute with the value. A larger one could overflow by itself. */
const largest = 1_000_000_000n;

const valuesOf = ({ rows }: Answer): readonly bigint[] =>
  rows.flatMap(([value]) => (value === null || value === undefined ? [] : [BigInt(String(value))]));

const distinct = (of: Expression, from: readonly string[], where: Expression): Query =>
  query(select({ distinct: true, items: [of], from: table(from), where }), {
    limit: limitTo(candidates),
  });

const one = (of: Expression, from: readonly string[], where?: Expression): Query =>
  query(select({ items: [of], from: table(from), ...(where === undefined ? {} : { where }) }));

/** Trino's answer, or its refusal. */
async function tried(ask: Ask<Question>, question: Query): Promise<Answer | Refusal> {
  try {
    return await ask(question);
  } catch (error) {
    if (error instanceof Refusal && error.kind === 'invalid') return error;
    throw error;
  }
}

/** The message of the error that ends a query. It includes errors of the source, which Trino does not report as errors of the user. */
async function errorOf(ask: Ask<Question>, question: Query): Promise<string | undefined> {
  try {
    await ask(question);
    return undefined;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    // Distinguishes a failed query from a Trino that cannot be reached.
    if (error.kind !== 'invalid') await ask(nothing);
    return error.message;
  }
}
