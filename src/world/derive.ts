import { LRUCache } from 'lru-cache';

import { usedBy } from '../base/memory-use.js';
import type { MemoryUse } from '../base/memory-use.js';
import type { Look } from './look.js';
import type { Entry } from './world-store.js';

/** One value of an entry, also after the memory has dropped it. */
export interface Version {
  /** Set once the entry may have another value. */
  replaced?: true;
}

/** The value of an entry that was read. */
export interface Held {
  readonly value: unknown;
  /** The same for each reading of the value, as long as it is known to be the same. */
  readonly version: Version;
  /** Set once the memory does not hold it any more: the value may have changed, or there was no room for it. */
  dropped?: true;
  /** Set when something that was computed from it was used, since the memory last thought of dropping it. */
  used?: boolean;
}

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

type Compute = (look: Look, derive: Derive, before: object | undefined) => object;

/** What was computed, and what it was computed from. */
interface Traced<T> {
  readonly value: T;
  readonly from: readonly Held[];
}

type Derived = Traced<object>;

/** What one run of a question derived: it is remembered only if everything that the run looked up had been read. */
interface Run {
  readonly derive: Derive;
  /** Computes something that this memory does not remember, and tells what it was computed from. */
  readonly trace: <T>(compute: (look: Look, derive: Derive) => T) => Traced<T>;
  keep(): void;
}

/** Remembers what was derived from the world. */
export interface DerivedMemory {
  /** @param find what is held for an entry; undefined while it has not been read */
  run(find: (entry: Entry) => Held | undefined): Run;
  inMemory(): MemoryUse;
}

/**
 * Bytes of what was derived, roughly. Most of it refers to entries, and decisions are counted elsewhere; a list counts by its length.
 */
const derivedBytes = ({ value, from }: Derived): number =>
  1_000 + 8 * (from.length + (Array.isArray(value) ? value.length : 0));

/** Whether nothing changed that it was computed from; that is used then, too. */
function isUnchanged({ from }: Derived): boolean {
  for (const held of from) {
    if (held.dropped) return false;
    held.used = true;
  }
  return true;
}

/** @param most bytes @see DerivedMemory */
export function createDerivedMemory(most: number): DerivedMemory {
  const memory = new LRUCache<string, Derived>({ maxSize: most, sizeCalculation: derivedBytes });
  return {
    run(find) {
      const found = new Map<string, Derived>();

      const resolve = (key: string, compute: Compute): Derived => {
        const here = found.get(key);
        if (here !== undefined) return here;
        const known = memory.get(key);
        if (known !== undefined && isUnchanged(known)) return known;
        const derived = trace((look, derive) => compute(look, derive, known?.value));
        found.set(key, derived);
        return derived;
      };

      const trace = <T>(compute: (look: Look, derive: Derive) => T): Traced<T> => {
        const from = new Set<Held>();
        const look = ((entry: Entry): unknown => {
          const held = find(entry);
          if (held !== undefined) from.add(held);
          return held?.value;
        }) as Look;
        const derive: Derive = (key, part) => {
          const derived = resolve(key, part as unknown as Compute);
          for (const held of derived.from) from.add(held);
          return derived.value as never;
        };
        const value = compute(look, derive);
        return { value, from: [...from] };
      };

      return {
        derive: (key, compute) => resolve(key, compute as unknown as Compute).value as never,
        trace,
        keep() {
          for (const [key, derived] of found) memory.set(key, derived);
        },
      };
    },
    inMemory: () => usedBy(memory),
  };
}
