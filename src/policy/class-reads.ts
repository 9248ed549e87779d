import { hasEnded, isBlockOf } from '../model/block.js';
import { leavesOf } from '../model/condition.js';
import type { Condition } from '../model/condition.js';
import type { Principal } from '../model/principals.js';
import { assertNever } from '../base/assert-never.js';
import { conditionsOfPolicy } from './conditions.js';
import type { AccessSource, ReaderFacts } from './facts.js';
import { findIn } from './trace-reader.js';
import type { Found, Read } from './trace-reader.js';

/** One thing that a whole decision read about its reader: their access, and what policies show. */
export type ClassRead =
  /** Something of what is known of the reader alone, also where their project is equalized. */
  | { readonly whose: 'self'; readonly read: Read }
  /** Something of whose facts policies are about. */
  | { readonly whose: 'person'; readonly read: Read }
  /** Whether there is such a user, and in which project they work. */
  | { readonly whose: 'work' }
  /** Blocks of the reader that are about the data source. */
  | { readonly whose: 'blocks' };

/** What a read finds in a reader: equal for two readers exactly if the decision found the same in both. */
export function findInReader(
  facts: ReaderFacts,
  read: ClassRead,
  { dataSource }: Pick<AccessSource, 'dataSource'>,
  at: Date,
): Found {
  const { self, work, inactive, blocks } = facts;
  switch (read.whose) {
    case 'self':
      return findIn({ ...facts, person: self }, read.read);
    case 'person':
      return findIn(facts, read.read);
    case 'work':
      return JSON.stringify([
        self === undefined,
        inactive === true,
        work.project?.name,
        work.equalized?.lacks ?? null,
      ]);
    case 'blocks':
      return dataSource === undefined
        ? ''
        : JSON.stringify(blocks.filter((block) => isBlockOf(block, dataSource) && !hasEnded(block, at)));
  }
}

const readOfPrincipal = (principal: Principal): Read =>
  'user' in principal ? { of: 'user', name: principal.user } : { of: 'group', name: principal.group };

function readOfLeaf(leaf: Condition): Read {
  if ('group' in leaf) return { of: 'group', name: leaf.group };
  if ('user' in leaf) return { of: 'user', name: leaf.user };
  if ('purpose' in leaf) return { of: 'purposes' };
  if ('attribute' in leaf) {
    const { attribute, value } = leaf;
    return value === undefined ? { of: 'count', attribute } : { of: 'value', attribute, value };
  }
  return assertNever(leaf as never, 'condition');
}

/**
 * All that access to a data source may depend on, of its reader. What is read of the other members of an equalized project is the same for
 * everybody who works there.
 */
export function accessReads({
  dataSource,
  subscriptions,
  subscriptionPolicies,
}: AccessSource): readonly ClassRead[] {
  const principals = [...(dataSource?.owners ?? []), ...subscriptions.map(({ subscriber }) => subscriber)];
  const leaves = subscriptionPolicies
    .filter(({ enabled }) => enabled)
    .flatMap(conditionsOfPolicy)
    .flatMap(leavesOf);
  const reads = [...principals.map(readOfPrincipal), ...leaves.map(readOfLeaf)];
  const distinct = new Map(reads.map((read) => [JSON.stringify(read), read]));
  return [
    { whose: 'work' },
    { whose: 'blocks' },
    ...[...distinct.values()].map((read): ClassRead => ({ whose: 'self', read })),
  ];
}
