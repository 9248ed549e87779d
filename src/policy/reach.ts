import { formatDataSourceName, withParents } from '../model/names.js';
import type { Policy } from '../model/policy.js';
import type { SubscriptionPolicy } from '../model/subscription-policy.js';
import type { Scope } from './scope.js';
import { inScope } from './scope.js';
import type { SharingDataSource } from './sources/share-table.js';
import { isAbout, tagsOfRule } from './target.js';

/** Positions of policies in their list, by one thing that a data source must have for the policy to be about it. */
interface Index {
  readonly byName: ReadonlyMap<string, readonly number[]>;
  readonly bySchema: ReadonlyMap<string, readonly number[]>;
  readonly byTag: ReadonlyMap<string, readonly number[]>;
}

/** A list is replaced when one of its policies changes, so that its index can be kept with it. */
const indexes = new WeakMap<readonly Scope[], Index>();

/**
 * Indexes policies by the key of their scope that finds the fewest data sources: names, tags, schemas, in this order.
 * @param tagsWithoutScope the tags by which a policy without a scope finds data sources
 */
function indexOf<P extends Scope>(
  policies: readonly P[],
  tagsWithoutScope: (policy: P) => readonly string[],
): Index {
  const known = indexes.get(policies);
  if (known !== undefined) return known;
  const index = {
    byName: new Map<string, number[]>(),
    bySchema: new Map<string, number[]>(),
    byTag: new Map<string, number[]>(),
  };
  const add = (to: Map<string, number[]>, keys: readonly string[], position: number): void => {
    for (const key of keys) {
      const positions = to.get(key);
      if (positions === undefined) to.set(key, [position]);
      else positions.push(position);
    }
  };
  policies.forEach((policy, position) => {
    const { dataSource, target } = policy;
    if (dataSource !== undefined) add(index.byName, [dataSource], position);
    else if (target === undefined) add(index.byTag, tagsWithoutScope(policy), position);
    else if (target.dataSources !== undefined) add(index.byName, target.dataSources, position);
    else if (target.tags !== undefined) add(index.byTag, target.tags, position);
    else add(index.bySchema, target.schemas ?? [], position);
  });
  indexes.set(policies, index);
  return index;
}

/** The policies that may be about one of some data sources, in the order of their list: all others certainly are not. */
function candidates<P extends Scope>(
  policies: readonly P[],
  { byName, bySchema, byTag }: Index,
  dataSources: readonly SharingDataSource[],
): readonly P[] {
  const positions = new Set<number>();
  const take = (found: readonly number[] | undefined): void => {
    for (const position of found ?? []) positions.add(position);
  };
  for (const dataSource of dataSources) {
    for (const one of [dataSource, ...(dataSource.sharedWith ?? [])]) {
      take(byName.get(formatDataSourceName(one)));
      take(bySchema.get(one.schema));
    }
    const tags = new Set([dataSource, ...dataSource.columns].flatMap((one) => one.tags));
    for (const tag of new Set([...tags].flatMap(withParents))) take(byTag.get(tag));
  }
  return [...positions].sort((a, b) => a - b).flatMap((position) => policies[position] ?? []);
}

/** Of data policies, those that may be about one of some data sources, by their tags and names alone: all others certainly are not. */
export const policiesPerhapsAbout = (
  policies: readonly Policy[],
  dataSources: readonly SharingDataSource[],
): readonly Policy[] =>
  candidates(
    policies,
    indexOf(policies, ({ rules }) => [...new Set(rules.flatMap(tagsOfRule))]),
    dataSources,
  );

/**
 * Of data policies, those that are about one of some data sources, in the order of their list. The cost depends on how many these
 * are, and not on the length of the list.
 * @param dataSources a data source and all that its query reads, each with the tags of those that stand for its raw table
 */
export function policiesAbout(
  policies: readonly Policy[],
  dataSources: readonly SharingDataSource[],
): readonly Policy[] {
  return policiesPerhapsAbout(policies, dataSources).filter(
    (policy) =>
      policy.enabled &&
      policy.rules.some((rule) => dataSources.some((one) => isAbout(policy, rule, one).about)),
  );
}

const none = (): readonly string[] => [];

/** Of subscription policies, those that are about a data source or one that stands for the same raw table. @see policiesAbout */
export const subscriptionPoliciesAbout = (
  policies: readonly SubscriptionPolicy[],
  dataSource: SharingDataSource,
): readonly SubscriptionPolicy[] =>
  candidates(policies, indexOf(policies, none), [dataSource]).filter(
    (policy) => policy.enabled && inScope(policy, dataSource)?.about === true,
  );
