import { text } from 'node:stream/consumers';

import { Option } from 'commander';
import type { Command } from 'commander';

import type { Dialect } from '../sql/dialect.js';
import { parseStatements } from '../sql/parse/index.js';
import type { ParsedStatement } from '../sql/parse/index.js';
import { print } from '../sql/print/print.js';
import { UnsupportedByDialect } from '../sql/print/unsupported.js';
import { translate } from '../sql/translate/translate.js';
import type { CliContext } from './context.js';

/** Statements come from the person's own files, not from strangers. */
const longestText = 64 * 1024 * 1024;

/**
 * `scrim sql`: reads statements and prints each again, in the same dialect or another.
 * @param readInput what is read instead of standard input
 */
export function registerSql(
  program: Command,
  context: Pick<CliContext, 'out' | 'err' | 'fail'>,
  readInput: () => Promise<string> = () => text(process.stdin),
): void {
  program
    .command('sql')
    .description('read SQL statements, each closed by a semicolon, and print them in one form')
    .addOption(dialectOption('--from <dialect>', 'dialect to read').default('trino'))
    .addOption(dialectOption('--to <dialect>', 'dialect to print; the one that is read unless given'))
    .action(async ({ from, to = from }: { from: Dialect; to?: Dialect }) => {
      rewriteStatements(await readInput(), from, to, context);
    });
}

const dialectOption = (flags: string, description: string): Option =>
  new Option(flags, description).choices(['trino', 'redshift'] satisfies Dialect[]);

function rewriteStatements(
  input: string,
  from: Dialect,
  to: Dialect,
  { out, err, fail }: Pick<CliContext, 'out' | 'err' | 'fail'>,
): void {
  for (const parsed of parseStatements(input, from, { length: longestText })) {
    const result = rewrite(parsed, from, to);
    if (result.problem === undefined) {
      out(`${result.sql};\n`);
    } else {
      err(`${result.problem}\n`);
      fail();
    }
  }
}

function rewrite(
  parsed: ParsedStatement,
  from: Dialect,
  to: Dialect,
): { readonly problem?: undefined; readonly sql: string } | { readonly problem: string } {
  if (parsed.error !== undefined) {
    const { line, column, message } = parsed.error;
    return { problem: `${line}:${column}: ${message}` };
  }
  try {
    return { sql: print(translate(parsed.statement, from, to), to) };
  } catch (error) {
    if (error instanceof UnsupportedByDialect) return { problem: error.message };
    throw error;
  }
}
