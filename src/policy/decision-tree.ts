import { invariant } from '../base/invariant.js';
import type { DecisionMemory } from './decision-memory.js';
import type { PolicyReader } from './facts.js';
import { findIn, traceReader } from './trace-reader.js';
import type { Found, Read } from './trace-reader.js';

/** Remembers the result of a pure function of a reader for all readers who are the same to it. */
export interface DecisionTree<T extends object> {
  /**
   * The result for a reader.
   * @param decide is called for the first reader of each class, with facts that note what it reads, and what was noted
   */
  of(reader: PolicyReader, decide: (traced: PolicyReader, reads: readonly Read[]) => T): T;
}

type Node<T> = { readonly result: T } | { readonly read: Read; readonly next: Map<Found, Node<T>> };

/**
 * Grows a tree of what decisions read: each inner node is one read, its branches are what was found, and its leaves are results. A
 * pure function that found the same reads the same next, so a reader follows the reads of those before them to their own result, or
 * to a branch that nobody took yet. What decides is therefore what was read, and never a list of it that somebody has to keep.
 * @param memory bounds the results of all trees together
 * @param most results of this tree; then it forgets all of them
 */
export function createDecisionTree<T extends object>(
  memory: DecisionMemory,
  most = mostResults,
): DecisionTree<T> {
  let root: Node<T> | undefined;
  let results = 0;
  const forget = (): void => {
    root = undefined;
    results = 0;
  };

  const find = (reader: PolicyReader): T | undefined => {
    let node = root;
    while (node !== undefined && 'read' in node) node = node.next.get(findIn(reader, node.read));
    return node?.result;
  };

  const grow = (reader: PolicyReader, reads: readonly Read[], result: T): void => {
    let node: Node<T> = { result };
    if (results >= most) forget();
    results += 1;
    if (root === undefined) {
      for (const read of reads.toReversed()) node = { read, next: new Map([[findIn(reader, read), node]]) };
      root = node;
      return;
    }
    let at = root;
    for (const [index, read] of reads.entries()) {
      invariant(
        'read' in at && isSame(at.read, read),
        'a decision reads something else of readers who are alike',
      );
      const found = findIn(reader, read);
      const next = at.next.get(found);
      if (next !== undefined) {
        at = next;
        continue;
      }
      for (const later of reads.slice(index + 1).toReversed())
        node = { read: later, next: new Map([[findIn(reader, later), node]]) };
      at.next.set(found, node);
      return;
    }
    invariant(false, 'a decision was made again that is remembered');
  };

  const tree: DecisionTree<T> = {
    of(reader, decide) {
      const known = find(reader);
      if (known !== undefined) {
        memory.used(tree);
        return known;
      }
      const reads: Read[] = [];
      const traced = traceReader(reader, (read) => reads.push(read));
      const result = decide(traced, reads);
      grow(reader, distinct(reads), result);
      memory.grown(tree, results, forget);
      return result;
    },
  };
  return tree;
}

/** The default of the results that one tree remembers. */
const mostResults = 1_000;

const isSame = (one: Read, other: Read): boolean => textOf(one) === textOf(other);

const textOf = (read: Read): string => JSON.stringify(Object.values(read));

/** Reads without repetitions: what was read before is found again. */
const distinct = (reads: readonly Read[]): readonly Read[] => [
  ...new Map(reads.map((read) => [textOf(read), read])).values(),
];
