import type { Command } from 'commander';

import { parseQuery } from '../sql/parse/index.js';
import { print } from '../sql/print/print.js';
import type { Answer } from '../trino/ask.js';
import { connectTrino } from '../trino/connect-trino.js';
import type { Preview } from '../use-cases/views/preview.js';
import type { CliContext } from './context.js';
import { formatCsv, formatTable } from './format-rows.js';
import { asJson } from './json-option.js';
import { askOperations } from './store-option.js';
import { loginOf } from './trino-options.js';
import { personSuppositions, warn } from './what-if-options.js';
import type { PersonOptions } from './what-if-options.js';

/** The options of `scrim preview`. */
export interface PreviewOptions extends PersonOptions {
  readonly trino: string;
  readonly trinoUser: string;
  readonly impersonate?: true;
  readonly catalog: string;
  readonly limit: number;
  readonly csv?: true;
  readonly json?: true;
}

/** Runs a query as a person would see it, and prints its rows. */
export async function runPreview(
  context: CliContext,
  query: string,
  options: PreviewOptions,
  command: Command,
): Promise<void> {
  const { impersonate = false, catalog, limit, csv, json } = options;
  const supposed = await personSuppositions(options);
  const preview = await askOperations(command, (operations) =>
    operations.preview({ query, catalog, limit, impersonate, ...supposed }),
  );
  warn(context, preview);
  const { rows: all, columns } = await ask(context, preview, options);
  const answer = { columns, rows: all.slice(0, limit) };
  const more = all.length > limit;
  const { user, supposed: said = [] } = preview;
  if (json) {
    context.out(asJson({ user, ...answer, more, ...(said.length === 0 ? {} : { supposed: said }) }));
    return;
  }
  for (const one of said) context.err(`what if: ${one}\n`);
  context.out(csv ? formatCsv(answer) : formatTable(answer));
  const rows = `${answer.rows.length} row${answer.rows.length === 1 ? '' : 's'}`;
  const footer = more ? `the first ${rows}; --limit prints more` : rows;
  // The rows alone are CSV.
  (csv ? context.err : context.out)(
    `(${footer}, as ${user} sees ${answer.rows.length === 1 && !more ? 'it' : 'them'})\n`,
  );
}

/** Runs the query as the person themselves, or as a user who may read the raw tables. */
function ask(context: CliContext, { user, sql }: Preview, options: PreviewOptions): Promise<Answer> {
  const { trino, trinoUser, impersonate, catalog } = options;
  const login = loginOf(context, { trino, user: trinoUser });
  const asWhom = impersonate ? { as: user, headers: { 'X-Trino-Catalog': catalog } } : {};
  return connectTrino({ ...login, ...asWhom }, (statement) => print(statement, 'trino'))(
    parseQuery(sql, 'trino'),
  );
}
