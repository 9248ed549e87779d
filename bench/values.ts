import { BasicAuth, Trino } from 'trino-client';

import * as build from '../src/sql/build.js';
import type { Expression } from '../src/sql/ast.js';
import { print } from '../src/sql/print/print.js';
import { startLiveTrino, stopLiveTrino } from '../test/live/support/live-trino.js';
import type { LiveTrino } from '../test/live/support/live.js';

/** Of each: the least of so many questions, in turns. */
const rounds = 3;
const counts = [10, 100, 1_000, 10_000];
const table = ['tpch', 'sf1', 'customer'];

/** A way to ask whether a column is one of many values, or begins with one. */
type Form = (texts: readonly string[]) => Expression;

/** How long a real Trino takes for a row filter with many values, in the form that scrim writes and in others. */
export async function run(): Promise<void> {
  process.env['CI'] ??= 'true';
  await startLiveTrino();
  try {
    const { url, administrator } = JSON.parse(process.env['SCRIM_LIVE'] ?? '') as LiveTrino;
    const trino = Trino.create({ server: url, auth: new BasicAuth(administrator) });
    for (const [question, forms] of Object.entries(formsBy(build))) {
      process.stdout.write(
        `${question}: ms, and how many times what scrim's form takes; ${table.join('.')}\n`,
      );
      process.stdout.write(
        `  ${'values'.padEnd(32)}${counts.map((count) => String(count).padStart(18)).join('')}\n`,
      );
      const own = new Map<number, number>();
      for (const [name, form] of Object.entries(forms)) {
        const cells: string[] = [];
        for (const count of counts) {
          const texts = Array.from(
            { length: count },
            (_, index) => `Customer#00${String(index * 13).padStart(6, '0')}`,
          );
          const kept = build.select({
            items: [build.call('count', build.integer(1))],
            from: build.table(table),
            where: form(texts),
          });
          const took = await least(trino, print(kept, 'trino'));
          if (!own.has(count)) own.set(count, took);
          const ratio = took / (own.get(count) ?? NaN);
          cells.push(Number.isNaN(took) ? 'refused' : `${took.toFixed(0)} (${ratio.toFixed(1)}x)`);
        }
        process.stdout.write(`  ${name.padEnd(32)}${cells.map((cell) => cell.padStart(18)).join('')}\n`);
      }
    }
  } finally {
    await stopLiveTrino();
  }
}

/** The first of each is the one that scrim writes for many values; for up to 100 beginnings it writes ranges. */
function formsBy({
  and,
  boolean,
  call,
  column,
  compare,
  inList,
  integer,
  or,
  string,
}: typeof build): Readonly<Record<string, Readonly<Record<string, Form>>>> {
  const name = column('name');
  const array = (texts: readonly string[]): Expression => ({
    kind: 'ArrayConstructor',
    elements: texts.map(string),
  });
  return {
    'is one of': {
      'IN (list)': (texts) => inList(name, texts.map(string)),
      'contains(ARRAY[…], column)': (texts) => call('contains', array(texts), name),
    },
    'begins with one of': {
      'substr(column, 1, n) IN (list)': (texts) =>
        or(boolean(false), inList(call('substr', name, integer(1), integer(17)), texts.map(string))),
      'ranges joined by OR': (texts) =>
        or(
          ...texts.map((text) =>
            and(compare(name, '>=', string(text)), compare(name, '<', string(`${text}~`))),
          ),
        ),
      'starts_with OR starts_with …': (texts) =>
        or(...texts.map((text) => call('starts_with', name, string(text)))),
    },
  };
}

/** Milliseconds; NaN where Trino refuses the statement. */
async function least(trino: Trino, statement: string): Promise<number> {
  let fastest = Number.POSITIVE_INFINITY;
  for (let round = 0; round < rounds; round += 1) {
    const begun = performance.now();
    for await (const { error } of await trino.query(statement)) if (error !== undefined) return NaN;
    fastest = Math.min(fastest, performance.now() - begun);
  }
  return fastest;
}
