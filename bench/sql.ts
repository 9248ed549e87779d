import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import nodeSqlParser from 'node-sql-parser';

import { parseStatement } from '../src/sql/parse/index.js';
import { print } from '../src/sql/print/print.js';
import { median } from './support/median.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const fixtures = join(root, 'test/fixtures/sql');
const parserFile = new URL('../dist/sql/parse/index.js', import.meta.url).href;

/** Both are measured in turns, so that what else the machine does falls on both. */
const rounds = 7;
const secondsARound = 1;
const coldStarts = 5;
const goal = { ratio: 2, coldStart: 150 };

type Rewrite = (text: string) => string;

/** How fast statements are parsed and printed again, beside node-sql-parser, and how long the first one takes. */
export async function run(): Promise<void> {
  const scrim: Rewrite = (text) => print(parseStatement(text, 'trino'), 'trino');
  const parser = new nodeSqlParser.Parser();
  const other: Rewrite = (text) =>
    parser.sqlify(parser.astify(text, { database: 'trino' }), { database: 'trino' });

  const statements = readStatements();
  const both = statements.filter((text) => accepts(scrim, text) && accepts(other, text));
  const perSecond: Readonly<Record<'scrim' | 'other', number[]>> = { scrim: [], other: [] };
  for (let round = 0; round < rounds; round++) {
    perSecond.scrim.push(rate(scrim, both));
    perSecond.other.push(rate(other, both));
  }
  const [ours, theirs] = [median(perSecond.scrim), median(perSecond.other)];
  const cold = median(Array.from({ length: coldStarts }, coldStart));
  process.stdout.write(
    `parse and print, warm: ${both.length} of ${statements.length} statements, those that both accept; ` +
      `median of ${rounds} rounds in turns\n` +
      line('scrim', ours, 'statements/s') +
      line('node-sql-parser', theirs, 'statements/s') +
      line('ratio', ours / theirs, `x           goal >= ${goal.ratio}`) +
      `cold start, from import to first tree: median of ${coldStarts} processes\n` +
      line('scrim', cold, `ms           goal < ${goal.coldStart} ms`),
  );
}

const line = (name: string, value: number, unit: string): string =>
  `  ${name.padEnd(16)} ${value.toFixed(value < 10 ? 2 : 0).padStart(8)} ${unit}\n`;

/** The queries of TPC-H and TPC-DS. */
function readStatements(): readonly string[] {
  const files = ['tpch', 'tpcds'].flatMap((folder) => sqlFiles(join(fixtures, folder)));
  return files.map((file) => readFileSync(file, 'utf8').trim().replace(/;$/, ''));
}

const sqlFiles = (folder: string): readonly string[] =>
  readdirSync(folder)
    .filter((file) => file.endsWith('.sql'))
    .sort()
    .map((file) => join(folder, file));

function accepts(rewrite: Rewrite, text: string): boolean {
  try {
    rewrite(text);
    return true;
  } catch {
    return false;
  }
}

function rate(rewrite: Rewrite, statements: readonly string[]): number {
  const begun = performance.now();
  let done = 0;
  while (performance.now() - begun < secondsARound * 1000) {
    for (const text of statements) rewrite(text);
    done += statements.length;
  }
  return (done / (performance.now() - begun)) * 1000;
}

/** Milliseconds that a process of its own needs for its first statement, the loading of the parser included. */
function coldStart(): number {
  const script =
    'const begun = performance.now();' +
    'const { parseStatement } = await import(process.argv[1]);' +
    'parseStatement(process.argv[2], "trino");' +
    'console.log(performance.now() - begun);';
  const [first = ''] = readStatements();
  const args = ['--input-type=module', '--eval', script, parserFile, first];
  return Number(execFileSync(process.execPath, args, { encoding: 'utf8' }));
}
