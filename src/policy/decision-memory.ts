import { LRUCache } from 'lru-cache';

import { usedBy } from '../base/memory-use.js';
import type { MemoryUse } from '../base/memory-use.js';

/** Bounds what trees of decisions remember together: those that were not used for the longest time forget first. */
export interface DecisionMemory {
  /** Notes that a tree was used. */
  used(tree: object): void;
  /**
   * Notes how much a tree remembers.
   * @param bytes roughly
   * @param forget makes it forget everything
   */
  grown(tree: object, bytes: number, forget: () => void): void;
  inMemory(): MemoryUse;
}

const defaultBytes = 16 * 1024 * 1024;

/** @param most bytes of all trees together @see DecisionMemory */
export function createDecisionMemory(most = defaultBytes): DecisionMemory {
  const trees = new LRUCache<object, () => void>({
    maxSize: most,
    dispose: (forget, _, reason) => {
      if (reason === 'evict') forget();
    },
  });
  return {
    used: (tree) => {
      trees.get(tree);
    },
    grown: (tree, bytes, forget) => {
      // Deleted first: the cache does not count a size again while the value is the same.
      trees.delete(tree);
      if (bytes <= most) trees.set(tree, forget, { size: bytes });
      else forget();
    },
    inMemory: () => usedBy(trees),
  };
}
