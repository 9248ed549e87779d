import { randomBytes } from 'node:crypto';

import { Refusal } from '../../../base/refusal.js';
import type { Query, Relation } from '../../../sql/ast.js';
import {
  allColumns,
  as,
  call,
  cast,
  column,
  identifier,
  integer,
  objectStatement,
  query,
  select,
  table,
  type,
} from '../../../sql/build.js';
import type { Answer, Ask, Attempt } from '../../ask.js';
import { compareWithView, count, differenceOfRows, headOf, numberIn } from './compare.js';
import type { Difference, ReadableView, Run } from './compare.js';
import { partsOf } from './target.js';
import type { Manner, Surroundings, Target } from './target.js';
import { passThroughCall, shown, ways } from './ways.js';
import type { Copy, Trial, Way } from './ways.js';

/**
 * What happened on a way. `open`: it gave more than the views show, or would change the table. `failed`: Trino could not answer, so nothing
 * is known. `in place`: it gave what the view shows. `names`: it told names and types. `shut`: Trino refused it.
 */
export type Outcome = 'open' | 'failed' | 'in place' | 'names' | 'shut' | 'not tried';

/** The result of one way. */
export interface WayResult {
  /** The raw table or the catalog; undefined if it is a way of the whole Trino. */
  readonly on?: string;
  readonly way: string;
  readonly outcome: Outcome;
  /** What was read, Trino's error, or why it was not tried. */
  readonly what: string;
  /** What closes it, if it is open. */
  readonly mend?: string;
}

/** The person, and the Trino. */
export interface Trying extends Surroundings {
  readonly asOperator: Ask<Attempt>;
  readonly asPerson: (manner: Manner) => Ask<Attempt>;
  readonly person: string;
  /** A schema in which the person may create tables. */
  readonly scratch?: readonly [catalog: string, schema: string] | undefined;
  readonly targets: readonly Target[];
}

type Found = Omit<WayResult, 'on' | 'way' | 'mend'>;

/**
 * Tries every way to raw tables as a person. It changes nothing outside the scratch schema.
 *
 * @returns the result of each way that exists for a table's connector
 * @throws Refusal `unavailable`, `unauthenticated` if Trino cannot be reached
 */
export async function tryWays(trying: Trying): Promise<readonly WayResult[]> {
  const results: WayResult[] = [];
  const add = (way: Way, on: string | undefined, found: Found, name = way.name): void => {
    results.push({
      ...(on === undefined ? {} : { on }),
      way: name,
      ...found,
      ...(found.outcome === 'open' ? { mend: way.mend } : {}),
    });
  };
  for (const target of trying.targets) {
    const context = await contextOf(trying, target);
    for (const way of ways) {
      if (way.per !== 'table' || !exists(way, target)) continue;
      add(way, partsOf(target).join('.'), await tryOnTable(context, way.trial));
    }
  }
  for (const way of ways) {
    const { trial } = way;
    if (trial.kind === 'pass-through') {
      for (const catalog of new Set(trying.targets.map(({ raw }) => raw.catalog))) {
        for (const name of await functionsOf(trying, catalog, trial.functions))
          add(way, catalog, await tryFunction(trying, catalog, name), `${way.name} ${name}`);
      }
    } else if (way.per === 'Trino') add(way, undefined, await tryOnTrino(trying, trial));
  }
  return results;
}

const exists = ({ connectors }: Way, { connector }: Target): boolean =>
  connectors === undefined || connector === undefined || connectors.includes(connector);

/** What is known about one table while its ways are tried. */
interface TableContext {
  readonly trying: Trying;
  readonly target: Target;
  readonly views: readonly ReadableView[];
  /** The result of SELECT, which plans and statistics follow. */
  select?: Found;
}

