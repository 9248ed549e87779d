import { hash } from 'node:crypto';

import type { Cells } from './cells.js';
import { columnsOf } from './statements.js';
import type { TableName } from './tables.js';

/** What is known of many rows, whatever their order. */
export interface Checksum {
  add(rows: readonly Cells[]): void;
  rows(): number;
  /** The number of rows and the sum of their digests: the same only for the same rows. */
  text(): string;
}

const modulus = 1n << 128n;

/** Computes the checksum of rows of a table. */
export function createChecksum(name: TableName): Checksum {
  const columns = columnsOf(name).map(([of]) => of);
  let [count, sum] = [0, 0n];
  return {
    add(rows) {
      for (const row of rows) {
        const text = JSON.stringify(columns.map((of) => row[of] ?? null));
        sum = (sum + BigInt(`0x${hash('sha256', text, 'hex').slice(0, 32)}`)) % modulus;
        count += 1;
      }
    },
    rows: () => count,
    text: () => `${count}:${sum.toString(16)}`,
  };
}
