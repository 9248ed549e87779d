import type { Dialect } from '../sql/dialect.js';
import { parseStatements } from '../sql/parse/index.js';
import type { ParsedStatement } from '../sql/parse/index.js';
import { print } from '../sql/print/print.js';
import { UnsupportedByDialect } from '../sql/print/unsupported.js';
import { translate } from '../sql/translate/translate.js';
import type { CliContext } from './context.js';

/** Maximum length. It is generous, because people run this command on their own files. */
const longestText = 64 * 1024 * 1024;

/** Prints each statement of a text in another dialect, or the reason why that is not possible. In that case the command fails. */
export function rewriteStatements(
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
