import { Option } from 'commander';
import type { Command } from 'commander';

import type { Operations } from '../../use-cases/operations.js';
import type { ToldOfPast } from '../../use-cases/what-if/as-of.js';
import type { CliContext } from '../context.js';
import { askOperations, storeOption } from '../store-option.js';
import { warn } from '../what-if-options.js';
import { readLimit } from './options.js';
import type { RecordOptions } from './options.js';
import { printer } from './print-records.js';
import type { Printing } from './print-records.js';
import { readPages } from './read-pages.js';

/** The options of every report. */
export type ReportOptions = Pick<RecordOptions, 'limit' | 'json' | 'csv'>;

/** Adds the options of every report to a command. */
export const withReportOptions = (command: Command): Command =>
  command
    .option('--limit <count>', 'maximum number of entries', '100')
    .addOption(new Option('--json', 'print one JSON object a line').conflicts('csv'))
    .option('--csv', 'print CSV, for a spreadsheet')
    .addOption(storeOption());

/** A report: a page at a time, of which the first says what is told of all. */
interface Report<T, C, P extends ToldOfPast> extends Printing<T> {
  readonly read: (
    operations: Operations,
    part: { readonly before: C | undefined; readonly limit: number },
  ) => Promise<P>;
  readonly entries: (page: P) => readonly T[];
  readonly next: (page: P) => C | undefined;
  /** What is told before the entries, for a terminal. @param isWhole whether all entries follow */
  readonly head: (first: P, isWhole: boolean) => string;
}

/**
 * Prints a report; its warnings go to the other output, so that JSON and CSV are the entries alone.
 * @throws Refusal
 */
export async function printReport<T, C, P extends ToldOfPast>(
  command: Command,
  context: Pick<CliContext, 'out' | 'err'>,
  options: ReportOptions,
  { read, entries, next, head, ...printing }: Report<T, C, P>,
): Promise<void> {
  const limit = readLimit(options.limit);
  await askOperations(command, async (operations) => {
    const pages: P[] = [];
    const found = await readPages<T, C>(async (before, most) => {
      const page = await read(operations, { before, limit: most });
      pages.push(page);
      return { records: entries(page), next: next(page) };
    }, limit);
    const [first] = pages;
    const last = pages.at(-1);
    if (first === undefined || last === undefined) return;
    warn(context, first);
    if (options.json === undefined && options.csv === undefined) {
      context.out(head(first, next(last) === undefined));
    }
    printer(options, printing, context.out)(found);
  });
}
