import { Refusal } from '../base/refusal.js';

/** How many values are written together, and how many may wait. */
export interface BatchLimits {
  /** Values of one batch. */
  readonly most: number;
  /** Values that may wait or be written. A further value is refused at once. */
  readonly mostWaiting: number;
  /** What the values are, for the refusal: `audit records`. */
  readonly what: string;
}

/** Writes values in batches. */
export interface Batches<T> {
  /**
   * Resolves once the value has been written.
   * @throws Refusal `unavailable` if too many wait, and what the write of its batch throws
   */
  put(value: T): Promise<void>;
  /** How many values wait or are being written. */
  waiting(): number;
}

interface Waiting<T> {
  readonly value: T;
  readonly resolve: () => void;
  readonly reject: (reason: unknown) => void;
}

/**
 * Writes values in batches, one batch at a time: what arrives during a write is in the next batch. So a single value waits for nobody, and
 * under load the cost of a transaction is shared by all values of its batch. A value that cannot be written fails alone: if a batch fails, its halves
 * are tried, unless nothing can be written now.
 * @param write writes all values of a batch or none
 */
export function inBatches<T>(
  write: (values: readonly T[]) => Promise<void>,
  { most, mostWaiting, what }: BatchLimits,
): Batches<T> {
  let waiting: Waiting<T>[] = [];
  let writing = 0;

  const writeAll = async (batch: readonly Waiting<T>[]): Promise<void> => {
    try {
      await write(batch.map(({ value }) => value));
    } catch (error) {
      if (batch.length === 1 || error instanceof Refusal) {
        for (const { reject } of batch) reject(error);
        return;
      }
      const half = Math.ceil(batch.length / 2);
      await writeAll(batch.slice(0, half));
      await writeAll(batch.slice(half));
      return;
    }
    for (const { resolve } of batch) resolve();
  };

  const run = async (): Promise<void> => {
    // What arrives in the same turn of the event loop is written together.
    await new Promise(setImmediate);
    while (waiting.length > 0) {
      const batch = waiting.slice(0, most);
      waiting = waiting.slice(most);
      writing = batch.length;
      await writeAll(batch);
    }
    writing = 0;
  };

  return {
    put: (value) =>
      new Promise((resolve, reject) => {
        if (waiting.length + writing >= mostWaiting) {
          const message = `${mostWaiting} ${what} wait to be written: the store is too slow`;
          reject(new Refusal('unavailable', message));
          return;
        }
        const idle = waiting.length === 0 && writing === 0;
        waiting.push({ value, resolve, reject });
        if (idle) void run();
      }),
    waiting: () => waiting.length + writing,
  };
}
