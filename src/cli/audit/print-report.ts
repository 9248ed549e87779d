import { Option } from 'commander';
import type { Command } from 'commander';

import type { Operations } from '../../use-cases/operations.js';
import type { ToldOfPast } from '../../use-cases/what-if/as-of.js';
import type { CliContext } from '../context.js';
import { askOperations, storeOption } from '../store-option.js';
import { warn } from '../what-if-options.js';
import { readLimit, withArchiveOptions } from './options.js';
import type { RecordOptions } from './options.js';
import { printer } from './print-records.js';
import type { Printing } from './print-records.js';
import { readPages } from './read-pages.js';

/** The options of every report. */
export type ReportOptions = Pick<RecordOptions, 'limit' | 'json' | 'csv' | 'recent'>;

/** Adds the options of every report to a command. */
export const withReportOptions = (command: Command): Command =>
  withArchiveOptions(
    command
      .option('--limit <count>', 'maximum number of entries', '100')
      .addOption(new Option('--json', 'print one JSON object a line').conflicts('csv'))
      .option('--csv', 'print CSV, for a spreadsheet'),
    'only records that were not moved to the archive',
  ).addOption(storeOption());

/** A report: a page at a time, of which the first says what is told of all. */
interface Report<T, C, P extends ToldOfPast> extends Printing<T> {
  readonly read: (
    operations: Operations,
    part: { readonly before: C | undefined; readonly limit: number; readonly recent?: true },
  ) => Promise<P>;
  readonly entries: (page: P) => readonly T[];
  readonly next: (page: P) => C | undefined;
  /** The lines that are told before the entries, for a terminal. */
  readonly head: (first: P) => readonly string[];
}

/**
 * Prints a report; its warnings go to the other output, so that JSON and CSV are the entries alone.
 * @throws Refusal
 */
export async function printReport<T, C, P extends ToldOfPast>(
  command: Command,
  context: Pick<CliContext, 'out' | 'err' | 'env'>,
  options: ReportOptions,
  { read, entries, next, head, ...printing }: Report<T, C, P>,
): Promise<void> {
  const limit = readLimit(options.limit);
  const { recent } = options;
  const print = async (operations: Operations): Promise<void> => {
    const pages: P[] = [];
    const found = await readPages<T, C>(async (before, most) => {
      const page = await read(operations, { before, limit: most, ...(recent && { recent }) });
      pages.push(page);
      return { records: entries(page), next: next(page) };
    }, limit);
    const [first] = pages;
    const last = pages.at(-1);
    if (first === undefined || last === undefined) return;
    warn(context, first);
    if (options.json === undefined && options.csv === undefined) {
      const more = next(last) === undefined ? [] : ['there are more: use --limit'];
      const without = recent === true ? ['what was moved to the archive does not count (--recent)'] : [];
      context.out([...head(first), ...without, ...more, '', ''].join('\n'));
    }
    printer(options, printing, context.out)(found);
  };
  await askOperations(command, print, context.env);
}
