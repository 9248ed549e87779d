import { LRUCache } from 'lru-cache';

import { isWithin, notingTime } from '../base/moments.js';
import type { Period } from '../base/moments.js';
import { usedBy } from '../base/memory-use.js';
import type { MemoryUse } from '../base/memory-use.js';
import type { Derive, DerivedMemory, Version } from './derive.js';
import type { Look } from './look.js';

/** An answer, and what it takes to remember it. It must not refer to values of the world: they would stay in memory with it. */
export interface Answer<T extends object> {
  readonly value: T;
  /** Roughly. */
  readonly bytes: number;
}

/**
 * Answers as before if nothing has changed from which the answer was computed, neither in the world nor by the time; otherwise computes it.
 * @param key identifies the question: the same key must always be asked with the same function
 * @param at the time of the question
 * @param compute a pure function of what it looks up, and of the time that it is given
 */
export type Remember = <T extends object>(
  key: string,
  at: Date,
  compute: (look: Look, derive: Derive, at: Date) => Answer<T>,
) => T;

interface Remembered {
  readonly value: object;
  readonly bytes: number;
  readonly period: Period;
  readonly from: readonly Version[];
  /** How many versions had been replaced when it was last found that none of `from` was. */
  checked: number;
}

/** Remembers answers, which outlive in memory the entries that they were computed from. */
export interface AnswerMemory {
  /** Whether there is an answer, which may have become wrong. */
  has(key: string): boolean;
  /** @param run what the run of the question derives */
  run(run: Pick<ReturnType<DerivedMemory['run']>, 'trace'>): { readonly remember: Remember; keep(): void };
  inMemory(): MemoryUse;
}

/** Bytes of an answer besides its value: its key, its places in the memory, and the reference to each version. */
const bytesOf = (key: string, { bytes, from }: Remembered): number =>
  400 + key.length + bytes + 8 * from.length;

/** An answer may take this share of the memory at most, so that a few long questions cannot drive out all others. */
const largest = 1 / 50;

/**
 * @param most bytes
 * @param replaced how many versions have been replaced so far
 * @see AnswerMemory
 */
export function createAnswerMemory(most: number, replaced: () => number): AnswerMemory {
  const memory = new LRUCache<string, Remembered>({
    // Without any room, it takes nothing.
    maxSize: Math.max(1, most),
    maxEntrySize: Math.max(1, Math.floor(most * largest)),
  });

  const isRight = (known: Remembered, at: Date): boolean => {
    if (!isWithin(known.period, at)) return false;
    const now = replaced();
    if (known.checked === now) return true;
    if (known.from.some((version) => version.replaced)) return false;
    known.checked = now;
    return true;
  };

  return {
    has: (key) => memory.has(key),
    run(run) {
      const computed = new Map<string, Remembered>();
      return {
        remember(key, at, compute) {
          const known = memory.get(key);
          if (known !== undefined && isRight(known, at)) return known.value as never;
          const noting = notingTime(at);
          const { value: answer, from } = run.trace((look, derive) => compute(look, derive, noting.at));
          const versions = [...new Set(from.map(({ version }) => version))];
          const { value, bytes } = answer;
          computed.set(key, { value, bytes, period: noting.period(), from: versions, checked: -1 });
          return value;
        },
        keep() {
          for (const [key, answer] of computed) memory.set(key, answer, { size: bytesOf(key, answer) });
        },
      };
    },
    inMemory: () => ({ ...usedBy(memory), most }),
  };
}
