import { LRUCache } from 'lru-cache';

import type { DataSource } from '../model/data-source.js';
import type { Policy } from '../model/policy.js';
import { considerPolicy } from './consider-policy.js';
import type { Considered } from './consider-policy.js';
import { considerSubscriptionPolicy } from './consider-subscription-policy.js';
import type { ScopedPolicy, SubscriptionPolicyReport } from './consider-subscription-policy.js';
import { createDecisionMemory } from './decision-memory.js';
import { createDecisionTree } from './decision-tree.js';
import type { DecisionTree } from './decision-tree.js';
import { meetCandidates } from './sources/govern.js';
import type { Parts } from './sources/govern.js';
import type { Read } from './trace-reader.js';

/** How much is remembered. */
export interface SharedLimits {
  /** Bytes of the results of all policies together, roughly. */
  readonly bytes: number;
  /** Results of one policy on one data source: of a filter by values there is one for each list of them. */
  readonly ofOne: number;
  /** Meetings of policies on one data source. */
  readonly meetings: number;
}

const defaultLimits: SharedLimits = { bytes: 40 * 1024 * 1024, ofOne: 10_000, meetings: 1_000 };

/** Bytes of what one policy says, roughly. */
const bytesOf = (): number => 1_000;

/** What is remembered of one data source. */
interface Remembered {
  readonly trees: Map<Policy, DecisionTree<Considered>>;
  readonly meetings: LRUCache<string, ReturnType<typeof meetCandidates>>;
}

/** Parts that are remembered, with what subscription policies say. */
interface SharedParts extends Parts {
  readonly considerSubscription: typeof considerSubscriptionPolicy;
}

/**
 * Shares the parts of decisions between readers who are the same to a policy: what it requires of them, and what becomes of columns
 * where the policies meet. Other facts than the reader's must stay the same as long as this lives.
 * @param note is called with what policies read of readers
 */
export function shareParts(note: (read: Read) => void, limits = defaultLimits): SharedParts {
  const memory = createDecisionMemory(limits.bytes);
  const subscriptionTrees = new WeakMap<ScopedPolicy, DecisionTree<SubscriptionPolicyReport>>();
  const remembered = new Map<DataSource, Remembered>();
  const of = (dataSource: DataSource): Remembered => {
    const known = remembered.get(dataSource) ?? {
      trees: new Map(),
      meetings: new LRUCache({ max: limits.meetings }),
    };
    remembered.set(dataSource, known);
    return known;
  };
  const numbers = new WeakMap<Considered['candidates'], number>();
  let numbered = 0;
  /** The same number for the same masks. */
  const numberOf = (candidates: Considered['candidates']): number => {
    if (candidates.length === 0) return 0;
    const known = numbers.get(candidates);
    if (known !== undefined) return known;
    numbered += 1;
    numbers.set(candidates, numbered);
    return numbered;
  };

  return {
    considerSubscription(policy, subject) {
      // What is asked of a group in an equalized project is not traced.
      if (subject.reader.kind === 'open') return considerSubscriptionPolicy(policy, subject);
      const tree =
        subscriptionTrees.get(policy) ??
        createDecisionTree<SubscriptionPolicyReport>(memory, { most: limits.ofOne, bytesOf });
      subscriptionTrees.set(policy, tree);
      return tree.of(subject, (traced, reads) => {
        const report = considerSubscriptionPolicy(policy, { ...subject, ...traced });
        reads.forEach(note);
        return report;
      });
    },
    consider(policy, dataSource, facts) {
      const { trees } = of(dataSource);
      const tree =
        trees.get(policy) ?? createDecisionTree<Considered>(memory, { most: limits.ofOne, bytesOf });
      trees.set(policy, tree);
      return tree.of(facts, (traced, reads) => {
        const considered = considerPolicy(policy, dataSource, { ...facts, ...traced });
        reads.forEach(note);
        return considered;
      });
    },
    meet(dataSource, considered, unreviewed) {
      const { meetings } = of(dataSource);
      const key = [unreviewed ?? '', ...considered.map(({ candidates }) => numberOf(candidates))].join(' ');
      const meeting = meetings.get(key) ?? meetCandidates(dataSource, considered, unreviewed);
      meetings.set(key, meeting);
      return meeting;
    },
  };
}
