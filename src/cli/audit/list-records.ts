import type { Command } from 'commander';

import type { Operations } from '../../use-cases/operations.js';
import type { CliContext } from '../context.js';
import { askOperations } from '../store-option.js';
import { readLimit, readTime } from './options.js';
import type { RecordOptions } from './options.js';
import { printer } from './print-records.js';
import type { Printing } from './print-records.js';
import { follow, readNewest } from './read-pages.js';
import type { Page } from './read-pages.js';

/** Which part of a list is read. */
interface Part<C> {
  readonly since: string | undefined;
  readonly until: string | undefined;
  readonly before: C | undefined;
  readonly limit: number;
}

/** Records of one kind: how they are read and printed. */
interface Listing<T, C> extends Printing<T> {
  readonly read: (operations: Operations, part: Part<C>) => Promise<Page<T, C>>;
  /** What changes when a record is to be printed again. */
  readonly versionOf: (record: T) => string;
}

/**
 * Prints the newest records that the options ask for, and with `--follow` those that come.
 * @throws Refusal
 */
export async function listRecords<T, C>(
  command: Command,
  { out, signal }: Pick<CliContext, 'out' | 'signal'>,
  options: RecordOptions,
  { read, versionOf, ...printing }: Listing<T, C>,
): Promise<void> {
  const wanted = readLimit(options.limit);
  const since = await readTime('--since', options.since);
  const until = await readTime('--until', options.until);
  const print = printer(options, printing, out);
  await askOperations(command, async (operations) => {
    const newest = () =>
      readNewest((before: C | undefined, limit) => read(operations, { since, until, before, limit }), wanted);
    if (options.follow === undefined) print(await newest());
    else await follow(newest, versionOf, print, signal);
  });
}