async function contextOf(trying: Trying, target: Target): Promise<TableContext> {
  const views: ReadableView[] = [];
  const run = runner(trying, {}, (of) => of);
  for (const name of target.views) {
    const head = await run(headOf(table(name), [allColumns()]));
    const rows = head instanceof Refusal ? head : await run(count(table(name)));
    if (head instanceof Refusal || rows instanceof Refusal) continue;
    const types = new Map(head.columns.map((one) => [one.name, one.type]));
    views.push({ name, types, rows: numberIn(rows) });
  }
  return { trying, target, views };
}

/** A connection of the person that reports refusals as values. */
const runner = (trying: Trying, manner: Manner, form: (of: Query) => Attempt): Run => {
  const ask = trying.asPerson(manner);
  return (of) => attempt(trying, ask, form(of));
};

/** The answer, or the refusal. @throws Refusal if Trino cannot be reached any more */
async function attempt(
  { asOperator }: Pick<Trying, 'asOperator'>,
  ask: Ask<Attempt>,
  statement: Attempt,
): Promise<Answer | Refusal> {
  try {
    return await ask(statement);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    // Distinguishes a failed statement from a Trino that cannot be reached.
    if (error.kind !== 'invalid') await asOperator(query(select({ items: [integer(1)] })));
    return error;
  }
}

const longest = 200;
const short = (message: string): string => {
  const line = message.replace(/^Trino (refuses|failed): /, '').split('\n')[0] ?? '';
  return line.length > longest ? `${line.slice(0, longest)}…` : line;
};

/** A way that gave no answer. */
const refused = (refusal: Refusal): Found => ({
  outcome: refusal.kind === 'invalid' ? 'shut' : 'failed',
  what: short(refusal.message),
});
const open = (what: string): Found => ({ outcome: 'open', what: short(what) });
const notTried = (what: string): Found => ({ outcome: 'not tried', what: short(what) });

async function tryOnTable(context: TableContext, trial: Trial): Promise<Found> {
  const { trying, target } = context;
  const raw = table(partsOf(target));
  const directly = runner(trying, {}, (of) => of);
  const ask = trying.asPerson({});
  switch (trial.kind) {
    case 'rows': {
      const run = runningOf(trying, trial);
      const found = await readRows(context, run, trial.from?.(target) ?? raw, target.columns);
      context.select ??= found;
      return found;
    }
    case 'column':
      return best(target.columns, 'the table has no known columns', (name) =>
        readRows(context, directly, raw, [name], `${name}: `),
      );
    case 'count': {
      const answer = await directly(count(raw));
      if (answer instanceof Refusal) return refused(answer);
      const rows = numberIn(answer);
      return judged(context, (view) => differenceOfRows(rows, view));
    }
    case 'copy':
      return tryCopy(context, trial.copy);
    case 'plan': {
      const answer = await attempt(trying, ask, trial.statement(target));
      return answer instanceof Refusal
        ? refused(answer)
        : likeSelect(context, 'it explains what SELECT reads');
    }
    case 'statistics':
      return tryStatistics(context, directly);
    case 'raw': {
      const answer = await attempt(trying, ask, trial.statement(target));
      return answer instanceof Refusal ? refused(answer) : open('it is answered, and follows no policy');
    }
    case 'values':
      return best(trial.counts(target), 'there are none', async (of) => {
        const answer = await directly(of);
        if (answer instanceof Refusal) return refused(answer);
        const values = numberIn(answer);
        return values > 0
          ? open(`it shows ${values} values`)
          : { outcome: 'in place', what: 'no value is shown' };
      });
    case 'names': {
      const answer = await attempt(trying, ask, trial.statement(target));
      if (answer instanceof Refusal) return refused(answer);
      return answer.rows.length > 0
        ? { outcome: 'names', what: 'it tells names and types' }
        : { outcome: 'shut', what: 'it does not show the table' };
    }
    case 'change': {
      if (target.columns.length === 0) return notTried('the columns of the table are unknown');
      const answer = await attempt(trying, ask, trial.statement(target));
      return answer instanceof Refusal ? refused(answer) : open('Trino would execute it');
    }
    case 'pass-through':
    case 'become':
    case 'setting':
      return notTried('it is no way to one table');
  }
}

