import { LRUCache } from 'lru-cache';

/** Bounds what trees of decisions remember together: those that were not used for the longest time forget first. */
export interface DecisionMemory {
  /** Notes that a tree was used. */
  used(tree: object): void;
  /**
   * Notes how many results a tree remembers.
   * @param forget makes it forget all of them
   */
  grown(tree: object, results: number, forget: () => void): void;
}

/** Results of decisions kept in memory, of some kilobytes each with its view. */
const defaultResults = 10_000;

/** @param most results of all trees together @see DecisionMemory */
export function createDecisionMemory(most = defaultResults): DecisionMemory {
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
    grown: (tree, results, forget) => {
      if (results <= most) {
        trees.set(tree, forget, { size: results });
        return;
      }
      trees.delete(tree);
      forget();
    },
  };
}
