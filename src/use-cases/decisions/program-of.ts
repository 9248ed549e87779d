import { accessSourceIn } from '../../facts/derived-facts.js';
import { sourceFactsFor } from '../../facts/facts-for.js';
import type { DecisionMemory } from '../../policy/decision-memory.js';
import type { SourceFacts } from '../../policy/facts.js';
import { createProgram } from '../../policy/program.js';
import type { Program } from '../../policy/program.js';
import type { Derive } from '../../world/derive.js';

/**
 * The decisions about a data source; remembered until something changes on which they depend. A change that leaves all of the
 * facts the same, such as one of a policy that is about other data sources, leaves the decisions too.
 */
export const programOf = (derive: Derive, memory: DecisionMemory, dataSourceName: string): Program =>
  derive(`program ${dataSourceName}`, (look, inner, before: Program | undefined) => {
    const source = sourceFactsFor(look, dataSourceName, 'about', accessSourceIn(inner, dataSourceName));
    return before !== undefined && isSameSource(before.source, source)
      ? before
      : createProgram(source, memory);
  });

/** Whether two facts of a data source are the same: made of the same objects, which are replaced when they change. */
export function isSameSource(one: SourceFacts, other: SourceFacts): boolean {
  const lists = (of: SourceFacts): readonly (readonly unknown[])[] => [
    [of.dataSource, of.settings, of.platforms, of.lookupTables],
    of.sharedWith,
    of.subscriptions,
    of.subscriptionPolicies,
    of.policies,
    ...[...of.sources].map(([key, found]) => [key, ...found]),
    [...of.knownGroups],
    [...of.knownPurposes],
    [...of.knownAttributes],
  ];
  const [before, after] = [lists(one), lists(other)];
  return (
    before.length === after.length &&
    before.every((list, index) => {
      const now = after[index];
      return now?.length === list.length && list.every((entry, position) => entry === now[position]);
    })
  );
}
