import { setTimeout as sleep } from 'node:timers/promises';

/** Records of one page. */
const pageSize = 1_000;
/** Milliseconds between two looks for new records. */
const pause = 1_000;

/** A page of records in their order, and where the next one begins. */
export interface Page<T, C> {
  readonly records: readonly T[];
  readonly next?: C | undefined;
}

/** Reads the newest records, page by page. @returns the oldest first, as a log shows them */
export async function readNewest<T, C>(
  read: (before: C | undefined, limit: number) => Promise<Page<T, C>>,
  limit: number,
): Promise<readonly T[]> {
  return (await readPages(read, limit)).toReversed();
}

/** Reads a list page by page, in its order. */
export async function readPages<T, C>(
  read: (before: C | undefined, limit: number) => Promise<Page<T, C>>,
  limit: number,
): Promise<readonly T[]> {
  const found: T[] = [];
  let before: C | undefined;
  do {
    const page = await read(before, Math.min(pageSize, limit - found.length));
    found.push(...page.records);
    before = page.next;
  } while (before !== undefined && found.length < limit);
  return found;
}

/**
 * Prints records, and then those that come, until the person interrupts it.
 * @param read reads the newest records, the oldest first
 * @param versionOf what changes when a record is to be printed again
 */
export async function follow<T>(
  read: () => Promise<readonly T[]>,
  versionOf: (record: T) => string,
  print: (records: readonly T[]) => void,
  signal: AbortSignal,
): Promise<void> {
  let printed = new Set<string>();
  while (!signal.aborted) {
    const records = await read();
    print(records.filter((record) => !printed.has(versionOf(record))));
    printed = new Set(records.map(versionOf));
    await sleep(pause, undefined, { signal }).catch(() => undefined);
  }
}