function runningOf(trying: Trying, { manner, running }: Extract<Trial, { kind: 'rows' }>): Run {
  const how = manner?.(trying) ?? {};
  switch (running) {
    case 'EXECUTE IMMEDIATE':
      return runner(trying, how, (of) => ({ kind: 'ExecuteImmediate', query: of }));
    case 'PREPARE and EXECUTE':
      return async (of) => {
        // Its own connection: it remembers what it has prepared.
        const ask = trying.asPerson(how);
        const name = identifier('scrim_doctor');
        const prepared = await attempt(trying, ask, { kind: 'Prepare', name, query: of });
        return prepared instanceof Refusal
          ? prepared
          : attempt(trying, ask, { kind: 'ExecutePrepared', name });
      };
    default:
      return runner(trying, how, (of) => of);
  }
}

/** Reads rows of a relation, and compares them with the views of the table. */
async function readRows(
  context: TableContext,
  run: Run,
  from: Relation,
  columns: readonly string[],
  before = '',
): Promise<Found> {
  const one: Query = {
    ...shown({ columns }, from),
    limit: { kind: 'Limit', count: { kind: 'IntegerLiteral', value: '1' } },
  };
  const answer = await run(one);
  if (answer instanceof Refusal) return refused(answer);
  const found = await judged(context, (view) => compareWithView(run, from, columns, view));
  return { ...found, what: `${before}${found.what}` };
}

/** Judges what a way gave by the views of the table: it is in place if one of them shows as much. */
async function judged(
  { views }: TableContext,
  compare: (view: ReadableView) => Difference | Promise<Difference>,
): Promise<Found> {
  let first: Difference | undefined;
  for (const view of views) {
    const difference = await compare(view);
    if (!difference.more) return { outcome: 'in place', what: difference.what };
    first ??= difference;
  }
  return open(first?.what ?? 'it reads the table, of which the user has no view');
}

const likeSelect = ({ select: of }: TableContext, what: string): Found =>
  of?.outcome === 'in place'
    ? { outcome: 'in place', what }
    : open(of?.outcome === 'open' ? what : 'it is answered, although SELECT is not');

/** The worst result of several, in the order of what the operator must know. */
async function best<T>(
  items: readonly T[],
  none: string,
  trial: (item: T) => Promise<Found>,
): Promise<Found> {
  let worst: Found | undefined;
  for (const item of items) {
    const found = await trial(item);
    if (worst === undefined || severity.indexOf(found.outcome) < severity.indexOf(worst.outcome))
      worst = found;
    if (worst.outcome === 'open') break;
  }
  return worst ?? notTried(none);
}

/** Outcomes, the most serious first. */
export const severity: readonly Outcome[] = ['open', 'failed', 'in place', 'names', 'shut', 'not tried'];

/** Statistics must not have bounds beyond the rows that the person reads. */
async function tryStatistics(context: TableContext, run: Run): Promise<Found> {
  const { trying, target } = context;
  const ask = trying.asPerson({});
  const answer = await attempt(trying, ask, objectStatement('SHOW STATS FOR', partsOf(target)));
  if (answer instanceof Refusal) return refused(answer);
  if (context.select?.outcome !== 'in place') return likeSelect(context, 'it tells the bounds of columns');
  for (const [name, , , , , low, high] of answer.rows) {
    if (!target.columns.includes(String(name)) || (low === null && high === null)) continue;
    const of = column(String(name));
    const items = ['min', 'max'].map((bound) => cast(call(bound, of), type('varchar')));
    const own = await run(query(select({ items, from: table(partsOf(target)) })));
    if (own instanceof Refusal) continue;
    const [least, most] = own.rows[0] ?? [];
    if (beyond(low, least, -1) || beyond(high, most, 1))
      return open(`it tells bounds of ${String(name)} beyond the rows that this user reads`);
  }
  return { outcome: 'in place', what: 'it tells no bounds beyond the rows that this user reads' };
}

