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
  readonly recent?: true;
}

/** Records of one kind: how they are read and printed. */
interface Listing<T, C> extends Printing<T> {
  readonly read: (operations: Operations, part: Part<C>) => Promise<Page<T, C>>;
  /** Whether the archive has a part of the list. */
  readonly archived?: true;
  /** What changes when a record is to be printed again. */
  readonly versionOf: (record: T) => string;
}

/**
 * Prints the newest records that the options ask for, and with `--follow` those that come.
 * @throws Refusal
 */
export async function listRecords<T, C>(
  command: Command,
  { out, signal, env }: Pick<CliContext, 'out' | 'signal' | 'env'>,
  options: RecordOptions,
  { read, versionOf, archived, ...printing }: Listing<T, C>,
): Promise<void> {
  const wanted = readLimit(options.limit);
  const since = await readTime('--since', options.since);
  const until = await readTime('--until', options.until);
  const print = printer(options, printing, out);
  // Each look at the archive is a query of Trino, which is on record itself: to follow it would never come to an end.
  const recent = options.recent ?? (archived && options.follow);
  const part = { since, until, ...(recent && { recent }) };
  const list = async (operations: Operations): Promise<void> => {
    const newest = () =>
      readNewest((before: C | undefined, limit) => read(operations, { ...part, before, limit }), wanted);
    if (options.follow === undefined) print(await newest());
    else await follow(newest, versionOf, print, signal);
  };
  await askOperations(command, list, archived && env);
}
