import { LRUCache } from 'lru-cache';

import type { Look } from './look.js';
import type { Entry } from './world-store.js';

/**
 * Computes something from the world, or returns what was computed before if everything that it was computed from is unchanged.
 * @param key identifies what is computed
 * @param compute a pure function of what it looks up; what it derives in turn is a part of that
 * @param before what was computed last, although something has changed since
 */
export type Derive = <T extends object>(
  key: string,
  compute: (look: Look, derive: Derive, before: T | undefined) => T,
) => T;

/** What was computed, and what it was computed from. */
interface Derived {
  readonly value: object;
  readonly reads: readonly Read[];
  /** The revision for which it is known that nothing of this has changed. */
  readonly revision: number;
}

/** An entry, and the value that was found: a value is replaced when it changes, so it is the same as long as it is unchanged. */
interface Read {
  readonly entry: Entry;
  readonly value: unknown;
}

/** What one run of a question derived: it counts only once everything that the run looked up had been read. */
interface Run {
  readonly derive: Derive;
  keep(): void;
}

/** Remembers what was derived from the world. */
export interface DerivedMemory {
  run(look: Look, revision: number): Run;
}

/** @param most things that are remembered @see DerivedMemory */
export function createDerivedMemory(most: number): DerivedMemory {
  const memory = new LRUCache<string, Derived>({ max: most });
  return {
    run(look, revision) {
      const found = new Map<string, Derived>();

      const isUnchanged = ({ reads }: Derived): boolean =>
        reads.every(({ entry, value }) => look(entry) === value);

      const resolve = (key: string, compute: Parameters<Derive>[1]): Derived => {
        const here = found.get(key);
        if (here !== undefined) return here;
        const known = memory.get(key);
        if (known?.revision === revision) return known;
        const derived =
          known !== undefined && isUnchanged(known)
            ? { ...known, revision }
            : computeWith(
                compute as (look: Look, derive: Derive, before: object | undefined) => object,
                known,
              );
        found.set(key, derived);
        return derived;
      };

      const computeWith = (
        compute: (look: Look, derive: Derive, before: object | undefined) => object,
        before: Derived | undefined,
      ): Derived => {
        const reads: Read[] = [];
        const value = compute(
          (entry) => {
            const value = look(entry);
            reads.push({ entry, value });
            return value;
          },
          (key, part) => {
            const derived = resolve(key, part as Parameters<Derive>[1]);
            reads.push(...derived.reads);
            return derived.value as never;
          },
          before?.value,
        );
        return { value, reads, revision };
      };

      return {
        derive: (key, compute) => resolve(key, compute as Parameters<Derive>[1]).value as never,
        keep() {
          for (const [key, derived] of found) memory.set(key, derived);
        },
      };
    },
  };
}