/** Whether a bound of statistics is beyond the person's own. */
function beyond(bound: unknown, own: unknown, direction: 1 | -1): boolean {
  if (bound === null || bound === undefined) return false;
  if (own === null || own === undefined) return true;
  const [a, b] = [String(bound), String(own)];
  const [x, y] = [Number(a), Number(b)];
  const order = Number.isNaN(x) || Number.isNaN(y) ? (a < b ? -1 : a > b ? 1 : 0) : Math.sign(x - y);
  return order === direction;
}

/** Creates a copy in the scratch schema, reads it, and drops it. */
async function tryCopy(context: TableContext, { create, fill, drop }: Copy): Promise<Found> {
  const { trying, target } = context;
  const { scratch } = trying;
  if (scratch === undefined) return notTried('it needs --scratch');
  const ask = trying.asPerson({});
  const created: (readonly string[])[] = [];
  const make = async (of: Query): Promise<readonly string[] | Refusal> => {
    const name = [...scratch, `scrim_doctor_${randomBytes(6).toString('hex')}`];
    const answer = await attempt(trying, ask, create(name, of));
    if (answer instanceof Refusal) return answer;
    created.push(name);
    const filled = fill === undefined ? answer : await attempt(trying, ask, fill(name));
    return filled instanceof Refusal ? filled : name;
  };
  const left: string[] = [];
  let found: Found;
  try {
    // Without it, a refusal could be about the scratch schema.
    const control = await make(query(select({ items: [as(integer(1), 'one')] })));
    if (control instanceof Refusal) {
      found = notTried(`this user cannot create it in ${scratch.join('.')}: ${short(control.message)}`);
    } else {
      const copy = await make(shown(target, table(partsOf(target))));
      const directly = runner(trying, {}, (of) => of);
      found =
        copy instanceof Refusal
          ? refused(copy)
          : await readRows(context, directly, table(copy), target.columns);
    }
  } finally {
    for (const name of created) {
      const dropped = await attempt(trying, ask, drop(name));
      if (dropped instanceof Refusal) left.push(name.join('.'));
    }
  }
  return left.length === 0
    ? found
    : { ...found, what: `${found.what}; drop what is left: ${left.join(', ')}` };
}

/** Names of the table functions to try: those that are known, and those that the catalog lists. */
async function functionsOf(
  trying: Trying,
  catalog: string,
  known: readonly string[],
): Promise<readonly string[]> {
  const listed = await attempt(
    trying,
    trying.asOperator,
    objectStatement('SHOW FUNCTIONS FROM', [catalog, 'system']),
  );
  if (listed instanceof Refusal) return known;
  const tables = listed.rows.flatMap(([name, , , kind]) => (kind === 'table' ? [String(name)] : []));
  return [...new Set([...known, ...tables])];
}

async function tryFunction(trying: Trying, catalog: string, name: string): Promise<Found> {
  const answer = await attempt(trying, trying.asPerson({}), passThroughCall(catalog, name));
  if (!(answer instanceof Refusal)) return open('the source answers any query');
  if (/access denied|not registered|not found/i.test(answer.message)) return refused(answer);
  // The access control let it pass, and what follows refused the query of the doctor only.
  return open(`this user may call it: ${answer.message}`);
}

async function tryOnTrino(trying: Trying, trial: Trial): Promise<Found> {
  const nothing = query(select({ items: [integer(1)] }));
  switch (trial.kind) {
    case 'become': {
      const user = trial.user(trying);
      if (user === undefined) return notTried('the settings name no definer');
      if (user === trying.person) return notTried('it is the same user');
      const answer = await attempt(trying, trying.asPerson({ turningInto: user }), nothing);
      return answer instanceof Refusal ? refused(answer) : open(`this user acts as ${user}`);
    }
    case 'setting': {
      const { property, value } = trial;
      const answer = await attempt(trying, trying.asPerson({ session: { [property]: value } }), nothing);
      return answer instanceof Refusal ? refused(answer) : open(`this user may set ${property}`);
    }
    default:
      return notTried('it is a way to tables');
  }
}
