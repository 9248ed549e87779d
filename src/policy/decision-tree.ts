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

type Node<T> = { readonly result: T } | Inner<T>;

/** A read and what follows. Most reads found one thing only, so a map is made for the second. */
interface Inner<T> {
  readonly read: Read;
  readonly found: Found;
  readonly next: Node<T>;
  others?: Map<Found, Node<T>>;
}

const nextOf = <T>({ found: first, next, others }: Inner<T>, found: Found): Node<T> | undefined =>
  found === first ? next : others?.get(found);

/** The nodes of some reads of a reader, one after the other, which end in a result. */
const branchOf = <T>(reader: PolicyReader, reads: readonly Read[], result: T): Node<T> =>
  reads.reduceRight<Node<T>>((next, read) => ({ read, found: findIn(reader, read), next }), { result });

/**
 * Grows a tree of what decisions read: each inner node is one read, its branches are what was found, and its leaves are results. A
 * pure function that found the same reads the same next, so a reader follows the reads of those before them to their own result, or
 * to a branch that nobody took yet. What decides is therefore what was read, and never a list of it that somebody has to keep.
 * @param memory bounds what all trees remember together
 * @param most results of this tree; then it forgets all of them
 * @param bytesOf the memory of a result, roughly
 */
export function createDecisionTree<T extends object>(
  memory: DecisionMemory,
  {
    most = mostResults,
    bytesOf,
  }: { readonly most?: number | undefined; readonly bytesOf: (result: T) => number },
): DecisionTree<T> {
  let root: Node<T> | undefined;
  let results = 0;
  let bytes = 0;
  const forget = (): void => {
    root = undefined;
    results = 0;
    bytes = 0;
  };

  const find = (reader: PolicyReader): T | undefined => {
    let node = root;
    while (node !== undefined && 'read' in node) node = nextOf(node, findIn(reader, node.read));
    return node?.result;
  };

  const grow = (reader: PolicyReader, reads: readonly Read[], result: T): void => {
    if (results >= most) forget();
    results += 1;
    bytes += bytesOf(result) + reads.length * nodeBytes;
    if (root === undefined) {
      root = branchOf(reader, reads, result);
      return;
    }
    let at = root;
    for (const [index, read] of reads.entries()) {
      invariant(
        'read' in at && isSame(at.read, read),
        'a decision reads something else of readers who are alike',
      );
      const found = findIn(reader, read);
      const next = nextOf(at, found);
      if (next !== undefined) {
        at = next;
        continue;
      }
      at.others ??= new Map();
      at.others.set(found, branchOf(reader, reads.slice(index + 1), result));
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
      memory.grown(tree, bytes, forget);
      return result;
    },
  };
  return tree;
}

/** Bytes of an inner node with its read. Branches share nodes, so that this is the most that a result adds. */
const nodeBytes = 200;

/** The default of the results that one tree remembers. */
const mostResults = 1_000;

const isSame = (one: Read, other: Read): boolean => textOf(one) === textOf(other);

const textOf = (read: Read): string => JSON.stringify(Object.values(read));

/** Reads without repetitions: what was read before is found again. */
const distinct = (reads: readonly Read[]): readonly Read[] => [
  ...new Map(reads.map((read) => [textOf(read), read])).values(),
];
